import { mostAccountPoints } from '../problem/unassigned-points.js';
import type { BookRelaxation } from './book-relaxation.js';
import { BookSplits } from './book-splits.js';
import { floorAtShares, floorPoints, type Multipliers, partsOf } from './multipliers.js';
import { ascend } from './subgradient.js';

export interface BookPriceOptions {
  /** What no bound can exceed: the cost of a known plan; Infinity when none is known. */
  readonly upperBound: number;
  /** A bound that is good enough to stop. */
  readonly enough?: number;
  readonly iterations: number;
  readonly nodeLimit: number;
  readonly shouldStop?: () => boolean;
  readonly onIteration?: (iteration: number, best: number, value: number) => void;
}

/** Points within which a better book is not looked for, summed over the CSMs, as a share of the upper bound. */
const TOLERANCE = 5e-5;
/** A CSM whose search saw more nodes than this gets its load prices tuned again. */
const MANY_NODES = 500;
const HALVINGS = 8;
const TUNE_EVERY = 10;

/**
 * Raises the bound of the cheapest books by moving the units' prices (and those of rows and pair ceilings) against
 * the units that are in no book or in several.
 */
export function findBookPrices(
  relaxation: BookRelaxation,
  start: Multipliers,
  options: BookPriceOptions,
): { multipliers: Multipliers; bound: number; iterations: number } {
  const search = new BookPriceSearch(relaxation, start, options);
  const found = ascend((point, slope) => search.value(point, slope), search.start(), {
    target: options.upperBound,
    constant: floorPoints(start.floor),
    enough: options.enough,
    iterations: options.iterations,
    firstStep: 0.5,
    momentum: 0.8,
    patience: 8,
    shrink: 0.7,
    lastStep: 1e-4,
    ...search.box(),
    scale: search.scales(),
    shouldStop: options.shouldStop,
    onBest: () => search.keepLoadPrices(),
    onIteration: options.onIteration,
  });
  return { multipliers: search.multipliersAt(found.point), bound: found.best, iterations: found.iterations };
}

/** About how many points a plan costs beside unassigned ones: what tolerances and steps are measured by. */
function sizeOf(from: Multipliers, { upperBound }: BookPriceOptions): number {
  if (upperBound < Infinity) return Math.max(1e-3, Math.abs(upperBound - floorPoints(from.floor)));
  return Math.max(
    1e-3,
    from.unit.reduce((sum, v) => sum + Math.abs(v), 0),
  );
}

/** The points of `point`: unit prices, row prices, pair-ceiling prices, the share of each part of the floor. */
class BookPriceSearch {
  private readonly rowAt: number;
  private readonly ceilingAt: number;
  private readonly nobodyAt: number;
  private readonly end: number;
  private readonly partOf: Int32Array;
  private readonly accountPoints: number;
  private readonly priceScale: Float64Array;
  private readonly spread: number;
  private readonly pricesFixed: boolean;
  private readonly tolerance: number;
  private readonly splits: BookSplits;
  private evaluations = 0;
  private bestLoad: Float64Array;

  constructor(
    private readonly relaxation: BookRelaxation,
    private readonly from: Multipliers,
    private readonly options: BookPriceOptions,
  ) {
    const { problem } = relaxation;
    this.rowAt = problem.unitCount;
    this.ceilingAt = this.rowAt + problem.rows.length;
    this.nobodyAt = this.ceilingAt + problem.pairCeilings.length;
    this.end = this.nobodyAt + from.floor.length;
    this.partOf = partsOf(problem, from.floor);
    this.accountPoints = mostAccountPoints(problem);
    const size = sizeOf(from, options);
    this.tolerance = (TOLERANCE * size) / problem.csmCount;
    this.spread = size / Math.max(1, problem.unitCount);
    this.pricesFixed =
      problem.rows.length === 0 && problem.pairCeilings.length === 0 && from.floor.length === 0;
    relaxation.setPrices(from);
    relaxation.setLoadPrices(from.load);
    this.priceScale = relaxation.priceScale(0.02 * this.spread);
    this.bestLoad = from.load;
    this.splits = new BookSplits(relaxation.pricer, relaxation.search, this.priceScale);
  }

  start(): Float64Array {
    const point = new Float64Array(this.end);
    point.set(this.from.unit);
    point.set(this.from.row, this.rowAt);
    point.set(this.from.pairCeiling, this.ceilingAt);
    point.set(this.from.unassigned, this.nobodyAt);
    return point;
  }

  box(): { lower: Float64Array; upper: Float64Array } {
    const lower = new Float64Array(this.end).fill(-Infinity, 0, this.rowAt);
    const upper = new Float64Array(this.end).fill(Infinity);
    upper.fill(1, this.nobodyAt);
    return { lower, upper };
  }

