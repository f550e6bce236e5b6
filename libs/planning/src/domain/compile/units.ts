import type { AccountId } from '@bailiwick/kernel';
import { type Candidates, canServe, intersection } from './candidates.js';
import type { AccountFacts, CompanyFacts } from './facts.js';

/** Accounts that are planned as one: a family (or a part of it with one coverage), or a single account. */
export interface Unit<A extends AccountFacts = AccountFacts> {
  /** By ARR, largest first, then by id. */
  readonly members: readonly A[];
  /** CSMs with capacity that are eligible for every member, ascending. */
  readonly csms: Int32Array;
  /** The present CSM of the largest member, if eligible for all; −1 = none. */
  readonly anchor: number;
}

export interface FamilySplit {
  readonly parentId: AccountId;
  readonly accounts: readonly AccountId[];
  readonly reason: 'nobody-eligible-for-all' | 'conflict';
}

export interface Units {
  readonly units: readonly Unit[];
  readonly splits: readonly FamilySplit[];
}

/** The accounts grouped into units as the policy's `families` says, in the order of their first member. */
export function unitsOf(
  facts: CompanyFacts,
  candidates: (a: AccountFacts) => Candidates,
  groups: ConflictGroups,
): Units {
  const units: Unit[] = [];
  const splits: FamilySplit[] = [];
  for (const { parent, members } of familiesOf(facts)) {
    if (members.length === 1) {
      units.push(unitFrom(members, candidates));
      continue;
    }
    const whole = unitFrom(members, candidates);
    const reason = groups.clashWithin(members)
      ? 'conflict'
      : whole.csms.length === 0
        ? 'nobody-eligible-for-all'
        : null;
    if (reason === null) units.push(whole);
    else {
      splits.push({ parentId: parent, accounts: members.map((m) => m.record.accountId), reason });
      for (const m of members) units.push(unitFrom([m], candidates));
    }
  }
  return { units, splits };
}

/** Which accounts must not share a CSM. */
export interface ConflictGroups {
  /** Groups by account index. */
  readonly of: ReadonlyMap<number, readonly number[]>;
  readonly names: readonly string[];
  clashWithin(members: readonly AccountFacts[]): boolean;
}

/** Groups of the `conflict_group` column and of the policy's `conflicts`. */
export function conflictGroups(facts: CompanyFacts): ConflictGroups {
  const names: string[] = [];
  const of = new Map<number, number[]>();
  const add = (name: string, members: readonly AccountFacts[]): void => {
    if (members.length < 2) return;
    for (const m of members) of.set(m.index, [...(of.get(m.index) ?? []), names.length]);
    names.push(name);
  };
  const columns = groupBy(facts.accounts, (a) => a.record.conflictGroup);
  for (const [name, members] of columns) if (name !== undefined) add(name, members);
  facts.input.policy.conflicts.forEach((ids, i) => {
    const members = [...new Set(ids)].flatMap((id) => facts.byId.get(id as AccountId) ?? []);
    add(`conflicts[${i}]`, members);
  });
  return { of, names, clashWithin: (members) => shareAGroup(members, (m) => of.get(m.index) ?? []) };
}

/** True when two of the members are in one conflict group. */
export function shareAGroup<A, G>(members: readonly A[], groupsOf: (member: A) => readonly G[]): boolean {
  const seen = new Set<G>();
  for (const m of members)
    for (const g of groupsOf(m)) {
      if (seen.has(g)) return true;
      seen.add(g);
    }
  return false;
}

/** These accounts as one unit, whether or not they can be together. */
export function unitFrom<A extends AccountFacts>(
  members: readonly A[],
  candidates: (a: A) => Candidates,
): Unit<A> {
  const sorted = [...members].sort(byArrThenId);
  const csms = intersection(sorted.map((m) => candidates(m).csms));
  const home = sorted[0]!.present;
  return {
    members: sorted,
    csms,
    anchor: canServe({ csms, softPoints: new Float64Array() }, home) ? home : -1,
  };
}

function byArrThenId(a: AccountFacts, b: AccountFacts): number {
  return b.record.arr - a.record.arr || (a.record.accountId < b.record.accountId ? -1 : 1);
}

interface Family {
  readonly parent: AccountId;
  readonly members: AccountFacts[];
}

function familiesOf(facts: CompanyFacts): Iterable<Family> {
  const { families } = facts.input.policy;
  const root = families === 'off' ? (id: AccountId) => id : ultimateParents(facts);
  const groups = new Map<string, Family>();
  for (const a of facts.accounts) {
    const parent = root(a.record.accountId);
    const part = families === 'together-same-tier' ? a.tier.id : a.tier.coverage;
    const key = families === 'off' ? a.record.accountId : `${parent}\u0000${part}`;
    const group = groups.get(key);
    if (group) group.members.push(a);
    else groups.set(key, { parent, members: [a] });
  }
  return groups.values();
}

/** The end of each account's parent chain, through churned accounts; an id that is not in the input ends it too. */
function ultimateParents({ input: { company } }: CompanyFacts): (id: AccountId) => AccountId {
  const parentOf = new Map(company.accounts.map((a) => [a.accountId, a.parentId]));
  const known = new Map<AccountId, AccountId>();
  return (id) => {
    const path: AccountId[] = [];
    let at = id;
    for (;;) {
      const done = known.get(at);
      const next = done ?? parentOf.get(at);
      if (next === undefined || path.includes(at)) break;
      path.push(at);
      at = next;
      if (done !== undefined) break;
    }
    for (const p of path) known.set(p, at);
    return at;
  };
}

export function groupBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
