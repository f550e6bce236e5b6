import type { Score, ScoreInput } from '@bailiwick/contracts';
import { placeBetween } from '../facts/scores.js';
import { type Axis, type ComparisonAxis, NO, type NumberAxis, rangeOf, type ValueAxis, YES } from './axis.js';
import { scoreNamed } from './axis-builder.js';
import { cellsOf, hasCell } from './cell-set.js';
import type { Box } from './formula.js';
import type { RuleSpace } from './rule-space.js';

/** The least and the most that a fact can be in a box; one that is open is just out of reach. */
export interface Hull {
  readonly from: number;
  readonly to: number;
  readonly openFrom: boolean;
  readonly openTo: boolean;
  readonly canBeNull: boolean;
}

/** The hull of an axis's cells in a box. */
export function hullOf(axis: NumberAxis, box: Box, at: number): Hull {
  const all = cellsOf(box[at]!);
  const cells = all.filter((cell) => cell !== axis.nullCell);
  const canBeNull = cells.length < all.length;
  const [first, last] = [cells[0], cells.at(-1)];
  if (first === undefined || last === undefined)
    return { from: Infinity, to: -Infinity, openFrom: true, openTo: true, canBeNull };
  const ends = { from: rangeOf(axis, first).from, to: rangeOf(axis, last).to };
  return { ...ends, openFrom: first % 2 === 0, openTo: last % 2 === 0, canBeNull };
}

/** Whether a box holds no account because of how scores are made, or of how two numbers compare. */
export function isImpossible(box: Box, space: RuleSpace): boolean {
  return space.axes.some((axis, at) => contradictsOthers(axis, at, box, space));
}

function contradictsOthers(axis: Axis, at: number, box: Box, space: RuleSpace): boolean {
  if (axis.kind === 'comparison') {
    if (hasCell(box[at]!, NO) && hasCell(box[at]!, YES)) return false;
    return neverSo(axis, hasCell(box[at]!, YES), box, space);
  }
  const score = axis.kind === 'number' ? scoreNamed(space.models[axis.model]!, axis.fact.name) : undefined;
  if (axis.kind !== 'number' || !score) return false;
  const wanted = hullOf(axis, box, at);
  if (wanted.canBeNull) return false;
  const { from, to } = scoreRange(score, axis.model, box, space);
  // Sums of places are rounded: what is at the very edge is left to be tried.
  const edge = 1e-9 * (1 + Math.abs(to));
  return wanted.to < from - edge || wanted.from > to + edge;
}

/** A weighted sum of places, each between its least and its most; with skipped criteria somewhere between them all. */
function scoreRange(
  { inputs }: Score,
  model: number,
  box: Box,
  space: RuleSpace,
): { from: number; to: number } {
  const places = inputs.map((input) => placeRange(input, model, box, space));
  const total = inputs.reduce((sum, { weight }) => sum + weight, 0);
  if (places.some((place) => place.skippable)) {
    const from = Math.min(...places.map((place) => place.from));
    return { from: total * from, to: total * Math.max(...places.map((place) => place.to)) };
  }
  const sum = (end: 'from' | 'to'): number =>
    inputs.reduce((so, { weight }, i) => so + weight * places[i]![end], 0);
  return { from: sum('from'), to: sum('to') };
}

interface PlaceRange {
  readonly from: number;
  readonly to: number;
  readonly skippable: boolean;
}

function placeRange(input: ScoreInput, model: number, box: Box, space: RuleSpace): PlaceRange {
  const at = space.axisOf[model]!.get(input.fact);
  const axis = at === undefined ? undefined : space.axes[at];
  if (at === undefined || (axis?.kind !== 'number' && axis?.kind !== 'value')) return ANYWHERE;
  const canBeNull = axis.nullCell !== undefined && hasCell(box[at]!, axis.nullCell);
  const places = numbersIn(axis, box, at).map((number) => placeBetween(number, input));
  if (canBeNull && typeof input.onMissing === 'number') places.push(placeBetween(input.onMissing, input));
  if (places.length === 0) return { ...ANYWHERE, skippable: canBeNull && input.onMissing === 'skip' };
  const skippable = canBeNull && input.onMissing === 'skip';
  return { from: Math.min(...places), to: Math.max(...places), skippable };
}

const ANYWHERE: PlaceRange = { from: 0, to: 1, skippable: false };

/** The ends of what a criterion's fact can be; booleans count as 0 and 1. */
function numbersIn(axis: NumberAxis | ValueAxis, box: Box, at: number): number[] {
  if (axis.kind === 'value') return [0, 1].filter((cell) => hasCell(box[at]!, cell));
  const { from, to } = hullOf(axis, box, at);
  return from > to ? [] : [from, to];
}

/** Whether a comparison of two numbers cannot come out as the box wants it, wherever the two lie in it. */
function neverSo(
  { comparison, model }: ComparisonAxis,
  wanted: boolean,
  box: Box,
  space: RuleSpace,
): boolean {
  const [left, right] = [comparison.fact, comparison.other].map((name) => {
    const at = space.axisOf[model]!.get(name);
    const axis = at === undefined ? undefined : space.axes[at];
    return axis?.kind === 'number' ? hullOf(axis, box, at!) : undefined;
  });
  if (!left || !right || right.canBeNull || (left.canBeNull && !wanted)) return false;
  switch (comparison.operator) {
    case 'lessThan':
      return wanted ? isAtMost(right, left) : isUnder(left, right);
    case 'lessThanInclusive':
      return wanted ? isUnder(right, left) : isAtMost(left, right);
    case 'greaterThan':
      return wanted ? isAtMost(left, right) : isUnder(right, left);
    case 'greaterThanInclusive':
      return wanted ? isUnder(left, right) : isAtMost(right, left);
    case 'equal':
      return wanted && (isUnder(left, right) || isUnder(right, left));
    default:
      return false;
  }
}

/** Whether whatever is in one is at most whatever is in the other. */
function isAtMost(a: Hull, b: Hull): boolean {
  return a.to <= b.from;
}

function isUnder(a: Hull, b: Hull): boolean {
  return a.to < b.from || (a.to === b.from && (a.openTo || b.openFrom));
}
