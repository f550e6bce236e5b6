const MS_PER_DAY = 86_400_000;

/** Days since 1970-01-01 of an ISO date. @param {string} iso */
export const day = (iso) => Date.parse(`${iso}T00:00:00Z`) / MS_PER_DAY;

/** The ISO date of a day number. @param {number} n */
export const iso = (n) => new Date(n * MS_PER_DAY).toISOString().slice(0, 10);

/** The same day `months` later, clamped to the month's end. @param {number} n @param {number} months */
export function plusMonths(n, months) {
  const d = new Date(n * MS_PER_DAY);
  const first = new Date(Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(d.getUTCDate(), last));
  return first.getTime() / MS_PER_DAY;
}

/** Monday to Friday. @param {number} n */
export const isWorkingDay = (n) => ((((n + 4) % 7) + 7) % 7) % 6 !== 0;

/** The date of the sample: the company is as it was that morning. */
export const AS_OF = day('2026-10-01');
/** The first day of the recorded history. */
export const OPENING = day('2025-04-01');
/** When the territories were last planned as a whole. */
export const LAST_PLANNING = day('2026-01-05');
