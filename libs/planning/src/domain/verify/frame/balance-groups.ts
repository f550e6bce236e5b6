import { addMonths, dayNumber, fromDayNumber } from '@bailiwick/kernel';
import type { Frame } from './frame.js';

/** CSMs that share their work evenly: same coverage and, unless `balanceWithin` is `all`, same first region. */
export interface BalanceGroup {
  /** CSMs with capacity. */
  readonly csms: readonly number[];
  /** Hours a month of these CSMs. */
  readonly capacity: number;
  /** Hours (at skill factor 1), ARR and renewing ARR by quarter of the accounts of that coverage and region. */
  readonly hours: number;
  readonly arr: number;
  readonly renewals: readonly number[];
}

/** The first day of the four quarters that renewals are counted in, and the day after the last. */
export function renewalQuarters(asOfDay: number): readonly number[] {
  const asOf = fromDayNumber(asOfDay);
  const month = Number(asOf.slice(5, 7));
  const firstMonth = month - ((month - 1) % 3);
  const quarter = fromDayNumber(dayNumber(asOf) - Number(asOf.slice(8, 10)) + 1);
  const starts = [1, 2, 3, 4].map((q) => dayNumber(addMonths(quarter, firstMonth - month + 3 * q)));
  return [asOfDay, ...starts];
}

/** The quarter 0–3 that the account renews in; -1 when in none of them. */
export function renewalQuarterOf(frame: Frame, i: number, bounds: readonly number[]): number {
  const { renewalDate } = frame.accounts[i]!;
  if (renewalDate === undefined) return -1;
  const day = dayNumber(renewalDate);
  return day < bounds[0]!
    ? -1
    : bounds.findIndex((start, q) => day >= start && day < (bounds[q + 1] ?? -Infinity));
}

/** The balance groups that have a CSM with capacity. */
export function balanceGroupsOf(frame: Frame): BalanceGroup[] {
  const groups = new Map<string, Mutable>();
  for (const [j, csm] of frame.csms.entries()) {
    if (frame.capacity[j]! <= 0) continue;
    const key = keyOf(frame, csm.pool, csm.regions[0]);
    const group = groups.get(key) ?? { csms: [], capacity: 0, hours: 0, arr: 0, renewals: [0, 0, 0, 0] };
    groups.set(key, group);
    group.csms.push(j);
    group.capacity += frame.capacity[j]!;
  }
  const bounds = renewalQuarters(frame.asOfDay);
  for (const [i, account] of frame.accounts.entries()) {
    const group = groups.get(keyOf(frame, frame.tiers[i]!.coverage === 'pool', account.region));
    if (!group) continue;
    group.hours += frame.hours[i]!;
    group.arr += account.arr;
    const quarter = renewalQuarterOf(frame, i, bounds);
    if (quarter >= 0) group.renewals[quarter]! += account.arr;
  }
  return [...groups.values()];
}

type Mutable = { csms: number[]; capacity: number; hours: number; arr: number; renewals: number[] };

function keyOf(frame: Frame, pool: boolean, region: string | undefined): string {
  return frame.policy.balanceWithin === 'all' ? `${pool}` : `${pool}:${region ?? ''}`;
}
