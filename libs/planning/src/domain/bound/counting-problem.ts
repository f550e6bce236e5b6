import type { Problem } from '../problem/problem.js';

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
 * accounts differ.
 */
export function countingProblem(problem: Problem): Problem {
  const { unitCount, arcStart, arcCsm } = problem;
  const unit = accountPointsOf(problem) ?? 1;
  const unassignedPoints = problem.unassignedPoints.map((p) => p / unit);
  const arcCost = new Float64Array(arcCsm.length);
  for (let u = 0; u < unitCount; u++) {
    for (let a = arcStart[u]; a < arcStart[u + 1]; a++) if (arcCsm[a] < 0) arcCost[a] = unassignedPoints[u];
  }
  const pairCost = new Float64Array(problem.pairCount);
  return { ...problem, arcCost, pairCost, unassignedPoints, meters: [], unitRenewals: [] };
}

/** A bound of the counting problem as a count: accounts are whole. */
export function countOf(bound: number, perAccount: number | undefined): number {
  return Math.max(0, perAccount === undefined ? bound : Math.ceil(bound - 1e-6));
}
