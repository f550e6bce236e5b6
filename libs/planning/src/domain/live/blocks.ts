import { ownCeiling } from '../compile/capacity.js';
import { coverageFits, violatedRules } from '../compile/eligibility.js';
import type { AccountFacts, CsmFacts } from '../compile/facts.js';
import { notEligible, withoutCapacity, wrongCoverage } from '../explain/cannot-serve.js';
import type { CsmBook } from './csm-book.js';
import { centihoursAt, excessPersonsOf, opensPair, type Placing } from './placing.js';

/** A hard constraint that stands between accounts and a CSM. */
export interface Block {
  /** Its name, as `verify` names the violation. */
  readonly constraint: string;
  /** In words, with by how much. */
  readonly text: string;
}

/**
 * A hard constraint as a placement sees it. `excess` is by how much putting the accounts there would break it, in its
 * own unit; nothing or less where it would not, or where it is broken already and gets no worse.
 */
interface Check {
  readonly constraint: string;
  excess(placing: Placing, book: CsmBook): number;
  text(placing: Placing, book: CsmBook, excess: number): string;
}

const SLACK = 1e-6;

/** True where the excess is more than the last digits of a double. */
function isBroken(check: Check, placing: Placing, book: CsmBook): boolean {
  return check.excess(placing, book) > SLACK;
}

/** How many hard constraints stand against the CSM. */
export function countBlocks(placing: Placing, book: CsmBook): number {
  let count = 0;
  for (const check of CHECKS) if (isBroken(check, placing, book)) count++;
  return count;
}

/** True when any hard constraint stands against the CSM. */
export function isBlocked(placing: Placing, book: CsmBook): boolean {
  return CHECKS.some((check) => isBroken(check, placing, book));
}

/** The hard constraints that stand against the CSM, in words. */
export function blocksOf(placing: Placing, book: CsmBook): Block[] {
  return CHECKS.filter((check) => isBroken(check, placing, book)).map((check) => ({
    constraint: check.constraint,
    text: check.text(placing, book, check.excess(placing, book)),
  }));
}

const hasCapacity: Check = {
  constraint: 'hasCapacity',
  excess: ({ accounts }, { facts }) => (facts!.capacity > 0 ? 0 : accounts.length),
  text: (_placing, { facts }) => withoutCapacity(facts!),
};

const coverage: Check = {
  constraint: 'coverage',
  excess: ({ accounts }, { facts }) => accounts.filter((a) => !coverageFits(a.tier, facts!)).length,
  text: ({ accounts }, { facts }) =>
    wrongCoverage(
      accounts.find((a) => !coverageFits(a.tier, facts!))!,
      facts!,
    ),
};

const eligibility: Check = {
  constraint: 'eligibility',
  excess: (placing, { facts }) =>
    placing.accounts.reduce((sum, a) => sum + brokenRules(placing, a, facts!).length, 0),
  text(placing, { facts }) {
    const account = placing.accounts.find((a) => brokenRules(placing, a, facts!).length > 0)!;
    return notEligible(account, facts!, brokenRules(placing, account, facts!));
  },
};

function brokenRules({ policy }: Placing, account: AccountFacts, csm: CsmFacts) {
  return violatedRules('hard', account.record, account.tier, csm, policy);
}

const pins: Check = {
  constraint: 'pins',
  excess: ({ fixing, accounts }, book) =>
    fixing?.by === 'pin' && fixing.csm !== book.index ? accounts.length : 0,
  text: ({ fixing, company }) => `${fixing!.account} is pinned to ${company.csmId(fixing!.csm)}`,
};

const locks: Check = {
  constraint: 'locks',
  // Those who come back to a locked family are told of the family.
  excess: ({ fixing, home, accounts }, book) =>
    fixing?.by === 'lock' && !home && fixing.csm !== book.index ? accounts.length : 0,
  text({ fixing, company }) {
    const reasons = fixing?.by === 'lock' ? fixing.reasons.join(', ') : '';
    return `${fixing!.account} is locked to ${company.csmId(fixing!.csm)} (${reasons})`;
  },
};

const families: Check = {
  constraint: 'families',
  excess: ({ home, accounts }, book) => (home && home !== book ? accounts.length : 0),
  text: ({ home, unit, company }) =>
    `family of ${company.families.root(unit.members[0]!.record.accountId)} is with CSM ${home!.csmId}`,
};

const ceiling: Check = {
  constraint: 'ceiling',
  excess(placing, book) {
    const work = centihoursAt(placing, book);
    const own = ownCeiling(book.facts!.capacity, placing.policy);
    const load = (book.centihours + work) / 100;
    if (own <= 0 || work <= 0 || load <= own + SLACK) return 0;
    return load - Math.max(own, placing.company.held(book).centihours / 100);
  },
  text(placing, book, excess) {
    const load = (book.centihours + centihoursAt(placing, book)) / 100;
    return `${book.csmId} would have ${figure(load)} h a month, ${figure(excess)} h over the ceiling`;
  },
};

const maxAccounts: Check = {
  constraint: 'maxAccounts',
  excess({ accounts, company }, book) {
    const own = book.facts!.record.maxAccounts ?? Infinity;
    const count = book.count + accounts.length;
    return count <= own ? 0 : count - Math.max(own, company.held(book).accounts);
  },
  text: ({ accounts }, book, excess) =>
    `${book.csmId} would have ${book.count + accounts.length} accounts, ${excess} more than allowed`,
};

