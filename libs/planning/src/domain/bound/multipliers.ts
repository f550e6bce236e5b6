import type { Problem } from '../problem/problem.js';
import { QUANTITIES } from './load-model.js';

/**
 * A price for each constraint that the bound relaxes, in points. Any values give a valid bound; good ones a high one.
 */
export interface Multipliers {
  /** What serving each unit may cost: the price of "takes exactly one arc". */
  readonly unit: Float64Array;
  /** Points per unit of load, at `quantity · csmCount + csm`. */
  readonly load: Float64Array;
  /** Points per unit of each row's activity, ≥ 0. */
  readonly row: Float64Array;
  /** Points for each pair that counts under each pair ceiling, ≥ 0. */
  readonly pairCeiling: Float64Array;
  /** Points of a pair's cost that an arc carries itself, ≥ 0, for each entry of `pairOfArc`. */
  readonly link: Float64Array;
  /** For each part of `floor`: the share of its points that leaving a unit of it unassigned is priced at, 0–1. */
  readonly unassigned: Float64Array;
  /** What every plan leaves unassigned; no unit is in two parts. */
  readonly floor: readonly FloorPart[];
}

/** Units of which every plan leaves some unassigned. */
export interface FloorPart {
  readonly units: Int32Array;
  /** The least points that go to unassigned units among them. */
  readonly points: number;
  /** The proof: multipliers of the problem that only counts, of these units alone. */
  readonly multipliers: Multipliers;
}

export function noMultipliers(problem: Problem): Multipliers {
  return {
    unit: new Float64Array(problem.unitCount),
    load: new Float64Array(QUANTITIES.length * problem.csmCount),
    row: new Float64Array(problem.rows.length),
    pairCeiling: new Float64Array(problem.pairCeilings.length),
    link: new Float64Array(problem.pairOfArc.length),
    unassigned: new Float64Array(0),
    floor: [],
  };
}

/** For each unit the share of its points that leaving it unassigned is priced at: 1 outside of every part. */
export function sharesOf({ unitCount }: Problem, { floor, unassigned }: Shares): Float64Array {
  const shares = new Float64Array(unitCount).fill(1);
  floor.forEach(({ units }, n) => {
    for (const u of units) shares[u] = unassigned[n];
  });
  return shares;
}

/** The part of the floor that each unit is in; −1 = in none. */
export function partsOf({ unitCount }: Problem, floor: readonly FloorPart[]): Int32Array {
  const part = new Int32Array(unitCount).fill(-1);
  floor.forEach(({ units }, n) => {
    for (const u of units) part[u] = n;
  });
  return part;
}

/** The points that every plan spends on unassigned units. */
export function floorPoints(floor: readonly Pick<FloorPart, 'points'>[]): number {
  return floor.reduce((sum, { points }) => sum + points, 0);
}

type Shares = Pick<Multipliers, 'floor' | 'unassigned'>;

/** Σ (1 − share) · points over the parts: what is added for the discount that unassigned units have. */
export function floorAtShares({ floor, unassigned }: Shares): number {
  return floor.reduce((sum, { points }, n) => sum + (1 - unassigned[n]) * points, 0);
}

/** What arc `a` costs beside loads and pairs: its points, its rows at their prices, nobody at its unit's share. */
export function arcPriceOf(
  problem: Problem,
  row: Float64Array,
  share: Float64Array,
  u: number,
  a: number,
): number {
  let price = problem.arcCost[a];
  for (let k = problem.rowOfArcStart[a]; k < problem.rowOfArcStart[a + 1]; k++) {
    price += row[problem.rowOfArc[k]] * problem.rowCoef[k];
  }
  if (problem.arcCsm[a] < 0) price -= (1 - share[u]) * problem.unassignedPoints[u];
  return price;
}

/** The pairs' points with those of the ceilings they count under. */
export function pairPricesOf(problem: Problem, pairCeiling: Float64Array): Float64Array {
  const prices = problem.pairCost.slice();
  problem.pairCeilings.forEach(({ pairs }, c) => {
    if (pairCeiling[c] !== 0) for (const p of pairs) prices[p] += pairCeiling[c];
  });
  return prices;
}

/** − Σ price · limit over the relaxed rows and pair ceilings. */
export function limitsAtPrices(problem: Problem, row: Float64Array, pairCeiling: Float64Array): number {
  let sum = 0;
  for (let r = 0; r < row.length; r++) if (row[r] !== 0) sum -= row[r] * problem.rows[r].limit;
  for (let c = 0; c < pairCeiling.length; c++) {
    if (pairCeiling[c] !== 0) sum -= pairCeiling[c] * problem.pairCeilings[c].limit;
  }
  return sum;
}
