import type { CsmRecord, Policy } from '@bailiwick/contracts';
import { addMonths, dayNumber, type IsoDate, isWorkingDay } from '@bailiwick/kernel';

/** Days since 1970-01-01: `first` is the first day, `end` the day after the last. */
export interface Horizon {
  readonly first: number;
  readonly end: number;
}

/** The days of `[asOf, asOf + months)`. */
export function horizonOf(asOf: IsoDate, months: number): Horizon {
  return { first: dayNumber(asOf), end: dayNumber(addMonths(asOf, months)) };
}

/**
 * Hours a month of a CSM over the horizon, not rounded:
 * contracted × (working days worked ÷ working days) × ramp × `capacity.max`.
 */
export function capacityOf(csm: CsmRecord, horizon: Horizon, policy: Policy): number {
  const share = workedShare(csm, horizon, policy.shortLeaveDays);
  return csm.capacityHours * share * meanRamp(csm, horizon) * policy.capacity.max;
}

function workedShare(csm: CsmRecord, horizon: Horizon, shortLeaveDays: number): number {
  const start = csm.startDate === undefined ? -Infinity : dayNumber(csm.startDate);
  const last = csm.endDate === undefined ? Infinity : dayNumber(csm.endDate);
  const away = csm.leaves
    .map((leave) => ({ from: dayNumber(leave.from), to: dayNumber(leave.to) }))
    .filter((leave) => leave.to - leave.from + 1 > shortLeaveDays);
  let working = 0;
  let worked = 0;
  for (let day = horizon.first; day < horizon.end; day++) {
    if (!isWorkingDay(day)) continue;
    working++;
    const absent = day < start || day > last || away.some((leave) => day >= leave.from && day <= leave.to);
    if (!absent) worked++;
  }
  return working === 0 ? 0 : worked / working;
}

function meanRamp(csm: CsmRecord, horizon: Horizon): number {
  if (csm.startDate === undefined || !csm.rampMonths) return 1;
  const start = dayNumber(csm.startDate);
  const length = dayNumber(addMonths(csm.startDate, csm.rampMonths)) - start;
  let sum = 0;
  for (let day = horizon.first; day < horizon.end; day++) {
    sum += Math.min(1, Math.max(0, (day - start) / length));
  }
  return sum / (horizon.end - horizon.first);
}