  scales(): Float64Array {
    const { problem } = this.relaxation;
    const scale = new Float64Array(this.end);
    const mean = this.from.unit.reduce((sum, v) => sum + Math.abs(v), 0) / Math.max(1, this.rowAt) || 1;
    this.from.unit.forEach((v, u) => (scale[u] = Math.sqrt(Math.abs(v) / mean + 0.2)));
    const square = new Float64Array(problem.rows.length);
    for (let k = 0; k < problem.rowOfArc.length; k++) square[problem.rowOfArc[k]] += problem.rowCoef[k] ** 2;
    square.forEach((s, r) => (scale[this.rowAt + r] = s > 0 ? Math.sqrt(5 / s) : 0));
    problem.pairCeilings.forEach(
      ({ pairs }, c) => (scale[this.ceilingAt + c] = Math.sqrt(1 / Math.max(1, pairs.length))),
    );
    if (this.accountPoints > 0) scale.fill(1 / this.accountPoints, this.nobodyAt);
    return scale;
  }

  value(point: Float64Array, slope: Float64Array): number {
    const { relaxation, options } = this;
    const { problem, pricer, search } = relaxation;
    const multipliers = this.multipliersAt(point);
    if (!this.pricesFixed) relaxation.setPrices(multipliers);
    const { unit } = multipliers;
    let value = relaxation.setUnitPrices(unit) + floorAtShares(multipliers);
    const round = this.evaluations++;
    for (let j = 0; j < problem.csmCount; j++) {
      const often = round === 0 || (round + j) % TUNE_EVERY === 0 || search.nodes[j] > MANY_NODES;
      if (often) pricer.tune(j, this.priceScale, HALVINGS);
      else pricer.evaluate(j);
      this.splits.run(j, this.tolerance, options.nodeLimit);
      value += pricer.base[j] + search.gain[j];
    }
    this.slopeOf(unit, slope);
    return value;
  }

  private slopeOf(unit: Float64Array, slope: Float64Array): void {
    const { relaxation, rowAt, nobodyAt, partOf } = this;
    const { problem, books, search } = relaxation;
    slope.fill(0);
    for (let u = 0; u < problem.unitCount; u++) {
      if (books.onlyArc[u] >= 0) this.use(books.onlyArc[u], slope);
      else slope[u] = 1;
      if (relaxation.isLeft(u, unit)) {
        slope[u] -= 1;
        this.use(books.nobodyArc[u], slope);
      }
      if (relaxation.isLeft(u, unit) || (books.onlyArc[u] >= 0 && problem.arcCsm[books.onlyArc[u]] < 0)) {
        if (partOf[u] >= 0) slope[nobodyAt + partOf[u]] += problem.unassignedPoints[u];
      }
    }
    for (let s = 0; s < books.slotArc.length; s++) {
      if (!search.slotIn[s]) continue;
      slope[books.slotUnit[s]] -= 1;
      this.use(books.slotArc[s], slope);
    }
    for (let r = 0; r < problem.rows.length; r++) slope[rowAt + r] -= problem.rows[r].limit;
    this.from.floor.forEach(({ points }, n) => (slope[nobodyAt + n] -= points));
    if (problem.pairCeilings.length > 0) this.addPairs(slope);
  }

  private use(a: number, slope: Float64Array): void {
    const { rowOfArcStart, rowOfArc, rowCoef } = this.relaxation.problem;
    for (let k = rowOfArcStart[a]; k < rowOfArcStart[a + 1]; k++)
      slope[this.rowAt + rowOfArc[k]] += rowCoef[k];
  }

  private addPairs(slope: Float64Array): void {
    const { problem, books, search, pricer } = this.relaxation;
    const open = books.pairForced.slice();
    books.groupPair.forEach((p, g) => {
      if (p >= 0 && search.groupIn[g]) open[p] = 1;
    });
    for (const p of books.loosePair) if (pricer.pairPrice[p] < 0) open[p] = 1;
    problem.pairCeilings.forEach(({ pairs, limit }, c) => {
      for (const p of pairs) slope[this.ceilingAt + c] += open[p];
      slope[this.ceilingAt + c] -= limit;
    });
  }

  keepLoadPrices(): void {
    this.bestLoad = this.relaxation.loadPrices();
  }

  multipliersAt(point: Float64Array): Multipliers {
    return {
      ...this.from,
      unit: point.slice(0, this.rowAt),
      load: this.bestLoad,
      row: point.slice(this.rowAt, this.ceilingAt),
      pairCeiling: point.slice(this.ceilingAt, this.nobodyAt),
      unassigned: point.slice(this.nobodyAt),
    };
  }
}
