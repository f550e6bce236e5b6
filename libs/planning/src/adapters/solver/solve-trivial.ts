import type { SolveOptions, SolverOutcome } from '../../application/solver.port.js';
import type { MipModel } from '../../domain/model/mip-model.js';
import { objectiveOf } from '../../domain/model/read-solution.js';

/** Solves a model without rows or without columns: it needs no solver, and some do not survive one. */
export function solveTrivial(
  model: MipModel,
  { lpOnly = false }: Pick<SolveOptions, 'lpOnly'>,
): SolverOutcome {
  const { numCols, numRows, colCost, integrality, rowLower, rowUpper } = model;
  for (let i = 0; i < numRows; i++) {
    if (rowLower[i]! > 0 || rowUpper[i]! < 0) return { status: 'infeasible' };
  }
  const x = new Float64Array(numCols);
  for (let j = 0; j < numCols; j++) {
    const whole = integrality[j] === 1 && !lpOnly;
    const lower = whole ? Math.ceil(model.colLower[j]!) : model.colLower[j]!;
    const upper = whole ? Math.floor(model.colUpper[j]!) : model.colUpper[j]!;
    if (lower > upper) return { status: 'infeasible' };
    x[j] = cheapest(colCost[j]!, lower, upper);
  }
  if (!x.every(Number.isFinite)) return { status: 'unbounded' };
  const objective = objectiveOf(model, x);
  return {
    status: 'optimal',
    x,
    objective,
    bound: objective,
    ...(lpOnly ? { duals: new Float64Array(numRows) } : {}),
  };
}

function cheapest(cost: number, lower: number, upper: number): number {
  if (cost > 0) return lower;
  return cost < 0 ? upper : Math.max(lower, Math.min(0, upper));
}
