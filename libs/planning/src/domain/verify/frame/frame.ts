import type { AccountRecord, CsmRecord, Policy } from '@bailiwick/contracts';
import { type AccountId, type AeId, type CsmId, dayNumber, InvalidInputError } from '@bailiwick/kernel';
import type { PlanningInput, PlanningTier } from '../../problem/planning-input.js';
import { capacityOf, horizonOf } from './capacity.js';
import { type ConflictGroup, conflictGroupsIn, positionsByMember } from './conflict-groups.js';
import { brokenRules, coverageFits } from './eligibility.js';
import { factorsOfCsm, hoursOf, hoursWithCsm } from './hours.js';
import { renewalQuarters } from './renewal-quarters.js';

/** No CSM, no AE. */
export const NONE = -1;
/** A CSM id that is not in the input. */
export const UNKNOWN = -2;

/** What the input alone says, by index: accounts are the active ones in the input's order, CSMs all of them. */
export interface Frame {
  readonly policy: Policy;
  readonly asOfDay: number;
  readonly accounts: readonly AccountRecord[];
  readonly csms: readonly CsmRecord[];
  readonly accountIndex: ReadonlyMap<AccountId, number>;
  readonly csmIndex: ReadonlyMap<CsmId, number>;
  /** The tier of each account. */
  readonly tiers: readonly PlanningTier[];
  /** Hours a month of each account at skill factor 1. */
  readonly hours: Float64Array;
  /** The quarter 0–3, from that of asOf on, that each account renews in; -1 when in none of them. */
  readonly renewalQuarter: Int8Array;
  /** The entries of `policy.hours.skillFactors` that each CSM has. */
  readonly skillFactorsOf: readonly Policy['hours']['skillFactors'][];
  /** Hours a month of each CSM; 0 = without capacity. */
  readonly capacity: Float64Array;
  /** Today's book: the CSM of each account, `NONE`, or `UNKNOWN` for somebody who is not in the input. */
  readonly present: Int32Array;
  /** 1 where the account has a present CSM and an arc to it. */
  readonly presentEligible: Uint8Array;
  /** The AE of each account, or `NONE`. */
  readonly ae: Int32Array;
  readonly aeIds: readonly AeId[];
  /** The area vice president of each AE, where known. */
  readonly avpOf: readonly (string | undefined)[];
  readonly conflictGroups: readonly ConflictGroup[];
  /** The groups, as positions in `conflictGroups`, of each account that is in one. */
  readonly conflictGroupsOf: ReadonlyMap<number, readonly number[]>;
  /** Pairs (AE, person) of today's book, as `pairKey`. */
  readonly todaysPairs: ReadonlySet<number>;
  /** The persons of those pairs, by AE. */
  readonly todaysPersons: readonly (readonly number[])[];
}

/** One number for an (AE, CSM) pair. */
export function pairKey(frame: Pick<Frame, 'csms'>, ae: number, csm: number): number {
  return ae * frame.csms.length + csm;
}

/** How many of the pairs each AE, or each CSM, is in. */
export function pairsBy(
  side: 'ae' | 'csm',
  pairs: Iterable<number>,
  frame: Pick<Frame, 'csms' | 'aeIds'>,
): Int32Array {
  const n = frame.csms.length;
  const counts = new Int32Array(side === 'ae' ? frame.aeIds.length : n);
  for (const key of pairs) counts[side === 'ae' ? Math.floor(key / n) : key % n]!++;
  return counts;
}

/** Hours a month of account `i` with CSM `j`, skill factors included. */
export function hoursAt(frame: Frame, i: number, j: number): number {
  const factors = frame.skillFactorsOf[j]!;
  return factors.length === 0 ? frame.hours[i]! : hoursWithCsm(frame.accounts[i]!, factors, frame.hours[i]!);
}

/** True when `j` has capacity, the coverage fits and no hard rule is broken; `pairing: hard` is not asked. */
export function hasArc(
  frame: Pick<Frame, 'accounts' | 'csms' | 'tiers' | 'capacity' | 'policy'>,
  i: number,
  j: number,
): boolean {
  const [account, tier, csm] = [frame.accounts[i]!, frame.tiers[i]!, frame.csms[j]!];
  return (
    frame.capacity[j]! > 0 &&
    coverageFits(tier, csm) &&
    brokenRules('hard', account, tier, csm, frame.policy).length === 0
  );
}

/**
 * The frame of an input.
 * @throws InvalidInputError for an id that is there twice and an account without a known tier
 */
