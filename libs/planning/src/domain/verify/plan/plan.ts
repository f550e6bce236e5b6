import type { AccountId, CsmId, Steps } from '@bailiwick/kernel';
import type { PlanningInput } from '../../problem/planning-input.js';
import { type BalanceGroup, balanceGroupsOf } from '../frame/balance-groups.js';
import { type Frame, frameOf, hoursAt, NONE, pairKey, UNKNOWN } from '../frame/frame.js';
import { type Holds, holdsOf } from '../frame/holds.js';
import { needlessRelaxations } from '../frame/needless.js';
import { type Units, unitsOf } from '../frame/units.js';
import { utcOffsetHours } from '../frame/utc-offset.js';
import type { Relaxation } from '../verification.js';

export type Assignment = ReadonlyMap<AccountId, CsmId | null>;

/** Everything that is the same for every assignment of one input. */
export interface Setting extends Frame, Units {
  readonly holds: Holds;
  readonly balanceGroups: readonly BalanceGroup[];
  /** The balance group of each CSM; `undefined` without capacity. */
  readonly balanceGroupOf: readonly (BalanceGroup | undefined)[];
  /** Accounts whose pin or lock was given up although it contradicts nothing that is kept. */
  readonly needlessRelaxations: readonly AccountId[];
  /** Hours ahead of UTC of each account and CSM; NaN where not known. */
  readonly accountOffset: Float64Array;
  readonly csmOffset: Float64Array;
}

/** An entry of an assignment that is missing or too many. */
export interface AssignmentFault {
  readonly accountId: AccountId;
  readonly kind: 'missing' | 'not-an-active-account' | 'unknown-csm';
  readonly csmId?: CsmId;
}

/**
 * An assignment by index, with the sums that terms and constraints need. Of a part of a plan, `accounts`, `csms`,
 * `aes` and `units` are those that are asked about; sums by CSM hold for `csms`, and pairs for `csms` and `aes`.
 */
export interface Plan {
  readonly setting: Setting;
  /** The CSM of each account at the end: `NONE` when unassigned, `UNKNOWN` when it is not in the input. */
  readonly end: Int32Array;
  readonly faults: readonly AssignmentFault[];
  readonly accounts: Iterable<number>;
  readonly csms: Iterable<number>;
  readonly aes: Iterable<number>;
  readonly units: Iterable<number>;
  /** Sums by CSM: hours a month, ARR, accounts. */
  readonly hours: Float64Array;
  readonly arr: Float64Array;
  readonly count: Int32Array;
  /** Pairs (AE, person) in use at the end, as `pairKey`. */
  readonly pairs: ReadonlySet<number>;
}

/** What all assignments of an input have in common, in steps. */
export function* settingInSteps(input: PlanningInput, relaxed: Relaxation): Steps<Setting> {
  const frame = frameOf(input);
  yield;
  const units = unitsOf(frame, input.company.accounts);
  yield;
  const balanceGroups = balanceGroupsOf(frame);
  const balanceGroupOf: (BalanceGroup | undefined)[] = frame.csms.map(() => undefined);
  for (const group of balanceGroups) for (const j of group.csms) balanceGroupOf[j] = group;
  const offsets = new Map<string | undefined, number>();
  const offsetOf = ({ timezone }: { readonly timezone?: string }): number => {
    if (!offsets.has(timezone)) offsets.set(timezone, utcOffsetHours(timezone, input.asOf) ?? NaN);
    return offsets.get(timezone)!;
  };
  const holds = holdsOf(frame, units, relaxed);
  yield;
  return {
    ...frame,
    ...units,
    holds,
    needlessRelaxations: needlessRelaxations({ ...frame, ...units, holds }, relaxed),
    balanceGroups,
    balanceGroupOf,
    accountOffset: Float64Array.from(frame.accounts, offsetOf),
    csmOffset: Float64Array.from(frame.csms, offsetOf),
  };
}

/** The whole plan of an assignment. */
export function planOf(setting: Setting, assignment: Assignment): Plan {
  const faults: AssignmentFault[] = [];
  const end = Int32Array.from(setting.accounts, ({ accountId }) => {
    const csmId = assignment.get(accountId);
    if (csmId === undefined) faults.push({ accountId, kind: 'missing' });
    if (csmId === undefined || csmId === null) return NONE;
    const j = setting.csmIndex.get(csmId);
    if (j === undefined) faults.push({ accountId, kind: 'unknown-csm', csmId });
    return j ?? UNKNOWN;
  });
  for (const accountId of assignment.keys()) {
    if (!setting.accountIndex.has(accountId)) faults.push({ accountId, kind: 'not-an-active-account' });
  }
  return partOf(setting, end, {
    faults,
    accounts: indices(setting.accounts.length),
    csms: indices(setting.csms.length),
    aes: indices(setting.aeIds.length),
    units: indices(setting.units.length),
  });
}

/** The part of a plan that `scope` names; its accounts must include everything that its CSMs and AEs have. */
export function partOf(
  setting: Setting,
  end: Int32Array,
  scope: Pick<Plan, 'faults' | 'accounts' | 'csms' | 'aes' | 'units'>,
): Plan {
  const n = setting.csms.length;
  const sums = { hours: new Float64Array(n), arr: new Float64Array(n), count: new Int32Array(n) };
  const pairs = new Set<number>();
  for (const i of scope.accounts) {
    const j = end[i]!;
    if (j < 0) continue;
    sums.hours[j]! += hoursAt(setting, i, j);
    sums.arr[j]! += setting.accounts[i]!.arr;
    sums.count[j]!++;
    if (setting.ae[i] !== NONE && !setting.csms[j]!.pool) pairs.add(pairKey(setting, setting.ae[i]!, j));
  }
  return { setting, end, ...scope, ...sums, pairs };
}

function indices(length: number): Int32Array {
  return Int32Array.from({ length }, (_, i) => i);
}
