import type { Policy } from '@bailiwick/contracts';
import type { Meter, MeterPiece, MeterQuantity, MeterTerm } from '../problem/problem.js';
import type { AccountFacts, CompanyFacts, CsmFacts } from './facts.js';

type Penalties = Policy['weights']['balanceHours'];

const CENTI = 100;

/** What a balance group has to share out; constants of the input. */
interface GroupTotals {
  capacity: number;
  centihours: number;
  arr: number;
  /** ARR that renews in each of the four quarters. */
  renewals: [number, number, number, number];
}

/** The convex penalties of every CSM with capacity: overload, and the balance of hours, ARR and renewals. */
export function metersOf(facts: CompanyFacts): Meter[] {
  const groups = groupTotals(facts);
  const meters: Meter[] = [];
  const add = (quantity: MeterQuantity, csm: CsmFacts, pieces: MeterPiece[]): void => {
    if (pieces.length > 0) meters.push({ quantity, csm: csm.index, pieces });
  };
  const { policy } = facts.input;
  for (const csm of facts.csms) {
    if (csm.capacity <= 0) continue;
    const group = groups.get(csmGroup(csm, policy))!;
    add('hours', csm, [...overloadPieces(csm, policy), ...balanceHoursPieces(csm, group, policy)]);
    const share = csm.capacity / group.capacity;
    const { balanceArr, balanceRenewals } = policy.weights;
    add('arr', csm, targetPieces('balanceArr', group.arr * share, balanceArr));
    group.renewals.forEach((arr, q) =>
      add(
        `renewals-${q as 0 | 1 | 2 | 3}`,
        csm,
        targetPieces('balanceRenewals', arr * share, balanceRenewals),
      ),
    );
  }
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
    const group = groups.get(key) ?? { capacity: 0, centihours: 0, arr: 0, renewals: [0, 0, 0, 0] };
    group.capacity += csm.capacity;
    groups.set(key, group);
  }
  for (const account of facts.accounts) {
    const group = groups.get(accountGroup(account, policy));
    if (!group) continue;
    group.centihours += account.centihours;
    group.arr += account.record.arr;
    const quarter = renewalQuarter(account, facts.input.asOf);
    if (quarter !== undefined) group.renewals[quarter] += account.record.arr;
  }
  return groups;
}

function csmGroup({ record }: CsmFacts, { balanceWithin }: Policy): string {
  const coverage = record.pool ? 'pool' : 'named';
  return balanceWithin === 'all' ? coverage : `${coverage}|${record.regions[0] ?? ''}`;
}

function accountGroup({ tier, record }: AccountFacts, { balanceWithin }: Policy): string {
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
