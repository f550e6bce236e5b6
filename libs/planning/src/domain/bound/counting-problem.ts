import type { Problem } from '../problem/problem.js';
import { noPairs } from '../problem/untied.js';

/** The points for each unassigned account when they are the same for all; undefined when they differ. */
export function accountPointsOf({ unitCount, unassignedPoints, unitSize }: Problem): number | undefined {
  let points: number | undefined;
  for (let u = 0; u < unitCount; u++) {
    if (!(unassignedPoints[u] > 0)) continue;
    const own = unassignedPoints[u] / unitSize[u];
    if (points !== undefined && Math.abs(own - points) > 1e-9 * points) return undefined;
    points ??= own;
  }
  return points;
}

/**
 * The same hard constraints, with nothing to pay for but unassigned accounts: 1 for each, or their points where
 * accounts differ (`perAccount` is undefined).
 */
export function countingProblem(problem: Problem, perAccount: number | undefined): Problem {
  const { unitCount, arcStart, arcCsm } = problem;
  const unit = perAccount ?? 1;
  const unassignedPoints = problem.unassignedPoints.map((p) => p / unit);
  const arcCost = new Float64Array(arcCsm.length);
  for (let u = 0; u < unitCount; u++) {
    for (let a = arcStart[u]; a < arcStart[u + 1]; a++) if (arcCsm[a] < 0) arcCost[a] = unassignedPoints[u];
  }
  const free = { arcCost, unassignedPoints, meters: [], unitRenewals: [] };
  // Pairs that cost nothing and that nothing limits need not be there.
  if (problem.pairCeilings.length === 0) return { ...problem, ...free, ...noPairs(arcCsm.length) };
  return { ...problem, ...free, pairCost: new Float64Array(problem.pairCount) };
}

/** A bound of the counting problem as a count: accounts are whole. */
export function countOf(bound: number, perAccount: number | undefined): number {
  return Math.max(0, perAccount === undefined ? bound : Math.ceil(bound - 1e-6));
}
