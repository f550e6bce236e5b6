import type { Problem } from '../problem/problem.js';
import { type FloorPart, partsOf } from './multipliers.js';

/**
 * The problem with a row for each part of the floor: at least its points go to unassigned units among its own. No plan
 * is lost by it, and linear relaxations leave no fraction of an account less. Rows count in `unit` points.
 */
export function withUnassignedRows(problem: Problem, floor: readonly FloorPart[], unit: number): Problem {
  if (floor.length === 0) return problem;
  const { unitCount, arcStart, arcCsm, rowOfArcStart, unassignedPoints } = problem;
  const part = partsOf(problem, floor);
  const start = new Int32Array(arcCsm.length + 1);
  const rowOfArc: number[] = [];
  const rowCoef: number[] = [];
  for (let u = 0; u < unitCount; u++) {
    for (let a = arcStart[u]; a < arcStart[u + 1]; a++) {
      for (let k = rowOfArcStart[a]; k < rowOfArcStart[a + 1]; k++) {
        rowOfArc.push(problem.rowOfArc[k]);
        rowCoef.push(problem.rowCoef[k]);
      }
      if (arcCsm[a] < 0 && part[u] >= 0 && unassignedPoints[u] > 0) {
        rowOfArc.push(problem.rows.length + part[u]);
        rowCoef.push(-unassignedPoints[u] / unit);
      }
      start[a + 1] = rowOfArc.length;
    }
  }
  const rows = floor.map(({ points }) => ({
    kind: 'unassigned' as const,
    subject: 'unassigned',
    limit: -points / unit,
  }));
  return {
    ...problem,
    rows: [...problem.rows, ...rows],
    rowOfArcStart: start,
    rowOfArc: Int32Array.from(rowOfArc),
    rowCoef: Float64Array.from(rowCoef),
  };
}
