import type { Problem } from '../problem/problem.js';
import { onlyArc, rowsWithoutNegatives } from './impossible-arcs.js';

/**
 * Some units by themselves, under the limits that the others can only make tighter: hours and rows without negative
 * coefficients, less what units without a choice use of them, and pair ceilings. Rows with negative coefficients do
 * not limit the part. What every plan of the whole does with these units is a plan of the part, so whatever the part
 * needs at least, the whole does.
 * CSMs, pairs, rows and pair ceilings keep their numbers.
 */
export function relaxedPart(problem: Problem, units: Int32Array): Problem {
  const { rowOfArcStart, rowOfArc, rowCoef } = problem;
  const arcs = arcsOf(problem, units);
  const plain = rowsWithoutNegatives(problem);
  const pairs = csrOf(arcs, problem.pairOfArcStart);
  const rows = csrOf(arcs, rowOfArcStart, (k) => plain[rowOfArc[k]] === 1);
  const inPart = new Uint8Array(problem.unitCount);
  for (const u of units) inPart[u] = 1;
  const used = usedByOthers(problem, inPart);
  let next = 0;
  return {
    ...problem,
    unitCount: units.length,
    arcStart: Int32Array.from({ length: units.length + 1 }, (_, k) =>
      k === 0 ? 0 : (next += problem.arcStart[units[k - 1] + 1] - problem.arcStart[units[k - 1]]),
    ),
    arcCsm: arcs.map((a) => problem.arcCsm[a]),
    arcCost: Float64Array.from(arcs, (a) => problem.arcCost[a]),
    arcHours: Float64Array.from(arcs, (a) => problem.arcHours[a]),
    unitArr: Float64Array.from(units, (u) => problem.unitArr[u]),
    todayArc: new Int32Array(units.length).fill(-1),
    unitSize: units.map((u) => problem.unitSize[u]),
    unassignedPoints: Float64Array.from(units, (u) => problem.unassignedPoints[u]),
    unitRenewals: problem.unitRenewals.map((renewals) => Float64Array.from(units, (u) => renewals[u])),
    pairOfArcStart: pairs.start,
    pairOfArc: pairs.entries.map((k) => problem.pairOfArc[k]),
    rows: problem.rows.map((row, r) => ({
      ...row,
      limit: plain[r] ? row.limit - used.rows[r] : Math.max(0, row.limit),
    })),
    rowOfArcStart: rows.start,
    rowOfArc: rows.entries.map((k) => rowOfArc[k]),
    rowCoef: Float64Array.from(rows.entries, (k) => rowCoef[k]),
    ceiling: problem.ceiling.map((hours, j) => hours - used.hours[j]),
  };
}

function arcsOf({ arcStart }: Problem, units: Int32Array): Int32Array {
  const arcs: number[] = [];
  for (const u of units) for (let a = arcStart[u]; a < arcStart[u + 1]; a++) arcs.push(a);
  return Int32Array.from(arcs);
}

/** The entries of these arcs, one arc after the other. */
function csrOf(arcs: Int32Array, start: Int32Array, keep: (entry: number) => boolean = () => true) {
  const entries: number[] = [];
  const newStart = new Int32Array(arcs.length + 1);
  arcs.forEach((a, n) => {
    for (let k = start[a]; k < start[a + 1]; k++) if (keep(k)) entries.push(k);
    newStart[n + 1] = entries.length;
  });
  return { start: newStart, entries: Int32Array.from(entries) };
}

/** What units outside the part use in every plan, because they have a single arc. */
function usedByOthers(problem: Problem, inPart: Uint8Array): { hours: Float64Array; rows: Float64Array } {
  const { unitCount, arcCsm, arcHours, rowOfArcStart, rowOfArc, rowCoef } = problem;
  const everyArc = new Uint8Array(arcCsm.length);
  const hours = new Float64Array(problem.csmCount);
  const rows = new Float64Array(problem.rows.length);
  for (let u = 0; u < unitCount; u++) {
    const a = inPart[u] ? -1 : onlyArc(problem.arcStart, everyArc, u);
    if (a < 0) continue;
    if (arcCsm[a] >= 0) hours[arcCsm[a]] += arcHours[a];
    for (let k = rowOfArcStart[a]; k < rowOfArcStart[a + 1]; k++) rows[rowOfArc[k]] += rowCoef[k];
  }
  return { hours, rows };
}
