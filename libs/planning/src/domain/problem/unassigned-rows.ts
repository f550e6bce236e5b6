import type { Problem, Row } from './problem.js';

/**
 * The problem with rows behind its own: arcs to nobody of units that cost points when unassigned count in row
 * `rowOf(unit)` of them (−1 = in none), with `coefOf(unit)`.
 */
export function withUnassignedRows(
  problem: Problem,
  added: readonly Pick<Row, 'limit'>[],
  rowOf: (unit: number) => number,
  coefOf: (unit: number) => number,
): Problem {
  const { unitCount, arcStart, arcCsm, rowOfArcStart, unassignedPoints } = problem;
  const start = new Int32Array(arcCsm.length + 1);
  const rowOfArc: number[] = [];
  const rowCoef: number[] = [];
  for (let u = 0; u < unitCount; u++) {
    const row = unassignedPoints[u]! > 0 ? rowOf(u) : -1;
    for (let a = arcStart[u]!; a < arcStart[u + 1]!; a++) {
      for (let k = rowOfArcStart[a]!; k < rowOfArcStart[a + 1]!; k++) {
        rowOfArc.push(problem.rowOfArc[k]!);
        rowCoef.push(problem.rowCoef[k]!);
      }
      if (row >= 0 && arcCsm[a]! < 0) {
        rowOfArc.push(problem.rows.length + row);
        rowCoef.push(coefOf(u));
      }
      start[a + 1] = rowOfArc.length;
    }
  }
  const rows = added.map(({ limit }): Row => ({ kind: 'unassigned', subject: 'unassigned', limit }));
  return {
    ...problem,
    rows: [...problem.rows, ...rows],
    rowOfArcStart: start,
    rowOfArc: Int32Array.from(rowOfArc),
    rowCoef: Float64Array.from(rowCoef),
  };
}
