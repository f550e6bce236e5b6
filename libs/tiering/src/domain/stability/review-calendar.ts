import type { Stability } from '@bailiwick/contracts';
import { addDays, addMonths, type IsoDate } from '@bailiwick/kernel';

/** Months between review dates, which are the first of a month, counted from January. */
const MONTHS = { monthly: 1, quarterly: 3, yearly: 12 } as const;

/** The first review date that is `day` or later. */
export function nextReviewDate(cadence: Stability['reviewCadence'], day: IsoDate): IsoDate {
  if (cadence === 'none') return day;
  const [year, month, dayOfMonth] = day.split('-').map(Number) as [number, number, number];
  const step = MONTHS[cadence];
  const begun = month - 1 + (dayOfMonth === 1 ? 0 : 1);
  const january = `${String(year).padStart(4, '0')}-01-01` as IsoDate;
  return addMonths(january, Math.ceil(begun / step) * step);
}

/** The first day that is `day` or later and in no freeze window; windows include both their days. */
export function afterFreeze(windows: Stability['freezeWindows'], day: IsoDate): IsoDate {
  let free = day;
  for (;;) {
    const window = windows.find(({ from, to }) => from <= free && free <= to);
    if (!window) return free;
    free = addDays(window.to as IsoDate, 1);
  }
}

/** The first day from `day` on that is a review date outside every freeze window. */
export function nextOpenReviewDate(policy: Stability, day: IsoDate): IsoDate {
  let open = day;
  for (;;) {
    const review = nextReviewDate(policy.reviewCadence, open);
    open = afterFreeze(policy.freezeWindows, review);
    if (open === review) return open;
  }
}
