import type { FactValue } from '@bailiwick/contracts';
import { dayNumber, fromDayNumber, type IsoDate } from '@bailiwick/kernel';
import type { FactInfo } from '../facts/fact-model.js';
import { cutAt, type NumberAxis, rangeOf, type ValueAxis } from './axis.js';
import { type CellSet, cellsOf, hasCell } from './cell-set.js';

/** A value that the fact has where nothing else is asked of it: what a missing fact is taken for, or a plain one. */
export function typicalValue({ onMissing, nullable, type, values, min, max }: FactInfo): FactValue {
  if (onMissing !== undefined && onMissing !== 'error') return onMissing;
  switch (type) {
    case 'number':
    case 'integer':
      return Math.min(Math.max(0, Math.ceil(min ?? 0)), max ?? Infinity);
    case 'boolean':
      return false;
    case 'date':
      return '2026-01-01';
    case 'list':
      return [];
    default:
      return values?.[0] ?? (nullable ? null : 'any');
  }
}

/** Which cell a value lies in; `undefined` for one that the axis knows nothing of. */
export function cellOf(axis: NumberAxis | ValueAxis, value: FactValue): number | undefined {
  if (value === null) return axis.nullCell;
  if (axis.kind === 'value') {
    const cell = axis.values.indexOf(value as string | boolean);
    return cell < 0 ? axis.otherCell : cell;
  }
  const number = typeof value === 'string' ? dayNumber(value as IsoDate) : (value as number);
  const cut = cutAt(axis, number);
  return 2 * cut + (axis.cuts[cut] === number ? 1 : 0);
}

const MOST_CELLS = 4;

/** Values in some of the cells, the plainest first, null last. */
export function valuesIn(axis: NumberAxis | ValueAxis, set: CellSet): FactValue[] {
  const all = cellsOf(set).filter((cell) => cell !== axis.nullCell);
  // Of a number first what lies between the cuts.
  if (axis.kind === 'number') all.sort((a, b) => (a % 2) - (b % 2) || a - b);
  const cells = all.length <= 2 * MOST_CELLS ? all : [...all.slice(0, MOST_CELLS), ...all.slice(-MOST_CELLS)];
  const values = cells.flatMap((cell) =>
    axis.kind === 'value' ? [textIn(axis, cell)] : numbersIn(axis, cell),
  );
  const known = axis.nullCell !== undefined && hasCell(set, axis.nullCell) ? [...values, null] : values;
  if (axis.fact.onMissing === undefined || axis.fact.onMissing === 'error') return known;
  const typical = axis.fact.onMissing;
  const at = cellOf(axis, typical);
  return at !== undefined && hasCell(set, at)
    ? [typical, ...known.filter((value) => value !== typical)]
    : known;
}

/** The first of `valuesIn`. */
export function valueIn(axis: NumberAxis | ValueAxis, set: CellSet): FactValue {
  const { onMissing } = axis.fact;
  if (onMissing !== undefined && onMissing !== 'error') {
    const at = cellOf(axis, onMissing);
    if (at !== undefined && hasCell(set, at)) return onMissing;
  }
  const cells = cellsOf(set);
  const first = cells.find((cell) => axis.kind === 'value' || cell % 2 === 0) ?? cells[0]!;
  if (cells[0] === axis.nullCell) return null;
  if (axis.kind === 'value') return textIn(axis, first);
  return numbersIn(axis, first === axis.nullCell ? cells[0]! : first)[0]!;
}

function textIn({ fact, values, otherCell }: ValueAxis, cell: number): FactValue {
  if (cell !== otherCell) return values[cell]!;
  if (fact.values) return fact.values.find((value) => !values.includes(value))!;
  for (let n = 1; ; n += 1) {
    const text = n === 1 ? 'another' : `another ${n}`;
    if (!values.includes(text)) return text;
  }
}

/** Of an interval one value well inside, and one near each end. */
function numbersIn(axis: NumberAxis, cell: number): FactValue[] {
  const { from, to } = rangeOf(axis, cell);
  const whole = axis.fact.type !== 'number';
  const numbers =
    from === to
      ? [from]
      : [plainBetween(from, to, whole), near(from, to, whole, from), near(from, to, whole, to)];
  const days = axis.fact.type === 'date';
  return [...new Set(numbers)].map((number) => (days ? fromDayNumber(number) : number));
}

/** A number strictly between the two with few digits, near the middle. */
export function plainBetween(from: number, to: number, whole: boolean): number {
  if (from === -Infinity && to === Infinity) return 0;
  if (from === -Infinity) return whole ? Math.ceil(to) - 1 : to - magnitude(to);
  if (to === Infinity) return whole ? Math.floor(from) + 1 : from + magnitude(from);
  const middle = from / 2 + to / 2;
  const first = 10 ** Math.floor(Math.log10(to - from));
  for (let step = first, n = 0; n < 16; step /= 10, n += 1) {
    const plain = Number((Math.round(middle / step) * step).toPrecision(14));
    if (plain > from && plain < to && (!whole || Number.isInteger(plain))) return plain;
  }
  return whole ? Math.floor(from) + 1 : middle;
}

function near(from: number, to: number, whole: boolean, end: number): number {
  if (!Number.isFinite(end)) return plainBetween(from, to, whole);
  if (whole) return end === from ? Math.floor(from) + 1 : Math.ceil(to) - 1;
  const width = Math.min(to - from, magnitude(end)) / 1_000;
  const number = Number((end === from ? from + width : to - width).toPrecision(14));
  return number > from && number < to ? number : plainBetween(from, to, whole);
}

/** A tenth of the number or more, a power of ten, at least 1. */
function magnitude(value: number): number {
  return Math.max(1, 10 ** Math.floor(Math.log10(Math.abs(value) || 1)));
}
