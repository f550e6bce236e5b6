import type { MipModel } from '../model/mip-model.js';

/** A solver of linear and mixed-integer programs in the calling thread, which it blocks. */
export interface ModelSolver {
  /** Row duals of the linear relaxation, a lower bound's sign: ≥ 0 where a row's lower limit binds; undefined = not solved. */
  duals(model: MipModel): Float64Array | undefined;
  /** What no solution of the mixed-integer program costs less than, as far as it was proven; undefined = not at all. */
  leastCost(model: MipModel, effort: { readonly share: number }): number | undefined;
}
