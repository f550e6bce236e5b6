import { dayNumber, type IsoDate } from '@bailiwick/kernel';

const MS_PER_DAY = 86_400_000;
const MS_PER_HOUR = 3_600_000;

/**
 * Hours that the zone's clock is ahead of UTC at 12:00 UTC of the day (a fraction for half-hour zones);
 * `undefined` when there is no zone or no such zone.
 */
export function utcOffsetHours(zone: string | undefined, day: IsoDate): number | undefined {
  const format = zone ? formatIn(zone) : undefined;
  if (!format) return undefined;
  const noon = dayNumber(day) * MS_PER_DAY + 12 * MS_PER_HOUR;
  const part = new Map(format.formatToParts(noon).map(({ type, value }) => [type, Number(value)]));
  const at = (type: Intl.DateTimeFormatPartTypes): number => part.get(type) ?? 0;
  const local = Date.UTC(at('year'), at('month') - 1, at('day'), at('hour'), at('minute'), at('second'));
  return (local - noon) / MS_PER_HOUR;
}

function formatIn(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
}
