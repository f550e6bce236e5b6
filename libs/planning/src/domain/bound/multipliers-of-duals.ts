import { rowUnit } from '../model/limit-rows.constraint.js';
import { RowRole, type TerritoryModel } from '../model/mip-model.js';
import { HOURS } from './load-model.js';
import { type Multipliers, noMultipliers } from './multipliers.js';

/** Multipliers of the model's problem from the row duals of its linear relaxation; loads have no price but hours. */
export function multipliersOfDuals(model: TerritoryModel, duals: Float64Array): Multipliers {
  const { problem, units, rowRole, rowFirst } = model;
  const multipliers = noMultipliers(problem);
  for (let i = 0; i < model.numRows; i++) {
    const [k, price] = [rowFirst[i], Math.max(0, -duals[i])];
    if (rowRole[i] === RowRole.Assignment) multipliers.unit[k] = duals[i];
    else if (rowRole[i] === RowRole.HoursCeiling)
      multipliers.load[HOURS * problem.csmCount + k] = price / units.hours;
    else if (rowRole[i] === RowRole.Limit) multipliers.row[k] = price / rowUnit(units, problem.rows[k].kind);
    else if (rowRole[i] === RowRole.PairCeiling) multipliers.pairCeiling[k] = price;
  }
  return multipliers;
}
