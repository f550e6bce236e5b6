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
  for (const [i, account] of frame.accounts.entries()) {
    const group = groups.get(keyOf(frame, frame.tiers[i]!.coverage === 'pool', account.region));
    if (!group) continue;
    group.hours += frame.hours[i]!;
    group.arr += account.arr;
    const quarter = frame.renewalQuarter[i]!;
    if (quarter >= 0) group.renewals[quarter]! += account.arr;
  }
  return [...groups.values()];
}

type Mutable = { csms: number[]; capacity: number; hours: number; arr: number; renewals: number[] };

function keyOf(frame: Frame, pool: boolean, region: string | undefined): string {
  return frame.policy.balanceWithin === 'all' ? `${pool}` : `${pool}:${region ?? ''}`;
}
