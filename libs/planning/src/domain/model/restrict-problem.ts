import type { Problem, Solution } from '../problem/problem.js';
import { fixRest, type Rest } from './restrict-rest.js';
import { restrictMeters, restrictPairs, restrictRows } from './restrict-limits.js';

/** A part of a problem as a problem of its own, everything else having become constants. */
export interface RestrictedProblem {
  readonly problem: Problem;
  /** The arc of the whole problem for each arc of the part. */
  readonly arcs: Int32Array;
  /** The CSM of the whole problem for each CSM of the part. */
  readonly csms: Int32Array;
  /** The part of the given solution. */
  readonly start: Solution;
  /** The whole solution in which the free units are as `part` says. */
  mapBack(part: Solution): Solution;
}

/** The free units and the arcs and CSMs that they may use. */
export interface Part {
  readonly units: Int32Array;
  readonly arcStart: Int32Array;
  readonly arcs: Int32Array;
  readonly csms: Int32Array;
  /** Index in `csms` of each CSM of the whole problem, or −1. */
  readonly newCsm: Int32Array;
}

/**
 * The problem of replanning `freeUnits` among `allowedCsms` (all when left out) while every other unit stays as
 * `solution` has it. A free unit keeps its present arc and its arc to nobody in any case.
 *
 * Exact: objectives of two solutions of the part differ as those of the whole solutions do, and a solution of the part
 * is feasible where the whole one keeps every limit that free units touch (a limit that the rest alone breaks stays
 * broken). Rows and pieces that no choice can reach are left out.
 */
export function restrictProblem(
  problem: Problem,
  solution: Solution,
  freeUnits: Iterable<number>,
  allowedCsms?: ReadonlySet<number>,
): RestrictedProblem {
  const units = Int32Array.from(new Set(freeUnits)).sort();
  const part = selectPart(problem, solution, units, allowedCsms);
  return {
    problem: assemble(problem, part, fixRest(problem, solution, part)),
    arcs: part.arcs,
    csms: part.csms,
    start: Int32Array.from(units, (unit, k) => newArc(part, k, solution[unit]!)),
    mapBack: (chosen) => {
      const whole = solution.slice();
      units.forEach((unit, k) => (whole[unit] = part.arcs[chosen[k]!]!));
      return whole;
    },
  };
}

function selectPart(
  problem: Problem,
  solution: Solution,
  units: Int32Array,
  allowed?: ReadonlySet<number>,
): Part {
  const arcs: number[] = [];
  const arcStart = new Int32Array(units.length + 1);
  units.forEach((unit, k) => {
    for (let arc = problem.arcStart[unit]!; arc < problem.arcStart[unit + 1]!; arc++) {
      const csm = problem.arcCsm[arc]!;
      if (csm < 0 || !allowed || allowed.has(csm) || arc === solution[unit]) arcs.push(arc);
    }
    arcStart[k + 1] = arcs.length;
  });
  const newCsm = new Int32Array(problem.csmCount).fill(-1);
  for (const arc of arcs) if (problem.arcCsm[arc]! >= 0) newCsm[problem.arcCsm[arc]!] = 0;
  const csms: number[] = [];
  newCsm.forEach((marked, csm) => {
    if (marked === 0) newCsm[csm] = csms.push(csm) - 1;
  });
  return { units, arcStart, arcs: Int32Array.from(arcs), csms: Int32Array.from(csms), newCsm };
}

function assemble(whole: Problem, part: Part, rest: Rest): Problem {
  const { units, arcs, csms } = part;
  return {
    unitCount: units.length,
    csmCount: csms.length,
    arcStart: part.arcStart,
    arcCsm: arcs.map((arc) => (whole.arcCsm[arc]! < 0 ? -1 : part.newCsm[whole.arcCsm[arc]!]!)),
    arcCost: Float64Array.from(arcs, (arc) => whole.arcCost[arc]!),
    arcHours: Float64Array.from(arcs, (arc) => whole.arcHours[arc]!),
    unitArr: Float64Array.from(units, (unit) => whole.unitArr[unit]!),
    todayArc: units.map((unit, k) => newArc(part, k, whole.todayArc[unit]!)),
    unitSize: units.map((unit) => whole.unitSize[unit]!),
    unassignedPoints: Float64Array.from(units, (unit) => whole.unassignedPoints[unit]!),
    unitRenewals: whole.unitRenewals.map((renewals) => Float64Array.from(units, (unit) => renewals[unit]!)),
    avpOfAe: whole.avpOfAe,
    ceiling: Float64Array.from(csms, (csm) => whole.ceiling[csm]! - rest.loads.hours[csm]!),
    ...restrictPairs(whole, part, rest),
    ...restrictRows(whole, part, rest),
    meters: restrictMeters(whole, part, rest),
  };
}

/** The part's index of one of the arcs of its k-th unit; −1 when it is not in the part. */
function newArc(part: Part, k: number, arc: number): number {
  const at = part.arcs.subarray(part.arcStart[k]!, part.arcStart[k + 1]!).indexOf(arc);
  return at < 0 ? -1 : part.arcStart[k]! + at;
}
