import type { Problem } from '../problem/problem.js';
import { mostAccountPoints } from '../problem/unassigned-points.js';
import { accountPointsOf } from './counting-problem.js';
import { cheapestLoad, HOURS, type LoadModel, QUANTITIES } from './load-model.js';
import {
  floorAtShares,
  type FloorPart,
  floorPoints,
  limitsAtPrices,
  type Multipliers,
  pairPricesOf,
  partsOf,
  sharesOf,
} from './multipliers.js';
import { PairAscent } from './pair-ascent.js';
import { ascend } from './subgradient.js';

export interface LoadPriceOptions {
  /** What no bound can exceed: the cost of a known plan; Infinity when none is known. */
  readonly upperBound: number;
  /** A bound that is good enough to stop. */
  readonly enough?: number;
  readonly iterations: number;
  readonly shouldStop?: () => boolean;
  readonly onIteration?: (iteration: number, best: number, value: number) => void;
}

/**
 * Prices for loads, rows and pair ceilings under which "open pairs, put every unit on its cheapest arc" costs nearly
 * as much as the linear relaxation. Quick, and the start for the cheapest books.
 * `floor` tells what every plan leaves unassigned, and in its proofs which loads and rows are too full.
 * @returns the multipliers (`unit` half way between a unit's best and second-best arc) and their bound
 */
export function findLoadPrices(
  problem: Problem,
  dead: Uint8Array,
  loads: LoadModel,
  floor: readonly FloorPart[],
  options: LoadPriceOptions,
): { multipliers: Multipliers; bound: number; iterations: number } {
  const search = new LoadPriceSearch(problem, dead, loads, floor);
  const found = ascend((point, slope) => search.value(point, slope), search.start(), {
    target: options.upperBound,
    constant: floorPoints(floor),
    enough: options.enough,
    iterations: options.iterations,
    firstStep: 1,
    momentum: 0.6,
    patience: 12,
    shrink: 0.6,
    lastStep: 1e-3,
    ...search.box(),
    scale: search.scales(),
    shouldStop: options.shouldStop,
    onIteration: options.onIteration,
  });
  return { multipliers: search.multipliersAt(found.point), bound: found.best, iterations: found.iterations };
}

/** Arcs whose prices differ by less than this share of a spread are taken for equals. */
const ALIKE = 0.02;
/** A unit's price is at most this many spreads above its best arc. */
const FARTHEST = 10;

/** The points of `point`: load prices, row prices, pair-ceiling prices, the share of each part of the floor. */
class LoadPriceSearch {
  private readonly ascent: PairAscent;
  private readonly arcPrice: Float64Array;
  private readonly arcOf: Int32Array;
  private readonly interval = new Float64Array(2);
  private readonly spread: number;
  private readonly accountPoints: number;
  private readonly rowAt: number;
  private readonly ceilingAt: number;
  private readonly nobodyAt: number;
  private readonly end: number;
  private readonly partOf: Int32Array;

  constructor(
    private readonly problem: Problem,
    private readonly dead: Uint8Array,
    private readonly loads: LoadModel,
    private readonly floor: readonly FloorPart[],
  ) {
    this.arcPrice = new Float64Array(problem.arcCsm.length);
    this.arcOf = new Int32Array(problem.unitCount);
    this.spread = costSpread(problem, dead);
    this.ascent = new PairAscent(problem, dead, ALIKE * this.spread);
    this.accountPoints = mostAccountPoints(problem);
    this.rowAt = QUANTITIES.length * problem.csmCount;
    this.ceilingAt = this.rowAt + problem.rows.length;
    this.nobodyAt = this.ceilingAt + problem.pairCeilings.length;
    this.end = this.nobodyAt + floor.length;
    this.partOf = partsOf(problem, floor);
  }

  start(): Float64Array {
    const point = new Float64Array(this.end);
    const share = Math.min(1, this.leavingCost() / this.accountPoints);
    const points = share * (accountPointsOf(this.problem) ?? 1);
    this.floor.forEach(({ multipliers }, n) => {
      multipliers.load.forEach((price, key) => (point[key] += points * price));
      multipliers.row.forEach((price, r) => (point[this.rowAt + r] += points * price));
      multipliers.pairCeiling.forEach((price, c) => (point[this.ceilingAt + c] += points * price));
      point[this.nobodyAt + n] = share;
    });
    return point;
  }