const conflicts: Check = {
  constraint: 'conflicts',
  excess: ({ accounts }, book) =>
    accounts.reduce((sum, a) => sum + a.conflicts.filter((group) => book.conflicts.has(group)).length, 0),
  text({ accounts }, book) {
    const account = accounts.find((a) => a.conflicts.some((group) => book.conflicts.has(group)))!;
    const group = account.conflicts.find((g) => book.conflicts.has(g));
    return `${book.csmId} has another account of the conflict ${group} of ${account.record.accountId}`;
  },
};

const pairingHard: Check = {
  constraint: 'pairingHard',
  excess: ({ familiar, fixing, accounts }, book) =>
    familiar.size === 0 || fixing || familiar.has(book) ? 0 : accounts.length,
  text: ({ familiar, unit }, book) => {
    const able = [...familiar].find((b) => unit.csms.includes(b.index))!;
    return `${book.csmId} does not work with the AE today, and ${able.csmId} could serve`;
  },
};

const csmsPerAe: Check = {
  constraint: 'csmsPerAe',
  excess: (placing, book) => Math.max(0, ...placing.aes.map((ae) => excessPersons(ae, placing, book))),
  text(placing, book, excess) {
    const isMeant = ({ ae }: AccountFacts): boolean => excessPersons(ae, placing, book) === excess;
    const { aeId } = placing.accounts.find(isMeant)!.record;
    return `AE ${aeId} would work with one more CSM, ${excess} more than allowed`;
  },
};

function excessPersons(ae: number, placing: Placing, book: CsmBook): number {
  return ae >= 0 && opensPair(ae, book) ? excessPersonsOf(ae, placing) : 0;
}

const aesPerCsm: Check = {
  constraint: 'aesPerCsm',
  excess(placing, book) {
    const { maxAesPerCsm } = placing.policy.pairing;
    if (maxAesPerCsm === null) return 0;
    const opened = newAes(placing, book);
    const count = book.aes.size + opened;
    if (opened === 0 || count <= maxAesPerCsm) return 0;
    return count - Math.max(maxAesPerCsm, placing.company.held(book).aes.size);
  },
  text: (placing, book, excess) =>
    `${book.csmId} would work with ${book.aes.size + newAes(placing, book)} AEs, ${excess} more than allowed`,
};

function newAes({ aes }: Placing, book: CsmBook): number {
  let count = 0;
  for (const ae of aes) if (opensPair(ae, book)) count++;
  return count;
}

type MixEntry = Placing['policy']['tierMix'][number];

/** A check of the policy's tier mix: the entry of which most is broken counts. */
function tierMix(
  constraint: string,
  over: (entry: MixEntry, placing: Placing, book: CsmBook) => number,
  words: (tier: string, csmId: string, excess: number) => string,
): Check {
  const excesses = (placing: Placing, book: CsmBook): number[] =>
    book.isPerson ? placing.policy.tierMix.map((entry) => over(entry, placing, book)) : [];
  return {
    constraint,
    excess: (placing, book) => Math.max(0, ...excesses(placing, book)),
    text(placing, book, excess) {
      const entry = placing.policy.tierMix[excesses(placing, book).indexOf(excess)]!;
      return words(entry.tier, book.csmId, excess);
    },
  };
}

const tierMixAccounts = tierMix(
  'tierMixAccounts',
  ({ tier, maxAccounts: limit }, { accounts, company }, book) => {
    const more = accounts.filter((a) => a.tier.id === tier).length;
    const count = (book.tiers.get(tier)?.accounts ?? 0) + more;
    if (limit === undefined || more === 0 || count <= limit) return 0;
    return count - Math.max(limit, company.held(book).tiers.get(tier)?.accounts ?? 0);
  },
  (tier, csmId, excess) => `${csmId} would have ${excess} more accounts of tier ${tier} than allowed`,
);

const tierMixMinShare = tierMix(
  'tierMixMinShare',
  (entry, placing, book) =>
    entry.minHoursShare === undefined ? 0 : overShare(entry.tier, entry.minHoursShare, -1, placing, book),
  (tier, csmId, excess) => `${csmId} would have ${figure(excess)} h of tier ${tier} too few`,
);

const tierMixMaxShare = tierMix(
  'tierMixMaxShare',
  (entry, placing, book) =>
    entry.maxHoursShare === undefined ? 0 : overShare(entry.tier, entry.maxHoursShare, 1, placing, book),
  (tier, csmId, excess) => `${csmId} would have ${figure(excess)} h of tier ${tier} too many`,
);

/** Hours of the tier beyond its share (side 1) or short of it (−1), where the accounts make that worse. */
function overShare(tier: string, share: number, side: 1 | -1, placing: Placing, book: CsmBook): number {
  const over = (ofTier: number, total: number): number => side * (ofTier - share * total);
  const inTier = { ...placing, accounts: placing.accounts.filter((a) => a.tier.id === tier) };
  const by = over(centihoursAt(inTier, book), centihoursAt(placing, book));
  const sum = by + over(book.tiers.get(tier)?.centihours ?? 0, book.centihours);
  if (by <= SLACK || sum <= SLACK) return 0;
  const held = placing.company.held(book);
  return (sum - Math.max(0, over(held.tiers.get(tier)?.centihours ?? 0, held.centihours))) / 100;
}

/** Every hard constraint that placing accounts can break; disruption budgets are for moves of a plan. */
const CHECKS: readonly Check[] = [
  hasCapacity,
  coverage,
  eligibility,
  pins,
  locks,
  families,
  ceiling,
  maxAccounts,
  conflicts,
  pairingHard,
  csmsPerAe,
  aesPerCsm,
  tierMixAccounts,
  tierMixMinShare,
  tierMixMaxShare,
];

/** At most two decimals. */
function figure(value: number): string {
  return String(Math.round(value * 100) / 100);
}
