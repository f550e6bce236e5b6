import { RowRole } from './mip-model.js';
import type { ModelBuilder } from './model-builder.js';

/** Hard: Σ y ≤ limit for each ceiling on the number of pairs in use. */
export function pairCeiling(model: ModelBuilder): void {
  model.problem.pairCeilings.forEach((ceiling, k) => {
    for (const pair of ceiling.pairs) model.entry(model.pairColumn(pair), 1);
    model.row(RowRole.PairCeiling, -Infinity, Math.floor(ceiling.limit + 1e-9), k);
  });
}
