import type { Problem } from '../problem/problem.js';

/** Nothing is called impossible unless it breaks a limit by more than this share of the limit: room for rounding. */
const CLEARLY = 1e-6;
const MOST_ROUNDS = 10;

/**
 * 1 for each arc that no feasible solution uses, because the units that have a single arc leave no room for it: under
 * the CSM's hours ceiling, a row without negative coefficients, or a pair ceiling. A unit never loses all its arcs.
 */
export function impossibleArcs(problem: Problem): Uint8Array {
  const dead = new Uint8Array(problem.arcCsm.length);
  const plainRow = rowsWithoutNegatives(problem);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const forced = forcedUse(problem, dead);
    if (!buryArcs(problem, dead, forced, plainRow)) break;
  }
  return dead;
}

interface ForcedUse {
  /** The single live arc of each unit; −1 when it has several. */
  readonly arc: Int32Array;
  readonly hours: Float64Array;
  readonly activity: Float64Array;
  readonly pairOpen: Uint8Array;
  readonly ceilingFull: Uint8Array;
}

function forcedUse(problem: Problem, dead: Uint8Array): ForcedUse {
  const { unitCount, arcStart, arcCsm, arcHours, pairOfArcStart, pairOfArc, rowOfArcStart, rowOfArc } =
    problem;
  const arc = new Int32Array(unitCount).fill(-1);
  const hours = new Float64Array(problem.csmCount);
  const activity = new Float64Array(problem.rows.length);
  const pairOpen = new Uint8Array(problem.pairCount);
  for (let u = 0; u < unitCount; u++) {
    const a = (arc[u] = onlyArc(arcStart, dead, u));
    if (a < 0) continue;
    if (arcCsm[a] >= 0) hours[arcCsm[a]] += arcHours[a];
    for (let k = rowOfArcStart[a]; k < rowOfArcStart[a + 1]; k++) activity[rowOfArc[k]] += problem.rowCoef[k];
    for (let k = pairOfArcStart[a]; k < pairOfArcStart[a + 1]; k++) pairOpen[pairOfArc[k]] = 1;
  }
  return { arc, hours, activity, pairOpen, ceilingFull: pairsThatCannotOpen(problem, pairOpen) };
}

/** The only arc of unit `u` that is not dead; −1 when there are several. */
export function onlyArc(arcStart: Int32Array, dead: Uint8Array, u: number): number {
  let only = -1;
  for (let a = arcStart[u]; a < arcStart[u + 1]; a++) {
    if (dead[a]) continue;
    if (only >= 0) return -1;
    only = a;
  }
  return only;
}

function pairsThatCannotOpen(problem: Problem, pairOpen: Uint8Array): Uint8Array {
  const closed = new Uint8Array(problem.pairCount);
  for (const { pairs, limit } of problem.pairCeilings) {
    const open = pairs.reduce((sum, p) => sum + pairOpen[p], 0);
    if (open + 1 > limit + CLEARLY) for (const p of pairs) if (!pairOpen[p]) closed[p] = 1;
  }
  return closed;
}

/** 1 for each row all of whose coefficients are positive. */
export function rowsWithoutNegatives({ rows, rowOfArc, rowCoef }: Problem): Uint8Array {
  const plain = new Uint8Array(rows.length).fill(1);
  for (let k = 0; k < rowOfArc.length; k++) if (rowCoef[k] < 0) plain[rowOfArc[k]] = 0;
  return plain;
}

function buryArcs(problem: Problem, dead: Uint8Array, forced: ForcedUse, plainRow: Uint8Array): boolean {
  let any = false;
  for (let u = 0; u < problem.unitCount; u++) {
    if (forced.arc[u] >= 0) continue;
    let live = 0;
    const before: number[] = [];
    for (let a = problem.arcStart[u]; a < problem.arcStart[u + 1]; a++) {
      if (dead[a]) continue;
      if (isImpossible(problem, forced, plainRow, a)) before.push(a);
      else live++;
    }
    if (live === 0) continue;
    for (const a of before) dead[a] = 1;
    any ||= before.length > 0;
  }
  return any;
}

function isImpossible(problem: Problem, forced: ForcedUse, plainRow: Uint8Array, a: number): boolean {
  const csm = problem.arcCsm[a];
  if (csm >= 0 && exceeds(forced.hours[csm], problem.arcHours[a], problem.ceiling[csm])) return true;
  for (let k = problem.rowOfArcStart[a]; k < problem.rowOfArcStart[a + 1]; k++) {
    const row = problem.rowOfArc[k];
    if (plainRow[row] && exceeds(forced.activity[row], problem.rowCoef[k], problem.rows[row].limit))
      return true;
  }
  for (let k = problem.pairOfArcStart[a]; k < problem.pairOfArcStart[a + 1]; k++) {
    if (forced.ceilingFull[problem.pairOfArc[k]]) return true;
  }
  return false;
}

function exceeds(base: number, more: number, limit: number): boolean {
  return more > 0 && base + more > limit + CLEARLY * Math.max(1, Math.abs(limit));
}
