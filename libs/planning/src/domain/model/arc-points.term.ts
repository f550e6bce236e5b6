import type { ModelBuilder } from './model-builder.js';

/** Soft: arcCost · x for each arc; x ∈ {0, 1} says whether the unit takes it. */
export function arcPoints(model: ModelBuilder): void {
  for (const cost of model.problem.arcCost) model.column(cost, 0, 1, true);
}