export function frameOf(input: PlanningInput): Frame {
  const { policy, asOf } = input;
  const { csms } = input.company;
  const accounts = input.company.accounts.filter((account) => account.status === 'active');
  refuseRepeatedIds(input);
  const accountIndex = new Map(accounts.map((account, i) => [account.accountId, i]));
  const csmIndex = new Map(csms.map((csm, j) => [csm.csmId, j]));
  const tiers = tiersOf(accounts, input);
  const conflictGroups = conflictGroupsIn(accounts, accountIndex, policy);
  const quarterOf = renewalQuarters(asOf);
  const horizon = horizonOf(asOf, policy.horizonMonths);
  const bare = {
    policy,
    asOfDay: dayNumber(asOf),
    accounts,
    csms,
    accountIndex,
    csmIndex,
    tiers,
    hours: hoursOf(accounts, tiers, policy.hours),
    renewalQuarter: Int8Array.from(accounts, (account) => quarterOf(account.renewalDate)),
    skillFactorsOf: csms.map((csm) => factorsOfCsm(csm, policy.hours)),
    capacity: Float64Array.from(csms, (csm) => capacityOf(csm, horizon, policy)),
    present: Int32Array.from(accounts, ({ csmId }) => (csmId ? (csmIndex.get(csmId) ?? UNKNOWN) : NONE)),
    ...aesOf(accounts, input),
    conflictGroups,
    conflictGroupsOf: positionsByMember(conflictGroups),
  };
  const presentEligible = Uint8Array.from(bare.present, (j, i) => (j >= 0 && hasArc(bare, i, j) ? 1 : 0));
  const todaysPairs = todaysPairsOf(bare);
  const todaysPersons: number[][] = bare.aeIds.map(() => []);
  for (const key of todaysPairs) todaysPersons[Math.floor(key / csms.length)]!.push(key % csms.length);
  return { ...bare, presentEligible, todaysPairs, todaysPersons };
}

function tiersOf(accounts: readonly AccountRecord[], input: PlanningInput): PlanningTier[] {
  const byId = new Map(input.tiers.map((tier) => [tier.id, tier]));
  return accounts.map(({ accountId }) => {
    const id = input.tierOf.get(accountId);
    const tier = id === undefined ? undefined : byId.get(id);
    if (tier) return tier;
    throw new InvalidInputError([
      {
        code: 'unknown-tier',
        message: `active account ${accountId} has no tier of the rule set`,
        value: id,
        expected: `one of ${[...byId.keys()].join(', ')}`,
        hint: 'Maybe the rule set and the tiers of the accounts are of different versions.',
      },
    ]);
  });
}

function aesOf(
  accounts: readonly AccountRecord[],
  input: PlanningInput,
): Pick<Frame, 'ae' | 'aeIds' | 'avpOf'> {
  const index = new Map<AeId, number>();
  const ae = Int32Array.from(accounts, ({ aeId }) => {
    if (!aeId) return NONE;
    const known = index.get(aeId);
    if (known !== undefined) return known;
    index.set(aeId, index.size);
    return index.size - 1;
  });
  const aeIds = [...index.keys()];
  const avps = new Map((input.company.aes ?? []).map((record) => [record.aeId, record.avpId]));
  return { ae, aeIds, avpOf: aeIds.map((id) => avps.get(id) || undefined) };
}

/** A CSM that is gone is in no pair, nor is a pool. */
function todaysPairsOf(frame: Pick<Frame, 'csms' | 'capacity' | 'present' | 'ae'>): Set<number> {
  const pairs = new Set<number>();
  for (const [i, j] of frame.present.entries()) {
    if (j < 0 || frame.ae[i] === NONE || frame.csms[j]!.pool || frame.capacity[j]! <= 0) continue;
    pairs.add(pairKey(frame, frame.ae[i]!, j));
  }
  return pairs;
}

function refuseRepeatedIds({ company }: PlanningInput): void {
  const ids = { account: company.accounts.map((a) => a.accountId), CSM: company.csms.map((c) => c.csmId) };
  for (const [what, list] of Object.entries(ids)) {
    const seen = new Set<string>();
    for (const id of list) {
      if (seen.has(id)) {
        throw new InvalidInputError([
          {
            code: 'repeated-id',
            message: `${what} ${id} is in the company twice`,
            value: id,
            expected: 'ids that differ',
          },
        ]);
      }
      seen.add(id);
    }
  }
}
