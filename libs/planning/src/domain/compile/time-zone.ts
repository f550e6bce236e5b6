import type { IsoDate } from '@bailiwick/kernel';

const cache = new Map<string, number>();

/**
 * Hours that the zone is ahead of UTC at 12:00 UTC of the day; undefined when no zone is given.
 * Readers have checked that the name is an IANA zone.
 */
export function utcOffsetHours(zone: string | undefined, day: IsoDate): number | undefined {
  if (zone === undefined) return undefined;
  const key = `${zone}|${day}`;
  let offset = cache.get(key);
  if (offset === undefined) {
    offset = computeOffset(zone, Date.parse(`${day}T12:00:00Z`));
    cache.set(key, offset);
  }
  return offset;
}

/** Making a format costs far more than using it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  formats.set(zone, format);
  return format;
}

function computeOffset(zone: string, at: number): number {
  const format = formatOf(zone);
  const name = format.formatToParts(at).find((p) => p.type === 'timeZoneName')?.value ?? 'GMT';
  const m = /^GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(name);
  if (!m?.[1]) return 0;
  const hours = Number(m[2]) + Number(m[3]) / 60 + Number(m[4] ?? 0) / 3600;
  return m[1] === '-' ? -hours : hours;
}
