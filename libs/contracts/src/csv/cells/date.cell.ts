import { parseIsoDate, type IsoDate } from '@bailiwick/kernel';
import type { Leave } from '../../company/csm.js';
import { EVENT_LIMITS } from '../../events/primitives.js';
import { CellFault, type CellParser } from './cell.js';

const EXPECTED = 'a real day as YYYY-MM-DD, from 1900 to 2199';
const LEAVE_EXPECTED = 'from/to;from/to with days as YYYY-MM-DD, from not after to';

/** Good days met before: a file has few distinct ones, and many rows. */
const known = new Set<string>();
const MAX_KNOWN = 100_000;

/** A day of the calendar. */
export const isoDate: CellParser<IsoDate> = (text) => {
  if (known.has(text)) return text as IsoDate;
  const date = parseIsoDate(text);
  if (date === undefined) return new CellFault('not-a-date', notADay(text), EXPECTED, guess(text));
  if (date < '1900-01-01' || date > '2199-12-31')
    return new CellFault('date-out-of-range', 'is out of range', EXPECTED, 'Maybe the year is mistyped');
  if (known.size < MAX_KNOWN) known.add(text);
  return date;
};

function notADay(text: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? 'is a day that does not exist' : 'is not a date';
}

function guess(text: string): string | undefined {
  const parts = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})([T ].*)?$/.exec(text);
  if (parts) {
    const [year, month, day] = [parts[1]!, parts[2]!.padStart(2, '0'), parts[3]!.padStart(2, '0')];
    if (parseIsoDate(`${year}-${month}-${day}`)) return `Maybe ${year}-${month}-${day}`;
    if (parseIsoDate(`${year}-${day}-${month}`)) return `Maybe ${year}-${day}-${month}`;
    const last = lastDayOf(year, month);
    return last && `Maybe ${last}, the last day of that month`;
  }
  if (/^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}$/.test(text)) return 'Maybe put the year first: YYYY-MM-DD';
  return /^\d{5}$/.test(text)
    ? 'Maybe a spreadsheet stored the date as a number; format it as YYYY-MM-DD'
    : undefined;
}

function lastDayOf(year: string, month: string): string | undefined {
  return ['31', '30', '29', '28']
    .map((day) => `${year}-${month}-${day}`)
    .find((d) => parseIsoDate(d) !== undefined);
}

/** Leaves as `from/to;from/to`, in order of their first day. */
export const leaves: CellParser<readonly Leave[]> = (text) => {
  const parts = text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length > EVENT_LIMITS.listLength)
    return new CellFault(
      'too-long',
      `has ${parts.length} entries`,
      `at most ${EVENT_LIMITS.listLength} entries`,
    );
  const out: Leave[] = [];
  for (const part of parts) {
    const leave = oneLeave(part);
    if (leave instanceof CellFault) return leave;
    out.push(leave);
  }
  return out.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
};

function oneLeave(text: string): Leave | CellFault {
  const [from, to, ...rest] = text.split('/').map((part) => part.trim());
  if (from === undefined || to === undefined || rest.length > 0) {
    const hint = rest.length > 0 ? 'Maybe write the days as YYYY-MM-DD' : 'Maybe the last day is missing';
    return new CellFault('not-a-leave', 'has an entry that is not from/to', LEAVE_EXPECTED, hint);
  }
  const [first, last] = [isoDate(from), isoDate(to)];
  for (const [day, said] of [
    [first, from],
    [last, to],
  ] as const)
    if (day instanceof CellFault)
      return new CellFault(day.code, `holds ${said}, which ${day.says}`, LEAVE_EXPECTED, day.hint);
  if ((last as IsoDate) < (first as IsoDate))
    return new CellFault(
      'dates-in-wrong-order',
      `has a leave that ends on ${to}, before it starts on ${from}`,
      LEAVE_EXPECTED,
      `Maybe ${to}/${from}`,
    );
  return { from: first as IsoDate, to: last as IsoDate };
}
