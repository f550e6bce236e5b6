import { keepArcs, type ThinnedProblem } from '../problem/keep-arcs.js';
import type { Problem, Solution } from '../problem/problem.js';

/**
 * The part of a problem in which good plans most likely are: the arcs of least reduced cost, `extra` more than one
 * for each unit on average, each unit's cheapest, and those of `solution`; units that are `held` (an arc for each unit,
 * −1 = free) have the one arc. Not a proof: other arcs may be in better plans, so nothing that is proven of the part
 * holds for the whole.
 */
export function focusOn(
  problem: Problem,
  reducedCosts: Float64Array,
  extra: number,
  solution: Solution,
  held?: Int32Array,
): ThinnedProblem {
  const count = Math.round(problem.unitCount * (1 + extra));
  const most = smallest(reducedCosts, count);
  const keep = new Uint8Array(reducedCosts.length);
  for (let a = 0; a < keep.length; a++) if (reducedCosts[a]! <= most) keep[a] = 1;
  for (const arcs of [cheapestArcs(problem, reducedCosts), solution]) for (const a of arcs) keep[a] = 1;
  return keepArcs(problem, held ? holdArcs(problem, keep, held) : keep);
}

/** `keep`, with nothing but the arc that is held for units that have one. */
export function holdArcs({ arcStart }: Problem, keep: Uint8Array, held: Int32Array): Uint8Array {
  held.forEach((arc, u) => {
    if (arc < 0) return;
    keep.fill(0, arcStart[u]!, arcStart[u + 1]!);
    keep[arc] = 1;
  });
  return keep;
}

/** Each unit on its arc of least reduced cost, whatever that does to limits; ties: the first. */
export function cheapestArcs({ unitCount, arcStart }: Problem, reducedCosts: Float64Array): Solution {
  const solution = new Int32Array(unitCount);
  for (let u = 0; u < unitCount; u++) {
    let best = arcStart[u]!;
    for (let a = best + 1; a < arcStart[u + 1]!; a++) if (reducedCosts[a]! < reducedCosts[best]!) best = a;
    solution[u] = best;
  }
  return solution;
}

/** The largest of the `count` smallest finite values. */
function smallest(values: Float64Array, count: number): number {
  const sorted = values.filter((v) => v < Infinity).sort();
  return sorted[Math.min(count, sorted.length) - 1] ?? 0;
}
