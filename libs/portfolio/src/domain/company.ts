import type { AccountRecord, AttributeValue, Company } from '@bailiwick/contracts';
import { roundHalfUp, type AccountId, type IsoDate, type Problem } from '@bailiwick/kernel';
import { mergeChain, type AccountState } from '@bailiwick/lifecycle';
import { aeRecord, type AeState, csmRecord, type CsmState } from '@bailiwick/workforce';

/**
 * An account as planning and tiering see it: ARR in whole units, churned accounts kept for their families. Fields that
 * are not known are there, as `undefined`: records of one shape are read several times as fast.
 */
export function accountRecord(state: AccountState, parentId: AccountId | undefined): AccountRecord {
  const record: { readonly [F in keyof Required<AccountRecord>]: AccountRecord[F] | undefined } = {
    accountId: state.accountId,
    name: state.name,
    arr: Math.max(0, roundHalfUp(state.arr)),
    currency: state.currency,
    region: state.region,
    country: state.country,
    segment: state.segment,
    industry: state.industry,
    language: state.language,
    timezone: state.timezone,
    products: state.products ?? [],
    requiredSkills: state.requiredSkills ?? [],
    clearances: state.clearances ?? [],
    conflictGroup: state.conflictGroup,
    complexity: state.complexity,
    employees: state.employees,
    parentId,
    aeId: state.aeId,
    csmId: state.csmId,
    csmSince: state.csmSince,
    tier: state.tier,
    healthScore: state.healthScore,
    adoption: state.adoption,
    nps: state.nps,
    stage: state.stage,
    strategic: state.strategic,
    lockedUntil: state.lockedUntil,
    startDate: state.startDate,
    renewalDate: state.renewalDate,
    status: state.status === 'active' ? 'active' : 'churned',
    attributes: withCsat(state.attributes ?? {}, state.csat),
  };
  return record as AccountRecord;
}

/** CSAT is not a fact of the contract's own; rules reach it as `attributes.csat`. */
function withCsat(
  attributes: Readonly<Record<string, AttributeValue>>,
  csat: number | undefined,
): Readonly<Record<string, AttributeValue>> {
  return csat === undefined || 'csat' in attributes ? attributes : { ...attributes, csat };
}

/**
 * The account of a company for planning: merged ones are gone, and who pointed to them points to their survivors.
 * @param parents as `effectiveParents` gives them
 */
export function recordUnder(
  parents: ReadonlyMap<string, AccountId>,
  state: AccountState,
): AccountRecord | undefined {
  if (!state.known || state.status === 'merged') return undefined;
  return accountRecord(state, parents.get(state.accountId));
}

/** Who works there, as of a moment. */
export interface Staff {
  readonly csms: readonly CsmState[];
  /** Everybody who was ever introduced, also those who have left. */
  readonly aes: readonly AeState[];
}

/**
 * The people of a company as planning sees it on a day: CSMs, and AEs who have not left. `aes` is absent while no AE
 * was ever introduced; then AE ids are taken as they are.
 */
export function staffOf({ csms, aes }: Staff, day: IsoDate): Omit<Company, 'accounts'> {
  const people = { csms: csms.map(csmRecord) };
  if (aes.length === 0) return people;
  const present = aes.filter(({ lastDay }) => lastDay === undefined || lastDay >= day);
  return { ...people, aes: present.map(aeRecord) };
}

/** What of an account decides on its family. */
export type FamilyLink = Pick<AccountState, 'accountId' | 'parentId' | 'mergedInto' | 'status'>;

/**
 * Each account's parent after merges. Events of several accounts can close a circle of parents, which no single
 * event shows; it is broken at the account with the lowest id, which becomes the ultimate parent.
 */
export function effectiveParents(states: readonly FamilyLink[]): Map<string, AccountId> {
  const mergedInto = new Map(
    states.flatMap((s) => (s.mergedInto ? [[s.accountId as string, s.mergedInto]] : [])),
  );
  const parents = new Map<string, AccountId>();
  for (const { accountId, parentId, status } of states) {
    if (parentId === undefined || status === 'merged') continue;
    const survivor = mergeChain(parentId, (id) => mergedInto.get(id)).at(-1) ?? parentId;
    if (survivor !== accountId) parents.set(accountId, survivor as AccountId);
  }
  for (const lowest of circles(parents)) parents.delete(lowest);
  return parents;
}

/** The lowest id on each circle of parents. */
function circles(parents: ReadonlyMap<string, string>): string[] {
  const lowest: string[] = [];
  const walkOf = new Map<string, string>();
  for (const start of parents.keys()) {
    let at: string | undefined = start;
    while (at !== undefined && !walkOf.has(at)) {
      walkOf.set(at, start);
      at = parents.get(at);
    }
    if (at === undefined || walkOf.get(at) !== start) continue;
    const circle = [at];
    for (let next = parents.get(at)!; next !== at; next = parents.get(next)!) circle.push(next);
    lowest.push(circle.reduce((a, b) => (a < b ? a : b)));
  }
  return lowest;
}

/** An id in an account's facts that nothing is known about. */
export interface Unresolved {
  readonly accountId: AccountId;
  readonly field: 'aeId' | 'csmId' | 'parentId' | 'mergedInto';
  readonly id: string;
}

export interface Known {
  account(id: string): boolean;
  csm(id: string): boolean;
  ae(id: string): boolean;
}

/** What the active accounts refer to and nothing is known of; merged ones only by where they went. */
export function unresolvedIn(state: AccountState, known: Known): Unresolved[] {
  const { accountId, status, aeId, csmId, parentId, mergedInto } = state;
  const found: Unresolved[] = [];
  if (mergedInto !== undefined && !known.account(mergedInto))
    found.push({ accountId, field: 'mergedInto', id: mergedInto });
  if (status !== 'active') return found;
  if (aeId !== undefined && !known.ae(aeId)) found.push({ accountId, field: 'aeId', id: aeId });
  if (csmId !== undefined && !known.csm(csmId)) found.push({ accountId, field: 'csmId', id: csmId });
  if (parentId !== undefined && !known.account(parentId))
    found.push({ accountId, field: 'parentId', id: parentId });
  return found;
}

/** Warnings about accounts whose facts cannot all be true. */
export function contradictions(states: readonly AccountState[]): Problem[] {
  const parents = effectiveParents(states);
  return states
    .filter((state) => state.known && state.status === 'active')
    .flatMap((state) => [...negativeArr(state), ...brokenCircle(state, parents)]);
}

function negativeArr({ accountId, arr }: AccountState): Problem[] {
  if (arr >= 0) return [];
  return [
    {
      code: 'negative-arr',
      severity: 'warning',
      message: `The changes of ${accountId} add up to an ARR of ${arr}; 0 is used`,
      value: arr,
      expected: '0 or more',
      hint: 'Maybe a contraction was sent twice under two ids, or an expansion is missing',
    },
  ];
}

function brokenCircle(
  { accountId, parentId }: AccountState,
  parents: ReadonlyMap<string, string>,
): Problem[] {
  if (parentId === undefined || parents.has(accountId)) return [];
  return [
    {
      code: 'parent-cycle',
      severity: 'warning',
      message: `${accountId} is, over its parents, its own parent; it is taken as the ultimate parent`,
      value: `${accountId} → ${parentId}`,
      expected: 'a parent that is not below the account',
      hint: 'Maybe clear parentId of one of them',
    },
  ];
}
