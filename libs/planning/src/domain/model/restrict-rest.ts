import { quantityOfArc } from '../problem/evaluate.js';
import type { MeterQuantity, Problem, Solution } from '../problem/problem.js';
import type { Part } from './restrict-problem.js';

/** What the units outside a part carry, spend and open. */
export interface Rest {
  /** Loads by CSM of the whole problem, of each quantity that is metered, and of hours. */
  readonly loads: Readonly<Partial<Record<MeterQuantity, Float64Array>>> & { readonly hours: Float64Array };
  readonly rowActivity: Float64Array;
  /** 1 for each pair in use. */
  readonly pairUsed: Uint8Array;
}

export function fixRest(problem: Problem, solution: Solution, part: Part): Rest {
  const isFree = new Uint8Array(problem.unitCount);
  for (const unit of part.units) isFree[unit] = 1;
  const quantities = [...new Set(problem.meters.map((meter) => meter.quantity))];
  const loads: Rest['loads'] = {
    hours: new Float64Array(problem.csmCount),
    ...Object.fromEntries(quantities.map((quantity) => [quantity, new Float64Array(problem.csmCount)])),
  };
  const rest = {
    loads,
    rowActivity: new Float64Array(problem.rows.length),
    pairUsed: new Uint8Array(problem.pairCount),
  };
  const measured = Object.keys(loads) as MeterQuantity[];
  for (let unit = 0; unit < problem.unitCount; unit++) {
    if (!isFree[unit]) addArc(problem, rest, measured, unit, solution[unit]!);
  }
  return rest;
}

function addArc(problem: Problem, rest: Rest, measured: MeterQuantity[], unit: number, arc: number): void {
  const csm = problem.arcCsm[arc]!;
  if (csm >= 0) {
    for (const quantity of measured)
      rest.loads[quantity]![csm]! += quantityOfArc(problem, quantity, unit, arc);
  }
  for (let k = problem.rowOfArcStart[arc]!; k < problem.rowOfArcStart[arc + 1]!; k++) {
    rest.rowActivity[problem.rowOfArc[k]!]! += problem.rowCoef[k]!;
  }
  for (let k = problem.pairOfArcStart[arc]!; k < problem.pairOfArcStart[arc + 1]!; k++) {
    rest.pairUsed[problem.pairOfArc[k]!] = 1;
  }
}
