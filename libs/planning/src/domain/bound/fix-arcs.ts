import type { Problem } from '../problem/problem.js';

/** Room for rounding before an arc is given up, as a share of the upper bound. */
const MARGIN = 1e-7;

/**
 * 1 for each arc that a plan cheaper than `upperBound` may use. The arcs that are 0 are proven useless: a plan with
 * such an arc costs `upperBound` or more. Every plan that costs exactly `upperBound` keeps its arcs.
 */
export function fixArcs(
  problem: Problem,
  duals: { readonly bound: number; readonly reducedCosts: Float64Array },
  upperBound: number,
): Uint8Array {
  const most = upperBound - duals.bound + MARGIN * Math.max(1, Math.abs(upperBound));
  const keep = new Uint8Array(problem.arcCsm.length);
  for (let a = 0; a < keep.length; a++) keep[a] = duals.reducedCosts[a] <= most ? 1 : 0;
  return keep;
}
