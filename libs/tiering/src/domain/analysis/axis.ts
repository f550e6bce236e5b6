import type { Comparison } from '@bailiwick/contracts';
import { dayNumber, type IsoDate } from '@bailiwick/kernel';
import type { FactInfo } from '../facts/fact-model.js';
import { type CellSet, cellSet } from './cell-set.js';

interface AnyAxis {
  /** How many cells it is cut into. */
  readonly cells: number;
  /** The cells that an account can lie in. */
  readonly domain: CellSet;
}

/** A number, or a day as its number: cut at every constant into points and the open intervals between them. */
export interface NumberAxis extends AnyAxis {
  readonly kind: 'number';
  readonly fact: FactInfo;
  /** Which rule set the fact is derived by; the first that has it. */
  readonly model: number;
  /** Rising. Cell 2i is the interval before cut i, cell 2i + 1 the cut itself; the last but null is what is beyond. */
  readonly cuts: readonly number[];
  /** The cell of null, where the fact can be null. */
  readonly nullCell?: number;
}

/** A text or a boolean: a cell for each value that is named, one for any other, one for null. */
export interface ValueAxis extends AnyAxis {
  readonly kind: 'value';
  readonly fact: FactInfo;
  readonly values: readonly (string | boolean)[];
  readonly otherCell?: number;
  readonly nullCell?: number;
}

/** Whether a list contains one text: cell 0 no, cell 1 yes. */
export interface EntryAxis extends AnyAxis {
  readonly kind: 'entry';
  readonly fact: FactInfo;
  readonly entry: string;
}

/** Whether a list is there: cell 0 null, cell 1 a list. */
export interface PresenceAxis extends AnyAxis {
  readonly kind: 'presence';
  readonly fact: FactInfo;
}

/** How two facts compare is not cut into cells: cell 0 where the comparison is false, cell 1 where it is true. */
export interface ComparisonAxis extends AnyAxis {
  readonly kind: 'comparison';
  readonly comparison: FactComparison;
  readonly model: number;
}

/** A comparison of a fact with another one. */
export interface FactComparison {
  readonly fact: string;
  readonly operator: Comparison['operator'];
  readonly other: string;
}

export type Axis = NumberAxis | ValueAxis | EntryAxis | PresenceAxis | ComparisonAxis;

/** The first and the last day that a date can be. */
export const DAYS = { min: dayNumber('0100-01-01' as IsoDate), max: dayNumber('9999-12-31' as IsoDate) };

export const NO = 0;
export const YES = 1;

export function yesNoAxis(): AnyAxis {
  return { cells: 2, domain: cellSet(2, [0, 2]) };
}

/** An end of an interval. */
export interface End {
  readonly at: number;
  readonly included: boolean;
}

/** The values of a cell other than null: a point (`from` = `to`), or the open interval between. */
export function rangeOf({ cuts }: Pick<NumberAxis, 'cuts'>, cell: number): { from: number; to: number } {
  if (cell % 2 === 1) return { from: cuts[cell >> 1]!, to: cuts[cell >> 1]! };
  return { from: cuts[(cell >> 1) - 1] ?? -Infinity, to: cuts[cell >> 1] ?? Infinity };
}

/** The cut's number; it was cut there. */
export function cutAt({ cuts }: Pick<NumberAxis, 'cuts'>, value: number): number {
  let [low, high] = [0, cuts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cuts[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Cuts a number (or day) at the values given and at the ends of what it can be. */
export function numberAxis(
  fact: FactInfo,
  model: number,
  at: Iterable<number>,
  { min, max }: { min: number; max: number },
): NumberAxis {
  const ends = [min, max].filter(Number.isFinite);
  const cuts = [...new Set([...at, ...ends])].map((cut) => cut + 0).sort((a, b) => a - b);
  const whole = fact.type !== 'number';
  const count = 2 * cuts.length + 1;
  const possible: [number, number][] = [];
  for (let cell = 0; cell < count; cell += 1) {
    const { from, to } = rangeOf({ cuts }, cell);
    const within =
      cell % 2 === 1 ? from >= min && to <= max : from >= min && to <= max && holdsAny(from, to, whole);
    if (within && (cell % 2 === 0 || !whole || Number.isInteger(from))) possible.push([cell, cell + 1]);
  }
  const nullCell = fact.nullable ? count : undefined;
  const cells = count + (fact.nullable ? 1 : 0);
  if (nullCell !== undefined) possible.push([nullCell, cells]);
  return { kind: 'number', fact, model, cuts, cells, domain: cellSet(cells, ...possible), nullCell };
}

/** Whether there is a number (a whole one) strictly between the two. */
function holdsAny(from: number, to: number, whole: boolean): boolean {
  if (from === -Infinity || to === Infinity) return true;
  if (whole) return Math.floor(from) + 1 < to;
  const middle = from / 2 + to / 2;
  return middle > from && middle < to;
}

/** A cell for each of the values; `other`: the fact can have values that are not among them. */
export function valueAxis(fact: FactInfo, values: readonly (string | boolean)[], other: boolean): ValueAxis {
  let cells = values.length;
  const otherCell = other ? cells++ : undefined;
  const nullCell = fact.nullable ? cells++ : undefined;
  const allowed = values.flatMap((value, i) =>
    fact.values === undefined || fact.values.includes(String(value)) ? [[i, i + 1] as const] : [],
  );
  const domain = cellSet(cells, ...allowed, [values.length, cells]);
  return { kind: 'value', fact, values, cells, domain, otherCell, nullCell };
}
