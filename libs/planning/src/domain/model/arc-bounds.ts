import type { TerritoryModel } from './mip-model.js';
import { dualReducedCosts, safeDualBound } from './safe-dual-bound.js';

/** What duals of the LP prove. */
export interface DualProof {
  /** No plan scores less. */
  readonly bound: number;
  /** For each arc: no plan that takes it scores less. */
  readonly arcBounds: Float64Array;
}

/** Rounding of the reduced costs, in points, that is charged against every arc's bound. */
const ROUNDING = 1e-7;

/**
 * Bounds from row duals of any quality. Where arc a is taken its reduced cost is paid and the unit's other arcs bring
 * nothing: arcBound(a) = bound + max(0, d_a) − Σ_{b ≠ a in the unit} min(0, d_b).
 */
export function dualProof(model: TerritoryModel, duals: Float64Array): DualProof {
  const bound = safeDualBound(model, duals);
  const d = dualReducedCosts(model, duals);
  const { arcStart, unitCount } = model.problem;
  const arcBounds = new Float64Array(model.arcCount);
  for (let u = 0; u < unitCount; u++) {
    let negative = 0;
    for (let a = arcStart[u]!; a < arcStart[u + 1]!; a++) negative += Math.min(0, d[a]!);
    for (let a = arcStart[u]!; a < arcStart[u + 1]!; a++)
      arcBounds[a] = bound + Math.max(0, d[a]!) - (negative - Math.min(0, d[a]!)) - ROUNDING;
  }
  return { bound, arcBounds };
}
