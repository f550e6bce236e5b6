import type { Problem } from '../problem/problem.js';
import { BookRelaxation } from './book-relaxation.js';
import { BookSplits } from './book-splits.js';
import { accountPointsOf, countingProblem, countOf } from './counting-problem.js';
import type { Multipliers } from './multipliers.js';

/** Nodes of the searches of all CSMs, about, and the most for one of them. */
const NODES = 50_000_000;
const MOST_NODES = 100_000;
const TOLERANCE = 1e-6;

/**
 * The bound that `multipliers` prove, from the problem alone: no plan of `problem` costs less, whatever the
 * multipliers are, not even by rounding.
 */
export function boundFromMultipliers(problem: Problem, multipliers: Multipliers): number {
  return proveBound(new BookRelaxation(problem), multipliers).bound;
}

/**
 * As `boundFromMultipliers`, with the relaxation as it is left: every price and every CSM's gain. Fewer `nodes` prove
 * less in less time.
 */
export function proveBound(
  relaxation: BookRelaxation,
  m: Multipliers,
  nodes = NODES,
): { bound: number; relaxation: BookRelaxation } {
  const { pricer, search, problem } = relaxation;
  search.gain.fill(0);
  relaxation.setPrices(m);
  relaxation.setLoadPrices(m.load);
  let bound = relaxation.setUnitPrices(m.unit) + (1 - m.unassigned) * floorPointsOf(problem, m);
  const size = m.unit.reduce((sum, v) => sum + Math.abs(v), 0) / Math.max(1, m.unit.length);
  const nodeLimit = Math.max(5000, Math.min(MOST_NODES, Math.ceil(nodes / problem.csmCount)));
  const splits = new BookSplits(pricer, search, relaxation.priceScale(0.02 * size));
  for (let j = 0; j < problem.csmCount; j++) {
    pricer.evaluate(j);
    splits.run(j, TOLERANCE * Math.max(1, size), nodeLimit);
    bound += pricer.base[j] + search.gain[j];
  }
  return { bound: bound - relaxation.roundingAllowance(m.unit), relaxation };
}

/** The points that every plan spends on unassigned accounts, as `m.floor` proves them. */
export function floorPointsOf(problem: Problem, m: Multipliers): number {
  if (!m.floor) return 0;
  const perAccount = accountPointsOf(problem);
  return countOf(boundFromMultipliers(countingProblem(problem), m.floor), perAccount) * (perAccount ?? 1);
}
