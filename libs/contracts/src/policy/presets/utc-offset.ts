import type { IsoDate } from '@bailiwick/kernel';

const MS_PER_HOUR = 3_600_000;

/** Hours that a zone's clock is ahead of UTC at 12:00 UTC of the day, as a function of the zone that remembers answers. */
export function offsetsOn(day: IsoDate): (zone: string) => number {
  const known = new Map<string, number>();
  return (zone) => {
    const hours = known.get(zone) ?? offsetOf(zone, day);
    known.set(zone, hours);
    return hours;
  };
}

function offsetOf(timeZone: string, day: IsoDate): number {
  const noon = Date.parse(`${day}T12:00:00Z`);
  // The Swedish form of a date and time is that of ISO 8601.
  const local = new Date(noon).toLocaleString('sv-SE', { timeZone });
  return (Date.parse(`${local.replace(' ', 'T')}Z`) - noon) / MS_PER_HOUR;
}
