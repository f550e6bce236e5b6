import { quantityOfArc } from '../problem/evaluate.js';
import type { Meter, MeterPiece } from '../problem/problem.js';
import { RowRole, unitOf, type LoadColumn } from './mip-model.js';
import type { ModelBuilder } from './model-builder.js';

/**
 * Soft: slope · dev for each piece of each meter, where dev ≥ side · (load − at) and dev ≥ 0; load is a column of its
 * own (load = Σ quantity · x), so that a CSM's arcs appear once however many pieces its meters have.
 */
export function meterPoints(model: ModelBuilder): void {
  const loads = new Map<string, LoadColumn>();
  for (const meter of model.problem.meters) {
    if (!meter.pieces.length) continue;
    const key = `${meter.quantity} ${meter.csm}`;
    let load = loads.get(key);
    if (!load) loads.set(key, (load = addLoad(model, meter)));
    for (const piece of meter.pieces) addDeviation(model, meter, piece, load);
  }
}

function addLoad(model: ModelBuilder, { quantity, csm }: Meter): LoadColumn {
  const { index, problem } = model;
  const { start, item } = index.arcsOfCsm;
  const unit = unitOf(model.units, quantity);
  let most = 0;
  for (let k = start[csm]!; k < start[csm + 1]!; k++) {
    const arc = item[k]!;
    const amount = quantityOfArc(problem, quantity, index.unitOfArc[arc]!, arc) / unit;
    if (amount) model.entry(arc, amount);
    most += amount;
  }
  const limit = quantity === 'hours' ? problem.ceiling[csm]! / unit : Infinity;
  const [lower, upper] = [Math.min(0, limit), Math.min(most, limit)];
  const load = { quantity, csm, lower, upper, column: model.column(0, lower, upper, false) };
  model.entry(load.column, -1);
  model.row(RowRole.Load, 0, 0, model.loads.push(load) - 1);
  return load;
}

function addDeviation(model: ModelBuilder, meter: Meter, piece: MeterPiece, load: LoadColumn): void {
  const unit = unitOf(model.units, meter.quantity);
  const at = piece.at / unit;
  const furthest = Math.max(0, piece.side > 0 ? load.upper - at : at - load.lower);
  // A finite bound lets a dual bound stay finite; a unit of room keeps it from binding.
  const column = model.column(piece.slope * unit, 0, furthest + 1, false);
  model.entry(load.column, piece.side);
  model.entry(column, -1);
  model.row(RowRole.Deviation, -Infinity, piece.side * at, model.deviations.length);
  model.deviations.push({ meter, piece, column, load });
}
