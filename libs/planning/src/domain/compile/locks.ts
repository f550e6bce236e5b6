import type { Policy } from '@bailiwick/contracts';
import { type AccountId, daysBetween, type IsoDate } from '@bailiwick/kernel';
import type { AccountFacts, CompanyFacts } from './facts.js';
import type { PlanningInput } from '../problem/planning-input.js';
import type { ConflictGroups, Unit } from './units.js';

export type LockReason = 'renewal-window' | 'recent-move' | 'health' | 'strategic' | 'locked-until';

/** Why the account should stay with its present CSM; empty = free to move. */
export function lockReasons(
  { record, daysToRenewal, daysWithCsm }: AccountFacts,
  policy: Policy,
  asOf: IsoDate,
): LockReason[] {
  const { renewalWindowDays, recentMoveDays, healthBelow, strategic } = policy.locks;
  const reasons: LockReason[] = [];
  if (
    renewalWindowDays !== null &&
    daysToRenewal !== undefined &&
    daysToRenewal >= 0 &&
    daysToRenewal <= renewalWindowDays
  )
    reasons.push('renewal-window');
  if (
    recentMoveDays !== null &&
    daysWithCsm !== undefined &&
    daysWithCsm >= 0 &&
    daysWithCsm < recentMoveDays
  )
    reasons.push('recent-move');
  if (healthBelow !== null && record.healthScore !== undefined && record.healthScore < healthBelow)
    reasons.push('health');
  if (strategic && record.strategic) reasons.push('strategic');
  if (record.lockedUntil && daysBetween(asOf, record.lockedUntil) >= 0) reasons.push('locked-until');
  return reasons;
}

/** Where a unit must be, and by what. */
export type Fixing =
  | { readonly by: 'pin'; readonly csm: number; readonly account: AccountId }
  | {
      readonly by: 'lock';
      readonly csm: number;
      readonly account: AccountId;
      readonly reasons: readonly LockReason[];
    };

/** A pin or lock that had to give way because hard constraints contradict each other. */
export interface Contradiction {
  readonly code: 'pin-not-eligible' | 'pins-differ' | 'fixed-in-conflict' | 'pin-unknown';
  /** What gave way. */
  readonly gaveWay: 'pin' | 'lock';
  readonly account: AccountId;
  readonly message: string;
}

export interface Fixings {
  /** For each unit where it must be, if anywhere. */
  readonly of: readonly (Fixing | undefined)[];
  readonly relaxed: readonly Contradiction[];
}

/** The pins and locks that hold, after those that contradict each other have given way (fewest first). */
export function fixingsOf(facts: CompanyFacts, units: readonly Unit[], groups: ConflictGroups): Fixings {
  const relaxed: Contradiction[] = [];
  const pins = pinsByAccount(facts, relaxed);
  const of = units.map((u) => pinOf(u, pins, facts, relaxed) ?? lockOf(u, facts.input));
  relaxConflicts(of, units, facts, groups, relaxed);
  return { of, relaxed };
}

function pinsByAccount(facts: CompanyFacts, relaxed: Contradiction[]): Map<number, number> {
  const csmIndex = new Map(facts.csms.map((c) => [c.record.csmId as string, c.index]));
  const pins = new Map<number, number>();
  for (const { accountId, csmId } of facts.input.policy.pins) {
    const account = facts.byId.get(accountId as AccountId);
    const csm = csmIndex.get(csmId);
    if (!account) continue; // A pin of a churned or unknown account binds nobody.
    if (csm === undefined) {
      const message = `${accountId} is pinned to ${csmId}, who is not among the CSMs`;
      relaxed.push({ code: 'pin-unknown', gaveWay: 'pin', account: account.record.accountId, message });
    } else if (pins.has(account.index) && pins.get(account.index) !== csm) {
      const message = `${accountId} is pinned to two CSMs; the first pin is kept`;
      relaxed.push({ code: 'pins-differ', gaveWay: 'pin', account: account.record.accountId, message });
    } else pins.set(account.index, csm);
  }
  return pins;
}

/** The pin that holds a unit: the first of its members', by ARR, to a CSM who may serve them all. */
export function pinThatHolds<A extends AccountFacts>(
  unit: Unit<A>,
  csmOfPin: (member: A) => number | undefined,
): Fixing | undefined {
  for (const m of unit.members) {
    const csm = csmOfPin(m);
    if (csm !== undefined && unit.csms.includes(csm)) return { by: 'pin', csm, account: m.record.accountId };
  }
  return undefined;
}

function pinOf(
  unit: Unit,
  pins: Map<number, number>,
  facts: CompanyFacts,
  relaxed: Contradiction[],
): Fixing | undefined {
  const pin = pinThatHolds(unit, (m) => pins.get(m.index));
  for (const m of unit.members) {
    const csm = pins.get(m.index);
    if (csm === undefined) continue;
    const account = m.record.accountId;
    const name = facts.csms[csm]!.record.csmId;
    if (!unit.csms.includes(csm)) {
      const message = `${account} is pinned to ${name}, who may not serve it (or has no capacity)`;
      relaxed.push({ code: 'pin-not-eligible', gaveWay: 'pin', account, message });
    } else if (pin && pin.csm !== csm) {
      const message = `${account} is pinned to ${name}, but its family is pinned to ${facts.csms[pin.csm]!.record.csmId}`;
      relaxed.push({ code: 'pins-differ', gaveWay: 'pin', account, message });
    }
  }
  return pin;
}

/** The lock that holds a unit: that of its largest member, where it has an anchor. */
export function lockOf(
  unit: Unit,
  { policy, asOf }: Pick<PlanningInput, 'policy' | 'asOf'>,
): Fixing | undefined {
  if (unit.anchor < 0) return undefined;
  const anchor = unit.members[0]!;
  const reasons = lockReasons(anchor, policy, asOf);
  return reasons.length > 0
    ? { by: 'lock', csm: unit.anchor, account: anchor.record.accountId, reasons }
    : undefined;
}

/** Of the units of one conflict group that are fixed to one CSM all but one give way: pins stay before locks. */
function relaxConflicts(
  of: (Fixing | undefined)[],
  units: readonly Unit[],
  facts: CompanyFacts,
  groups: ConflictGroups,
  relaxed: Contradiction[],
): void {
  const order = units.map((_, u) => u).filter((u) => of[u]);
  order.sort((a, b) => strength(of[b]!, units[b]!) - strength(of[a]!, units[a]!) || a - b);
  const taken = new Set<string>();
  for (const u of order) {
    const fixing = of[u]!;
    const keys = units[u]!.members.flatMap((m) =>
      (groups.of.get(m.index) ?? []).map((g) => `${g}|${fixing.csm}`),
    );
    if (keys.some((k) => taken.has(k))) {
      const name = facts.csms[fixing.csm]!.record.csmId;
      const message = `${fixing.account} is held with ${name} by a ${fixing.by}, and so is another account of its conflict group`;
      relaxed.push({ code: 'fixed-in-conflict', gaveWay: fixing.by, account: fixing.account, message });
      of[u] = undefined;
    } else for (const k of keys) taken.add(k);
  }
}

function strength(fixing: Fixing, unit: Unit): number {
  return (fixing.by === 'pin' ? 1e15 : 0) + unit.members[0]!.record.arr;
}
