import type { RowKind } from '../problem/problem.js';
import { RowRole, type ModelUnits } from './mip-model.js';
import type { ModelBuilder } from './model-builder.js';

/**
 * Hard: Σ coef · x ≤ limit for each row of the problem (counts, conflicts, tier mix, budgets). Where every
 * coefficient is whole the limit is rounded down to a whole number, so that no solver tolerance can step over it.
 */
export function limitRows(model: ModelBuilder): void {
  const { problem, index } = model;
  const { start, item } = index.entriesOfRow;
  problem.rows.forEach((row, r) => {
    const unit = rowUnit(model.units, row.kind);
    let whole = true;
    for (let k = start[r]!; k < start[r + 1]!; k++) {
      const coef = problem.rowCoef[item[k]!]!;
      whole &&= Number.isInteger(coef);
      model.entry(index.arcOfEntry[item[k]!]!, coef / unit);
    }
    model.row(RowRole.Limit, -Infinity, (whole ? roundDown(row.limit) : row.limit) / unit, r);
  });
}

/** The floor of `limit`, where a hair below a whole number still counts as that number. */
function roundDown(limit: number): number {
  return Math.floor(limit + 1e-9 * Math.max(1, Math.abs(limit)));
}

/** How many of a row's units one unit of the model is. */
export function rowUnit(units: ModelUnits, kind: RowKind): number {
  if (kind === 'budget-arr') return units.arr;
  return kind === 'tier-min-share' || kind === 'tier-max-share' ? units.hours : 1;
}
