import type { Problem } from '../problem/problem.js';
import { BookRelaxation } from './book-relaxation.js';
import { BookSplits } from './book-splits.js';
import { accountPointsOf, countingProblem, countOf } from './counting-problem.js';
import { type FloorPart, floorAtShares, type Multipliers } from './multipliers.js';
import { relaxedPart } from './relaxed-part.js';

/** Nodes of the searches of all CSMs, about, and the least and most for one of them. */
const NODES = 50_000_000;
const LEAST_NODES = 5_000;
const MOST_NODES = 100_000;
const TOLERANCE = 1e-6;

/**
 * The bound that `multipliers` prove, from the problem alone: no plan of `problem` costs less, whatever the
 * multipliers are, not even by rounding.
 */
export function boundFromMultipliers(problem: Problem, multipliers: Multipliers): number {
  const { bound } = proveBound(new BookRelaxation(problem), withProvenFloor(problem, multipliers));
  return bound;
}

/**
 * As `boundFromMultipliers`, with the relaxation as it is left: every price and every CSM's gain. Fewer `nodes` prove
 * less in less time. The points of the floor are taken as they are given.
 */
export function proveBound(
  relaxation: BookRelaxation,
  m: Multipliers,
  nodes = NODES,
  leastNodes = LEAST_NODES,
): { bound: number; relaxation: BookRelaxation } {
  const { pricer, search, problem } = relaxation;
  search.gain.fill(0);
  relaxation.setPrices(m);
  relaxation.setLoadPrices(m.load);
  let bound = relaxation.setUnitPrices(m.unit) + floorAtShares(m);
  const size = m.unit.reduce((sum, v) => sum + Math.abs(v), 0) / Math.max(1, m.unit.length);
  const nodeLimit = Math.max(leastNodes, Math.min(MOST_NODES, Math.ceil(nodes / problem.csmCount)));
  const splits = new BookSplits(pricer, search, relaxation.priceScale(0.02 * size));
  for (let j = 0; j < problem.csmCount; j++) {
    pricer.evaluate(j);
    splits.run(j, TOLERANCE * Math.max(1, size), nodeLimit);
    bound += pricer.base[j] + search.gain[j];
  }
  return { bound: bound - relaxation.roundingAllowance(m.unit), relaxation };
}

/** The multipliers with the points that the floor's own ones prove, whatever is claimed. */
export function withProvenFloor(problem: Problem, m: Multipliers): Multipliers {
  return { ...m, floor: m.floor.map((part) => ({ ...part, points: provenPoints(problem, part) })) };
}

/** The least points that every plan spends on unassigned accounts among the part's units, as far as few nodes prove. */
export function provenPoints(
  problem: Problem,
  { units, multipliers }: Pick<FloorPart, 'units' | 'multipliers'>,
): number {
  const part = countingPart(problem, units);
  return pointsOf(proveBound(new BookRelaxation(part), multipliers, 0).bound, problem);
}

/** The problem of counting unassigned accounts, of these units alone: its bounds hold for the whole. */
export function countingPart(problem: Problem, units: Int32Array): Problem {
  return countingProblem(relaxedPart(problem, units), accountPointsOf(problem));
}

/** A bound of the counting problem in points. */
export function pointsOf(count: number, problem: Problem): number {
  const perAccount = accountPointsOf(problem);
  return countOf(count, perAccount) * (perAccount ?? 1);
}
