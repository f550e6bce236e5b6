import type { AccountRecord } from '@bailiwick/contracts';
import type { AccountId } from '@bailiwick/kernel';
import type { SplitFamily } from '../verification.js';
import { ArcSets } from './eligibility.js';
import { ultimateParents } from './families.js';
import { type Frame, hasArc, NONE } from './frame.js';

/** Accounts that go to one CSM together; most often one account. */
export interface Unit {
  /** Account indices. */
  readonly members: readonly number[];
  /** The largest account by ARR, then by lower id. */
  readonly lead: number;
  /** The lead's present CSM where it is eligible for all members, else `NONE`. */
  readonly anchor: number;
}

export interface Units {
  readonly units: readonly Unit[];
  /** The unit of each account. */
  readonly unitOf: Int32Array;
  readonly splitFamilies: readonly SplitFamily[];
}

interface Family {
  readonly ultimateParentId: AccountId;
  readonly members: number[];
}

/** The units of the company as `policy.families` says; families that cannot be one unit are planned one by one. */
export function unitsOf(frame: Frame, everyAccount: readonly AccountRecord[]): Units {
  const units: Unit[] = [];
  const splitFamilies: SplitFamily[] = [];
  const judge = familyJudge(frame);
  for (const family of familiesOf(frame, everyAccount)) {
    const reason = family.members.length > 1 ? judge(family.members) : undefined;
    if (reason === undefined) units.push(unitOf(frame, family.members));
    else {
      for (const member of family.members) units.push(unitOf(frame, [member]));
      const accountIds = family.members.map((i) => frame.accounts[i]!.accountId);
      splitFamilies.push({ ultimateParentId: family.ultimateParentId, accountIds, reason });
    }
  }
  const ofAccount = new Int32Array(frame.accounts.length);
  for (const [u, unit] of units.entries()) for (const i of unit.members) ofAccount[i] = u;
  return { units, unitOf: ofAccount, splitFamilies };
}

function familiesOf(frame: Frame, everyAccount: readonly AccountRecord[]): Family[] {
  const mode = frame.policy.families;
  if (mode === 'off') {
    return frame.accounts.map(({ accountId }, i) => ({ ultimateParentId: accountId, members: [i] }));
  }
  const ultimateParentOf = ultimateParents(everyAccount);
  const families: Family[] = [];
  const byKind = new Map<string, Map<AccountId, Family>>();
  for (const [i, account] of frame.accounts.entries()) {
    const ultimateParentId = ultimateParentOf(account);
    const tier = frame.tiers[i]!;
    const kind = mode === 'together-same-tier' ? tier.id : tier.coverage;
    const ofKind = byKind.get(kind) ?? new Map<AccountId, Family>();
    byKind.set(kind, ofKind);
    const known = ofKind.get(ultimateParentId);
    if (known) known.members.push(i);
    else {
      const family = { ultimateParentId, members: [i] };
      ofKind.set(ultimateParentId, family);
      families.push(family);
    }
  }
  return families;
}

/** Why these accounts cannot be one unit; `undefined` when they can. */
function familyJudge(frame: Frame): (members: readonly number[]) => SplitFamily['reason'] | undefined {
  const arcs = new ArcSets(frame.csms, frame.capacity, frame.policy);
  return (members) => {
    const groups = members.flatMap((i) => frame.conflictGroupsOf.get(i) ?? []);
    if (new Set(groups).size < groups.length) return 'conflict';
    const asked = members.map((i) => ({ account: frame.accounts[i]!, tier: frame.tiers[i]! }));
    return arcs.someServesAll(asked) ? undefined : 'no-csm-eligible-for-all';
  };
}

function unitOf(frame: Frame, members: readonly number[]): Unit {
  const lead = members.reduce((best, i) => (isLarger(frame.accounts[i]!, frame.accounts[best]!) ? i : best));
  const present = frame.present[lead]!;
  const anchored =
    present >= 0 &&
    members.every((i) => (i === lead ? frame.presentEligible[i] === 1 : hasArc(frame, i, present)));
  return { members, lead, anchor: anchored ? present : NONE };
}

function isLarger(a: AccountRecord, b: AccountRecord): boolean {
  return a.arr > b.arr || (a.arr === b.arr && a.accountId < b.accountId);
}
