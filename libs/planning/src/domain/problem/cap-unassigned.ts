import type { Problem, Solution } from './problem.js';

/**
 * The problem in which no more is left unassigned than `solution` leaves, which costs nothing then: what else a plan
 * costs is not drowned by it, so that solvers see it. The row counts in the least points that any unit has.
 * Where no solution leaves less than `solution`, the two problems have the same optima.
 */
export function capUnassigned(problem: Problem, solution: Solution): Problem {
  const { unitCount, arcStart, arcCsm, rowOfArcStart, unassignedPoints } = problem;
  const least = unassignedPoints.reduce(
    (min, points) => (points > 0 ? Math.min(min, points) : min),
    Infinity,
  );
  if (least === Infinity) return problem;
  const arcCost = problem.arcCost.slice();
  const start = new Int32Array(arcCsm.length + 1);
  const rowOfArc: number[] = [];
  const rowCoef: number[] = [];
  let limit = 0;
  for (let u = 0; u < unitCount; u++) {
    const weight = unassignedPoints[u]! / least;
    for (let a = arcStart[u]!; a < arcStart[u + 1]!; a++) {
      for (let k = rowOfArcStart[a]!; k < rowOfArcStart[a + 1]!; k++) {
        rowOfArc.push(problem.rowOfArc[k]!);
        rowCoef.push(problem.rowCoef[k]!);
      }
      if (arcCsm[a]! < 0 && weight > 0) {
        arcCost[a]! -= unassignedPoints[u]!;
        rowOfArc.push(problem.rows.length);
        rowCoef.push(weight);
        if (solution[u] === a) limit += weight;
      }
      start[a + 1] = rowOfArc.length;
    }
  }
  return {
    ...problem,
    arcCost,
    unassignedPoints: new Float64Array(unitCount),
    rows: [...problem.rows, { kind: 'unassigned', subject: 'unassigned', limit }],
    rowOfArcStart: start,
    rowOfArc: Int32Array.from(rowOfArc),
    rowCoef: Float64Array.from(rowCoef),
  };
}
