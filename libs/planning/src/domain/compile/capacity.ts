import type { CsmRecord, Policy } from '@bailiwick/contracts';
import { addMonths, dayNumber, daysBetween, type IsoDate, isWorkingDay } from '@bailiwick/kernel';

/** Days as numbers since 1970-01-01: [from, to). */
export interface Horizon {
  readonly from: number;
  readonly to: number;
}

export function horizonOf(policy: Policy, asOf: IsoDate): Horizon {
  return { from: dayNumber(asOf), to: dayNumber(addMonths(asOf, policy.horizonMonths)) };
}

/**
 * Hours a month that the CSM can give over the horizon:
 * contracted × share of working days worked × ramp × `capacity.max`. Not rounded; 0 = gone.
 */
export function capacityOf(csm: CsmRecord, policy: Policy, asOf: IsoDate): number {
  const horizon = horizonOf(policy, asOf);
  return csm.capacityHours * workedShare(csm, policy, horizon) * rampMean(csm, horizon) * policy.capacity.max;
}

/** The most hours a CSM of this capacity may carry, where no lock or pin asks for more. */
export function ownCeiling(capacity: number, { capacity: { mode, hardMax } }: Policy): number {
  return mode === 'priced' ? capacity * hardMax : capacity;
}

function workedShare(csm: CsmRecord, policy: Policy, horizon: Horizon): number {
  const first = csm.startDate ? dayNumber(csm.startDate) : Number.NEGATIVE_INFINITY;
  const last = csm.endDate ? dayNumber(csm.endDate) : Number.POSITIVE_INFINITY;
  const away = csm.leaves
    .filter((l) => daysBetween(l.from, l.to) + 1 > policy.shortLeaveDays)
    .map((l) => [dayNumber(l.from), dayNumber(l.to)] as const);
  let working = 0;
  let worked = 0;
  for (let day = horizon.from; day < horizon.to; day++) {
    if (!isWorkingDay(day)) continue;
    working++;
    if (day >= first && day <= last && !away.some(([from, to]) => day >= from && day <= to)) worked++;
  }
  return working === 0 ? 0 : worked / working;
}

function rampMean(csm: CsmRecord, horizon: Horizon): number {
  if (!csm.startDate || !csm.rampMonths) return 1;
  const start = dayNumber(csm.startDate);
  const length = dayNumber(addMonths(csm.startDate, csm.rampMonths)) - start;
  let sum = 0;
  for (let day = horizon.from; day < horizon.to; day++)
    sum += Math.min(1, Math.max(0, (day - start) / length));
  return sum / (horizon.to - horizon.from);
}
