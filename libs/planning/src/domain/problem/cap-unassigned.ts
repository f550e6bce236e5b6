import type { Problem, Solution } from './problem.js';
import { leastUnassignedPoints } from './unassigned-points.js';
import { withUnassignedRows } from './unassigned-rows.js';

/**
 * The problem in which no more is left unassigned than `solution` leaves, which costs nothing then: what else a plan
 * costs is not drowned by it, so that solvers see it. The row counts in the least points that any unit has.
 * Where no solution leaves less than `solution`, the two problems have the same optima.
 */
export function capUnassigned(problem: Problem, solution: Solution): Problem {
  const { unitCount, arcStart, arcCsm, unassignedPoints } = problem;
  const least = leastUnassignedPoints(problem);
  if (least === Infinity) return problem;
  const weightOf = (u: number): number => unassignedPoints[u]! / least;
  const arcCost = problem.arcCost.slice();
  let limit = 0;
  for (let u = 0; u < unitCount; u++) {
    for (let a = arcStart[u]!; a < arcStart[u + 1]!; a++) {
      if (arcCsm[a]! >= 0) continue;
      arcCost[a]! -= unassignedPoints[u]!;
      if (solution[u] === a) limit += weightOf(u);
    }
  }
  const capped = withUnassignedRows(problem, [{ limit }], () => 0, weightOf);
  return { ...capped, arcCost, unassignedPoints: new Float64Array(unitCount) };
}
