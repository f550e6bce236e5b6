import type { Brand } from './brand.js';

/** A calendar day `YYYY-MM-DD` (proleptic Gregorian, no time zone). */
export type IsoDate = Brand<string, 'IsoDate'>;

const PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;
const MS_PER_DAY = 86_400_000;

/** The day as an `IsoDate`, or `undefined` when `text` is not a real day in the form YYYY-MM-DD. */
export function parseIsoDate(text: string): IsoDate | undefined {
  const m = PATTERN.exec(text);
  if (!m) return undefined;
  const ms = Date.UTC(Number(m[1]), Number(m[2]) - 1, Number(m[3]));
  return new Date(ms).toISOString().slice(0, 10) === text ? (text as IsoDate) : undefined;
}

/** Days since 1970-01-01, a whole number. */
export function dayNumber(date: IsoDate): number {
  return Date.parse(`${date}T00:00:00Z`) / MS_PER_DAY;
}

/** Days as text, kept because a book of business asks for the same few thousand again and again. */
const texts = new Map<number, IsoDate>();
const MOST_TEXTS = 50_000;

/** The day that is `days` after 1970-01-01. */
export function fromDayNumber(days: number): IsoDate {
  const known = texts.get(days);
  if (known !== undefined) return known;
  const text = new Date(days * MS_PER_DAY).toISOString().slice(0, 10) as IsoDate;
  if (texts.size < MOST_TEXTS) texts.set(days, text);
  return text;
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: IsoDate, to: IsoDate): number {
  return dayNumber(to) - dayNumber(from);
}

export function addDays(date: IsoDate, days: number): IsoDate {
  return fromDayNumber(dayNumber(date) + days);
}

/** The same day `months` later; the last day of the month where that month is shorter (31 Jan + 1 = 28/29 Feb). */
export function addMonths(date: IsoDate, months: number): IsoDate {
  const [y, m, d] = date.split('-').map(Number) as [number, number, number];
  const first = new Date(Date.UTC(y, m - 1 + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(d, last));
  return first.toISOString().slice(0, 10) as IsoDate;
}

/** True from Monday to Friday. */
export function isWorkingDay(day: number): boolean {
  const weekday = (((day + 4) % 7) + 7) % 7; // 1970-01-01 was a Thursday
  return weekday !== 0 && weekday !== 6;
}
