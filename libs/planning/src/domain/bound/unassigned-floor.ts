import type { Problem } from '../problem/problem.js';
import { boundFromMultipliers } from './bound-from-multipliers.js';
import { findBookPrices } from './book-prices.js';
import { BookRelaxation } from './book-relaxation.js';
import { accountPointsOf, countingProblem, countOf } from './counting-problem.js';
import { findLoadPrices } from './load-prices.js';
import { type Multipliers, noMultipliers } from './multipliers.js';

/** How many accounts no plan can serve. */
export interface UnassignedFloor {
  /** Proven: every plan spends at least these points on unassigned accounts. */
  readonly points: number;
  /** True when no plan below the upper bound can spend more: then the floor is exact. */
  readonly settled: boolean;
  /** The proof; absent where nothing had to be proven. */
  readonly multipliers?: Multipliers;
}

const LOAD_ITERATIONS = 150;
const BOOK_ITERATIONS = 60;
const NODE_LIMIT = 500;
/** The books are worth their time only where the load prices leave no more than this many accounts in doubt. */
const IN_DOUBT = 3;
/** A count is proven when the bound lies this far above the count before. */
const ABOVE = 0.01;

/**
 * The least that every plan leaves unassigned, by the same bound on the problem that only counts them.
 * Exact where capacity, rows and pair ceilings leave no doubt; `settled` tells.
 */
export function settleUnassigned(
  problem: Problem,
  upperBound: number,
  shouldStop?: () => boolean,
  onIteration?: (iteration: number, count: number) => void,
): UnassignedFloor {
  const perAccount = accountPointsOf(problem);
  const least = problem.unassignedPoints.reduce((min, p) => (p > 0 ? Math.min(min, p) : min), Infinity);
  if (least === Infinity || upperBound < least) return { points: 0, settled: true };
  const counting = countingProblem(problem);
  const most = Math.floor((upperBound / (perAccount ?? 1)) * (1 + 1e-12));
  const trivial = noMultipliers(counting);
  const unavoidable = countOf(boundFromMultipliers(counting, trivial), perAccount);
  const multipliers = unavoidable >= most ? trivial : countPrices(counting, most, shouldStop, onIteration);
  const count = Math.max(unavoidable, countOf(boundFromMultipliers(counting, multipliers), perAccount));
  return {
    points: count * (perAccount ?? 1),
    settled: upperBound < count * (perAccount ?? 1) + least,
    multipliers: count > unavoidable ? multipliers : trivial,
  };
}

function countPrices(
  counting: Problem,
  most: number,
  shouldStop?: () => boolean,
  onIteration?: (iteration: number, count: number) => void,
): Multipliers {
  const options = { upperBound: most, enough: most - 1 + ABOVE, floorPoints: 0, shouldStop, onIteration };
  const relaxation = new BookRelaxation(counting);
  const { dead, loads } = relaxation;
  const first = findLoadPrices(counting, dead, loads, { ...options, iterations: LOAD_ITERATIONS });
  if (first.bound >= options.enough || first.bound < most - IN_DOUBT) return first.multipliers;
  const books = { ...options, iterations: BOOK_ITERATIONS, nodeLimit: NODE_LIMIT };
  return findBookPrices(relaxation, first.multipliers, books).multipliers;
}
