import type { FactValue, Score, ScoreInput } from '@bailiwick/contracts';
import type { Facts } from './facts.js';

/** A criterion whose fact is null and that has no answer to it. */
export interface MissingCriterion {
  readonly missing: string;
}

/**
 * The weighted sum Σ weight × place over a score's criteria, where `place` in [0, 1] is where the fact's value lies
 * between the criterion's bounds. Criteria skipped for a missing value share their weight among the others.
 * @returns the score from 0 to the sum of the weights; `null` when every criterion was skipped; or which fact is missing
 */
export function scoreOf(score: Score, facts: Facts): number | null | MissingCriterion {
  let sum = 0;
  let weightUsed = 0;
  let weightTotal = 0;
  for (const input of score.inputs) {
    weightTotal += input.weight;
    const value = criterionValue(input, facts[input.fact] ?? null);
    if (value === 'error') return { missing: input.fact };
    if (value === 'skip') continue;
    sum += input.weight * placeBetween(value, input);
    weightUsed += input.weight;
  }
  return weightUsed === 0 ? null : (sum * weightTotal) / weightUsed;
}

/** What a criterion counts a fact as: its value, or what it says of a missing one. */
export function criterionValue(input: ScoreInput, value: FactValue): number | 'skip' | 'error' {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'number' ? value : input.onMissing;
}

/**
 * Linear: (x − lower) / (upper − lower); log: (ln x − ln lower) / (ln upper − ln lower), lower > 0.
 * Clamped to [0, 1]; 1 minus that where smaller is better.
 */
export function placeBetween(
  value: number,
  { bounds, curve, smallerIsBetter }: Pick<ScoreInput, 'bounds' | 'curve' | 'smallerIsBetter'>,
): number {
  const x = Math.min(Math.max(value, bounds.lower), bounds.upper);
  const scale = curve === 'log' ? Math.log : (v: number): number => v;
  const place = (scale(x) - scale(bounds.lower)) / (scale(bounds.upper) - scale(bounds.lower));
  return smallerIsBetter ? 1 - place : place;
}

/** The value that lies at a place from 0 to 1: `placeBetween` the other way round. */
export function valueAtPlace(
  place: number,
  {
    bounds: { lower, upper },
    curve,
    smallerIsBetter,
  }: Pick<ScoreInput, 'bounds' | 'curve' | 'smallerIsBetter'>,
): number {
  const way = smallerIsBetter ? 1 - place : place;
  return curve === 'log' ? lower * (upper / lower) ** way : lower + way * (upper - lower);
}
