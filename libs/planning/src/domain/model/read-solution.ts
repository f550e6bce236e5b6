import { loadsOf, pairsInUse } from '../problem/evaluate.js';
import type { MeterQuantity, Problem, Solution } from '../problem/problem.js';
import { unitOf, type TerritoryModel } from './mip-model.js';

/** The arcs that column values `x` choose: for each unit the arc of largest value, the first of equals. */
export function readSolution({ problem }: { readonly problem: Problem }, x: ArrayLike<number>): Solution {
  const { arcStart, unitCount } = problem;
  const solution = new Int32Array(unitCount);
  for (let unit = 0; unit < unitCount; unit++) {
    let best = arcStart[unit]!;
    for (let arc = best + 1; arc < arcStart[unit + 1]!; arc++) if (x[arc]! > x[best]!) best = arc;
    solution[unit] = best;
  }
  return solution;
}

/** The least column values that say `solution`: arcs, pairs in use, loads and deviations. */
export function warmStart(model: TerritoryModel, solution: Solution): Float64Array {
  const { problem, arcCount } = model;
  const x = new Float64Array(model.numCols);
  for (const arc of solution) x[arc] = 1;
  pairsInUse(problem, solution).forEach((used, pair) => (x[arcCount + pair] = used));
  const loads = new Map<MeterQuantity, Float64Array>();
  for (const { quantity, csm, column } of model.loads) {
    let load = loads.get(quantity);
    if (!load) loads.set(quantity, (load = loadsOf(problem, solution, quantity)));
    x[column] = load[csm]! / unitOf(model.units, quantity);
  }
  for (const { piece, load, column } of model.deviations) {
    const at = piece.at / unitOf(model.units, load.quantity);
    x[column] = Math.max(0, piece.side * (x[load.column]! - at));
  }
  return x;
}

/** Σ colCost · x: the points that column values `x` stand for. */
export function objectiveOf(model: { readonly colCost: Float64Array }, x: Float64Array): number {
  return model.colCost.reduce((sum, cost, j) => sum + (x[j] ? cost * x[j]! : 0), 0);
}
