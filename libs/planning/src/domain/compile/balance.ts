import type { Policy } from '@bailiwick/contracts';
import type { IsoDate } from '@bailiwick/kernel';
import type { Meter, MeterPiece, MeterQuantity, MeterTerm } from '../problem/problem.js';
import type { AccountFacts, CompanyFacts, CsmFacts } from './facts.js';

type Penalties = Policy['weights']['balanceHours'];

const CENTI = 100;

/** What a balance group has to share out; constants of the input. */
export interface GroupTotals {
  capacity: number;
  centihours: number;
  arr: number;
  /** ARR that renews in each of the four quarters. */
  renewals: [number, number, number, number];
}

export function emptyTotals(): GroupTotals {
  return { capacity: 0, centihours: 0, arr: 0, renewals: [0, 0, 0, 0] };
}

/** Counts an account in its group, or takes it out again (sign −1). */
export function addToTotals(
  group: GroupTotals,
  account: AccountFacts,
  asOf: IsoDate,
  sign: 1 | -1 = 1,
): void {
  group.centihours += sign * account.centihours;
  group.arr += sign * account.record.arr;
  const quarter = renewalQuarter(account, asOf);
  if (quarter !== undefined) group.renewals[quarter] += sign * account.record.arr;
}

/** The convex penalties of every CSM with capacity: overload, and the balance of hours, ARR and renewals. */
export function metersOf(facts: CompanyFacts): Meter[] {
  const { policy } = facts.input;
  const groups = groupTotals(facts);
  return facts.csms.flatMap((csm) =>
    csm.capacity > 0 ? metersOfCsm(csm, groups.get(csmGroup(csm, policy))!, policy) : [],
  );
}

/** The meters of one CSM with capacity, who is in this group; meters that cannot cost anything are left out. */
export function metersOfCsm(csm: CsmFacts, group: GroupTotals, policy: Policy): Meter[] {
  const meters: Meter[] = [];
  const add = (quantity: MeterQuantity, pieces: MeterPiece[]): void => {
    if (pieces.length > 0) meters.push({ quantity, csm: csm.index, pieces });
  };
  add('hours', [...overloadPieces(csm, policy), ...balanceHoursPieces(csm, group, policy)]);
  const share = csm.capacity / group.capacity;
  const { balanceArr, balanceRenewals } = policy.weights;
  add('arr', targetPieces('balanceArr', group.arr * share, balanceArr));
  group.renewals.forEach((arr, q) =>
    add(`renewals-${q as 0 | 1 | 2 | 3}`, targetPieces('balanceRenewals', arr * share, balanceRenewals)),
  );
  return meters;
}

/** `overloadPointsPerHour` for each hour beyond capacity, where the policy prices it. */
export function overloadPieces(csm: CsmFacts, { capacity }: Policy): MeterPiece[] {
  if (capacity.mode !== 'priced' || capacity.overloadPointsPerHour === 0) return [];
  return [
    { term: 'overload', side: 1, at: csm.capacity * CENTI, slope: capacity.overloadPointsPerHour / CENTI },
  ];
}

/** deviation = |100·load/cap − 100·U|, U = min(1, group hours / group capacity). */
export function balanceHoursPieces(csm: CsmFacts, group: GroupTotals, { weights }: Policy): MeterPiece[] {
  const target = Math.min(1, group.centihours / CENTI / group.capacity);
  const full = csm.capacity * CENTI;
  return aroundTarget(
    'balanceHours',
    weights.balanceHours,
    (side, beyond) => full * (target + (side * beyond) / 100),
    full,
  );
}

/** deviation = |100·load/target − 100|; nothing where the target is 0. */
export function targetPieces(term: MeterTerm, target: number, penalties: Penalties): MeterPiece[] {
  if (target <= 0) return [];
  return aroundTarget(term, penalties, (side, beyond) => target * (1 + (side * beyond) / 100), target);
}

/** `full` is the load that makes 100 points of deviation. */
function aroundTarget(
  term: MeterTerm,
  penalties: Penalties,
  breakAt: (side: 1 | -1, beyondPoints: number) => number,
  full: number,
): MeterPiece[] {
  const pieces: MeterPiece[] = [];
  for (const { beyondPoints, perPoint } of penalties) {
    if (perPoint === 0) continue;
    const slope = (perPoint * 100) / full;
    pieces.push({ term, side: 1, at: breakAt(1, beyondPoints), slope });
    const below = breakAt(-1, beyondPoints);
    if (below > 0) pieces.push({ term, side: -1, at: below, slope });
  }
  return pieces;
}

function groupTotals(facts: CompanyFacts): Map<string, GroupTotals> {
  const { policy } = facts.input;
  const groups = new Map<string, GroupTotals>();
  for (const csm of facts.csms) {
    if (csm.capacity <= 0) continue;
    const key = csmGroup(csm, policy);
    const group = groups.get(key) ?? emptyTotals();
    group.capacity += csm.capacity;
    groups.set(key, group);
  }
  for (const account of facts.accounts) {
    const group = groups.get(accountGroup(account, policy));
    if (group) addToTotals(group, account, facts.input.asOf);
  }
  return groups;
}

/** The balance group of a CSM. */
export function csmGroup({ record }: CsmFacts, { balanceWithin }: Policy): string {
  const coverage = record.pool ? 'pool' : 'named';
  return balanceWithin === 'all' ? coverage : `${coverage}|${record.regions[0] ?? ''}`;
}

/** The balance group that an account's work and ARR belong to. */
export function accountGroup({ tier, record }: AccountFacts, { balanceWithin }: Policy): string {
  return balanceWithin === 'all' ? tier.coverage : `${tier.coverage}|${record.region ?? ''}`;
}

/** 0 for the calendar quarter of as-of (from as-of on), 1–3 for those that follow; undefined = none of them. */
export function renewalQuarter(account: AccountFacts, asOf: string): 0 | 1 | 2 | 3 | undefined {
  const renewal = account.record.renewalDate;
  if (!renewal || renewal < asOf) return undefined;
  const index = (day: string): number =>
    Number(day.slice(0, 4)) * 4 + Math.floor((Number(day.slice(5, 7)) - 1) / 3);
  const quarter = index(renewal) - index(asOf);
  return quarter <= 3 ? (quarter as 0 | 1 | 2 | 3) : undefined;
}