  /** First guess of what one more unassigned account is worth: more than serving it where all are overloaded. */
  private leavingCost(): number {
    const { problem, dead, loads } = this;
    let sum = 0;
    let count = 0;
    for (let a = 0; a < dead.length; a++) {
      if (dead[a] || problem.arcCsm[a] < 0) continue;
      sum += loads.steepest[problem.arcCsm[a]] * problem.arcHours[a];
      count++;
    }
    return 50 * this.spread + (count > 0 ? (3 * sum) / count : 0);
  }

  box(): { lower: Float64Array; upper: Float64Array } {
    const { problem, loads } = this;
    const lower = new Float64Array(this.end);
    const upper = new Float64Array(this.end).fill(Infinity);
    upper.fill(0, 0, this.rowAt);
    for (const q of loads.used) {
      for (let j = 0; j < problem.csmCount; j++) {
        const key = q * problem.csmCount + j;
        lower[key] = loads.flattest[key];
        upper[key] = q === HOURS ? Infinity : loads.steepest[key];
      }
    }
    upper.fill(1, this.nobodyAt);
    return { lower, upper };
  }

  /** Prices move the loads by the square of what arcs load, so that is what a step is divided by. */
  scales(): Float64Array {
    const { problem, dead, loads, spread } = this;
    const square = new Float64Array(this.end);
    for (let u = 0; u < problem.unitCount; u++) {
      const choices = problem.arcStart[u + 1] - problem.arcStart[u];
      if (choices < 2) continue;
      for (let a = problem.arcStart[u]; a < problem.arcStart[u + 1]; a++) {
        if (dead[a]) continue;
        const j = problem.arcCsm[a];
        if (j >= 0)
          for (const q of loads.used) square[q * problem.csmCount + j] += this.amount(q, u, a) ** 2 / choices;
        for (let k = problem.rowOfArcStart[a]; k < problem.rowOfArcStart[a + 1]; k++) {
          square[this.rowAt + problem.rowOfArc[k]] += problem.rowCoef[k] ** 2 / choices;
        }
      }
    }
    problem.pairCeilings.forEach(({ pairs }, c) => (square[this.ceilingAt + c] = pairs.length));
    const scale = square.map((s) => (s > 0 ? Math.sqrt(spread / s) : 0));
    if (this.accountPoints > 0) scale.fill(spread / this.accountPoints, this.nobodyAt);
    return scale;
  }

  private amount(q: number, u: number, a: number): number {
    return q === HOURS ? this.problem.arcHours[a] : this.loads.unitAmount[q][u];
  }

  value(point: Float64Array, slope: Float64Array): number {
    const { problem, ascent, arcOf } = this;
    const row = point.subarray(this.rowAt, this.ceilingAt);
    const ceiling = point.subarray(this.ceilingAt, this.nobodyAt);
    this.priceArcs(point);
    let value = ascent.raise(this.arcPrice, pairPricesOf(problem, ceiling));
    value += limitsAtPrices(problem, row, ceiling) + floorAtShares(this.sharesAt(point));
    ascent.choose(this.arcPrice, arcOf);
    slope.fill(0);
    this.addActivity(slope);
    for (const q of this.loads.used) {
      for (let key = q * problem.csmCount; key < (q + 1) * problem.csmCount; key++) {
        value += cheapestLoad(this.loads, key, point[key], this.interval);
        slope[key] -= Math.min(this.interval[1], Math.max(this.interval[0], slope[key]));
      }
    }
    return value;
  }

