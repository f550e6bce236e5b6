import { addMonths, dayNumber, type IsoDate } from '@bailiwick/kernel';

/** In none of the four quarters. */
const NEVER = -1;

/**
 * A function that says in which calendar quarter a renewal lies: 0 for that of `asOf` (from `asOf` on), 1–3 for those
 * that follow, -1 for any other time and when the day is not known.
 */
export function renewalQuarters(asOf: IsoDate): (renewal: IsoDate | undefined) => number {
  const [year, month] = asOf.split('-').map(Number) as [number, number];
  const first = `${asOf.slice(0, 4)}-${String(month - ((month - 1) % 3)).padStart(2, '0')}-01` as IsoDate;
  const [start, end] = [dayNumber(asOf), dayNumber(addMonths(first, 12))];
  return (renewal) => {
    if (renewal === undefined) return NEVER;
    const day = dayNumber(renewal);
    if (day < start || day >= end) return NEVER;
    const [renewalYear, renewalMonth] = renewal.split('-').map(Number) as [number, number];
    return (renewalYear - year) * 4 + quarterOf(renewalMonth) - quarterOf(month);
  };
}

function quarterOf(month: number): number {
  return Math.floor((month - 1) / 3);
}
