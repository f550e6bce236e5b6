import type { FactValue } from '@bailiwick/contracts';
import { fromDayNumber } from '@bailiwick/kernel';
import { operatorText, valueText } from '../explain/value-text.js';
import { type Axis, DAYS, type End, NO, type NumberAxis, rangeOf, type ValueAxis } from './axis.js';
import { type CellSet, cellsOf, difference, hasCell, sameCells } from './cell-set.js';
import type { Box } from './formula.js';

/** A region in words: `arr from 45,000 to under 50,000 and complexity at least 4`; every account where it asks nothing. */
export function regionText(box: Box, axes: readonly Axis[]): string {
  const parts = axes.flatMap((axis, at) =>
    sameCells(box[at]!, axis.domain) ? [] : [partText(axis, box[at]!)],
  );
  return parts.length === 0 ? 'every account' : parts.join(' and ');
}

function partText(axis: Axis, cells: CellSet): string {
  switch (axis.kind) {
    case 'number':
      return `${axis.fact.name} ${numberText(axis, cells)}`;
    case 'value':
      return axis.fact.type === 'boolean'
        ? booleanText(axis, cells)
        : `${axis.fact.name} ${choiceText(axis, cells)}`;
    case 'entry':
      return `${axis.fact.name} ${hasCell(cells, NO) ? 'without' : 'with'} ${axis.entry}`;
    case 'presence':
      return `${axis.fact.name} ${hasCell(cells, NO) ? 'unknown' : 'known'}`;
    case 'comparison': {
      const { fact, operator, other } = axis.comparison;
      const text = `${fact} ${operatorText(operator)} ${other}`;
      return hasCell(cells, NO) ? `not (${text})` : text;
    }
  }
}

function booleanText({ fact, nullCell }: ValueAxis, cells: CellSet): string {
  const words = ['no', 'yes'].filter((_, cell) => hasCell(cells, cell));
  if (nullCell !== undefined && hasCell(cells, nullCell)) words.push('unknown');
  return `${fact.name} ${words.join(' or ')}`;
}

/** What is in, or what is out, whichever is shorter. */
function choiceText(axis: ValueAxis, cells: CellSet): string {
  const { fact, values, otherCell, nullCell } = axis;
  const names = (cell: number): readonly string[] => {
    if (cell === nullCell) return ['unknown'];
    if (cell !== otherCell) return [String(values[cell])];
    return fact.values?.filter((value) => !values.includes(value)) ?? ['anything else'];
  };
  const inside = cellsOf(cells).flatMap(names);
  const outside = cellsOf(difference(axis.domain, cells)).flatMap(names);
  const endless = fact.values === undefined && otherCell !== undefined && hasCell(cells, otherCell);
  return endless || inside.length > outside.length ? `not ${list(outside)}` : list(inside);
}

function list(words: readonly string[]): string {
  const shown = words.length > 8 ? [...words.slice(0, 7), `${words.length - 7} more`] : words;
  return shown.join(' or ');
}

function numberText(axis: NumberAxis, cells: CellSet): string {
  const known = difference(axis.domain, cells);
  const holes = cellsOf(known);
  const numeric = cellsOf(cells).filter((cell) => cell !== axis.nullCell);
  const canBeNull = axis.nullCell !== undefined && hasCell(axis.domain, axis.nullCell);
  const hasNull = canBeNull && hasCell(cells, axis.nullCell!);
  if (numeric.length === 0) return 'unknown';
  if (canBeNull && !hasNull && holes.length === 1) return 'known';
  const texts = runsOf(axis, cells).map((run) => runText(axis, run));
  return [...texts, ...(hasNull ? ['unknown'] : [])].join(' or ');
}

interface Run {
  readonly from: End;
  readonly to: End;
}

/** Neighbouring cells as one interval. What no account can have between two cells is no gap. */
function runsOf(axis: NumberAxis, cells: CellSet): Run[] {
  const runs: Run[] = [];
  let open: { first: number; last: number } | undefined;
  const close = (): void => {
    if (open) runs.push(runBetween(axis, open.first, open.last));
    open = undefined;
  };
  for (let cell = 0; cell <= 2 * axis.cuts.length; cell += 1) {
    if (hasCell(cells, cell)) open = { first: open?.first ?? cell, last: cell };
    else if (hasCell(axis.domain, cell)) close();
  }
  close();
  return runs;
}

function runBetween(axis: NumberAxis, first: number, last: number): Run {
  return {
    from: { at: rangeOf(axis, first).from, included: first % 2 === 1 },
    to: { at: rangeOf(axis, last).to, included: last % 2 === 1 },
  };
}

function runText(axis: NumberAxis, run: Run): string {
  const [from, to] = isWhole(axis) ? [wholeFrom(run.from), wholeTo(run.to)] : [run.from, run.to];
  const noFrom = from.at === -Infinity || beginsThere(axis, from);
  const noTo = to.at === Infinity || endsThere(axis, to);
  const text = (end: End): string => valueText(valueAt(axis, end.at));
  if (from.at === to.at) return text(from);
  if (noFrom && noTo) return 'known';
  const start = `${from.included ? 'from ' : 'over '}${text(from)}`;
  if (noTo) return from.included ? `at least ${text(from)}` : `over ${text(from)}`;
  const end = `${to.included ? 'up to ' : 'under '}${text(to)}`;
  if (noFrom) return to.included ? `at most ${text(to)}` : end;
  return to.included ? `${start} to ${text(to)}` : `${start} to ${end}`;
}

function isWhole({ fact }: NumberAxis): boolean {
  return fact.type !== 'number';
}

function wholeFrom({ at, included }: End): End {
  return Number.isFinite(at)
    ? { at: included ? Math.ceil(at) : Math.floor(at) + 1, included: true }
    : { at, included };
}

function wholeTo({ at, included }: End): End {
  return Number.isFinite(at)
    ? { at: included ? Math.floor(at) : Math.ceil(at) - 1, included: true }
    : { at, included };
}

function beginsThere({ fact }: NumberAxis, { at, included }: End): boolean {
  const min = fact.type === 'date' ? DAYS.min : fact.min;
  return included && min !== undefined && at <= min;
}

function endsThere({ fact }: NumberAxis, { at, included }: End): boolean {
  const max = fact.type === 'date' ? DAYS.max : fact.max;
  return included && max !== undefined && at >= max;
}

function valueAt({ fact }: NumberAxis, at: number): FactValue {
  return fact.type === 'date' ? fromDayNumber(at) : at;
}
