import type { ModelBuilder } from './model-builder.js';

/** Soft: pairCost · y for each pair; y ∈ {0, 1} says whether some chosen arc opens it. */
export function pairPoints(model: ModelBuilder): void {
  for (const cost of model.problem.pairCost) model.column(cost, 0, 1, true);
}
