import { RowRole } from './mip-model.js';
import type { ModelBuilder } from './model-builder.js';

/** Hard: Σ x = 1 over the arcs of each unit. */
export function assignment(model: ModelBuilder): void {
  const { arcStart, unitCount } = model.problem;
  for (let unit = 0; unit < unitCount; unit++) {
    for (let arc = arcStart[unit]!; arc < arcStart[unit + 1]!; arc++) model.entry(arc, 1);
    model.row(RowRole.Assignment, 1, 1, unit);
  }
}