  private priceArcs(point: Float64Array): void {
    const { problem, loads, arcPrice, rowAt, dead } = this;
    const { arcStart, arcCsm, arcCost, csmCount, rowOfArcStart, rowOfArc, rowCoef, unassignedPoints } =
      problem;
    const shares = sharesOf(problem, this.sharesAt(point));
    for (let u = 0; u < problem.unitCount; u++) {
      for (let a = arcStart[u]; a < arcStart[u + 1]; a++) {
        if (dead[a]) continue;
        let price = arcCost[a];
        const j = arcCsm[a];
        if (j < 0) price -= (1 - shares[u]) * unassignedPoints[u];
        else for (const q of loads.used) price += point[q * csmCount + j] * this.amount(q, u, a);
        for (let k = rowOfArcStart[a]; k < rowOfArcStart[a + 1]; k++)
          price += point[rowAt + rowOfArc[k]] * rowCoef[k];
        arcPrice[a] = price;
      }
    }
  }

  /** Loads, row activities, pairs in use and unassigned points of the chosen arcs, less the limits. */
  private addActivity(slope: Float64Array): void {
    const { problem, loads, arcOf } = this;
    const { arcCsm, rowOfArcStart, rowOfArc, rowCoef, csmCount } = problem;
    for (let u = 0; u < problem.unitCount; u++) {
      const a = arcOf[u];
      if (arcCsm[a] < 0) {
        if (this.partOf[u] >= 0) slope[this.nobodyAt + this.partOf[u]] += problem.unassignedPoints[u];
      } else for (const q of loads.used) slope[q * csmCount + arcCsm[a]] += this.amount(q, u, a);
      for (let k = rowOfArcStart[a]; k < rowOfArcStart[a + 1]; k++)
        slope[this.rowAt + rowOfArc[k]] += rowCoef[k];
    }
    problem.rows.forEach(({ limit }, r) => (slope[this.rowAt + r] -= limit));
    problem.pairCeilings.forEach(({ pairs, limit }, c) => {
      for (const p of pairs) slope[this.ceilingAt + c] += this.ascent.open[p];
      slope[this.ceilingAt + c] -= limit;
    });
    this.floor.forEach(({ points }, n) => (slope[this.nobodyAt + n] -= points));
  }

  multipliersAt(point: Float64Array): Multipliers {
    const scratch = new Float64Array(point.length);
    this.value(point, scratch);
    return {
      unit: this.unitPrices(),
      load: point.slice(0, this.rowAt),
      row: point.slice(this.rowAt, this.ceilingAt),
      pairCeiling: point.slice(this.ceilingAt, this.nobodyAt),
      link: this.ascent.link.slice(),
      ...this.sharesAt(point),
    };
  }

  private sharesAt(point: Float64Array): Pick<Multipliers, 'floor' | 'unassigned'> {
    return { floor: this.floor, unassigned: point.slice(this.nobodyAt) };
  }

  private unitPrices(): Float64Array {
    const { arcStart, pairOfArcStart } = this.problem;
    const { link } = this.ascent;
    return Float64Array.from({ length: this.problem.unitCount }, (_, u) => {
      let best = Infinity;
      let second = Infinity;
      for (let a = arcStart[u]; a < arcStart[u + 1]; a++) {
        if (this.dead[a]) continue;
        let price = this.arcPrice[a];
        for (let k = pairOfArcStart[a]; k < pairOfArcStart[a + 1]; k++) price += link[k];
        if (price < best) {
          second = best;
          best = price;
        } else if (price < second) second = price;
      }
      return Math.min((best + second) / 2, best + FARTHEST * this.spread);
    });
  }
}

/** What the second-best arc typically costs more than the best, with a share of what a pair costs. */
function costSpread({ unitCount, arcStart, arcCsm, arcCost, pairCost }: Problem, dead: Uint8Array): number {
  let sum = 0;
  let count = 0;
  for (let u = 0; u < unitCount; u++) {
    let best = Infinity;
    let second = Infinity;
    for (let a = arcStart[u]; a < arcStart[u + 1]; a++) {
      if (dead[a] || arcCsm[a] < 0) continue;
      const cost = arcCost[a];
      if (cost < best) {
        second = best;
        best = cost;
      } else if (cost < second) second = cost;
    }
    if (second === Infinity) continue;
    sum += second - best;
    count++;
  }
  const pairs = pairCost.length ? pairCost.reduce((s, c) => s + c, 0) / pairCost.length : 0;
  const spread = (count ? sum / count : 0) + 0.3 * pairs;
  return spread > 0 ? spread : 1;
}
