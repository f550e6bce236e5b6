import { RowRole } from './mip-model.js';
import type { ModelBuilder } from './model-builder.js';

/**
 * Hard: Σ hours · x ≤ ceiling for each CSM. A CSM whose hours are metered has them as a column, and the ceiling is
 * that column's upper bound instead of a row.
 */
export function hoursCeiling(model: ModelBuilder): void {
  const { problem, index } = model;
  const { start, item } = index.arcsOfCsm;
  const unit = model.units.hours;
  const bounded = new Set(model.loads.filter((load) => load.quantity === 'hours').map((load) => load.csm));
  for (let csm = 0; csm < problem.csmCount; csm++) {
    if (bounded.has(csm)) continue;
    for (let k = start[csm]!; k < start[csm + 1]!; k++) {
      const hours = problem.arcHours[item[k]!]!;
      if (hours) model.entry(item[k]!, hours / unit);
    }
    model.row(RowRole.HoursCeiling, -Infinity, problem.ceiling[csm]! / unit, csm);
  }
}
