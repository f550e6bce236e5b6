import type { IsoDate } from '@bailiwick/kernel';
import type { BookCsm, ServedAccount } from './planned-book.js';

const QUARTERS = 4;

/**
 * Of the ARR that renews in the quarter of the day (from the day on) and the three after it, the share 0–1 that lies
 * above its CSM's part of the quarter, which is the CSM's part of the capacity of all persons, or of all pools.
 */
export function renewalsAboveShare(
  served: readonly ServedAccount[],
  csms: readonly BookCsm[],
  asOf: IsoDate,
): number {
  let [above, total] = [0, 0];
  for (const pool of [false, true]) {
    const bench = csms.filter((c) => c.pool === pool && c.capacityHours > 0);
    const capacity = bench.reduce((sum, c) => sum + c.capacityHours, 0);
    for (const renewing of renewalsByQuarter(served, bench, asOf)) {
      const quarter = [...renewing.values()].reduce((sum, arr) => sum + arr, 0);
      for (const { csmId, capacityHours } of bench)
        above += Math.max(0, (renewing.get(csmId) ?? 0) - (quarter * capacityHours) / capacity);
      total += quarter;
    }
  }
  return total === 0 ? 0 : above / total;
}

function renewalsByQuarter(
  served: readonly ServedAccount[],
  bench: readonly BookCsm[],
  asOf: IsoDate,
): Map<string, number>[] {
  const quarters = Array.from({ length: QUARTERS }, () => new Map(bench.map((c) => [c.csmId as string, 0])));
  for (const { account, csm, arr } of served) {
    if (account.renewalDate === undefined || account.renewalDate < asOf) continue;
    const quarter = quarters[quarterOf(account.renewalDate) - quarterOf(asOf)];
    const before = quarter?.get(csm.csmId);
    if (before !== undefined) quarter!.set(csm.csmId, before + arr);
  }
  return quarters;
}

function quarterOf(day: IsoDate): number {
  return Number(day.slice(0, 4)) * 4 + Math.floor((Number(day.slice(5, 7)) - 1) / 3);
}
