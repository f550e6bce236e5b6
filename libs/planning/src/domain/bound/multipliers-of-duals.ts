import { rowUnit } from '../model/limit-rows.constraint.js';
import { RowRole, type TerritoryModel, unitOf } from '../model/mip-model.js';
import { HOURS, QUANTITIES } from './load-model.js';
import { type Multipliers, noMultipliers } from './multipliers.js';

/** Multipliers of the model's problem from the row duals of its linear relaxation. */
export function multipliersOfDuals(model: TerritoryModel, duals: Float64Array): Multipliers {
  const { problem, units, rowRole, rowFirst, rowSecond, loads } = model;
  const multipliers = noMultipliers(problem);
  const { load, link } = multipliers;
  for (let i = 0; i < model.numRows; i++) {
    const [k, price] = [rowFirst[i], Math.max(0, -duals[i])];
    if (rowRole[i] === RowRole.Assignment) multipliers.unit[k] = duals[i];
    else if (rowRole[i] === RowRole.HoursCeiling) load[HOURS * problem.csmCount + k] += price / units.hours;
    else if (rowRole[i] === RowRole.Load) {
      const { quantity, csm } = loads[k];
      load[QUANTITIES.indexOf(quantity) * problem.csmCount + csm] -= duals[i] / unitOf(units, quantity);
    } else if (rowRole[i] === RowRole.Limit)
      multipliers.row[k] = price / rowUnit(units, problem.rows[k].kind);
    else if (rowRole[i] === RowRole.PairCeiling) multipliers.pairCeiling[k] = price;
    else if (rowRole[i] === RowRole.ArcOpensPair) {
      const from = problem.pairOfArcStart[k];
      const opened = problem.pairOfArc.subarray(from, problem.pairOfArcStart[k + 1]);
      link[from + opened.indexOf(rowSecond[i])] = price;
    }
  }
  return multipliers;
}
