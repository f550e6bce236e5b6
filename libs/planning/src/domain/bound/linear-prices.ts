import { buildMip } from '../model/build-mip.js';
import { keepArcs, type ThinnedProblem } from '../problem/keep-arcs.js';
import type { Problem } from '../problem/problem.js';
import { mostAccountPoints } from '../problem/unassigned-points.js';
import { withUnassignedRows } from '../problem/unassigned-rows.js';
import type { BookRelaxation } from './book-relaxation.js';
import { proveBound } from './bound-from-multipliers.js';
import type { ModelSolver } from './model-solver.js';
import { type FloorPart, floorPoints, type Multipliers, partsOf } from './multipliers.js';
import { multipliersOfDuals } from './multipliers-of-duals.js';
import { reducedCostsOf } from './reduced-costs.js';

export interface LinearPriceOptions {
  /** What no bound can exceed: the cost of a known plan; Infinity when none is known. */
  readonly upperBound: number;
  readonly solver: ModelSolver;
  readonly shouldStop?: () => boolean;
  readonly onIteration?: (iteration: number, best: number) => void;
}

/** Arcs of each unit that a linear program has: those of least reduced cost. */
const PER_UNIT = 6;
/** A linear program with more arcs takes too long. */
const MOST_ARCS = 120_000;
const MOST_ROUNDS = 8;
/** A round that brings less than this share of the bound, beside unassigned accounts, is the last. */
const PROGRESS = 3e-4;
/**
 * Shares of the best prices so far that the next ones keep, the second where the first bring nothing: those of the
 * linear program alone are far off wherever arcs that it does not have are cheap.
 * @see Wentges (1997), Weighted Dantzig–Wolfe decomposition for linear mixed-integer programming
 */
const OF_THE_BEST = [0.3, 0.7] as const;
/** Nodes of each book when a round is judged: which arcs are cheap shows without. */
const NODES = 200;

/**
 * True where the linear relaxation is small enough to be solved, and worth it: an ascent is slow at prices of rows, pair
 * ceilings and unassigned accounts. Where there are none, books alone give as good ones sooner.
 */
export function isLinearWorthwhile(
  { unitCount, rows, pairCeilings }: Problem,
  floor: readonly FloorPart[],
): boolean {
  const limits = rows.length + pairCeilings.length + floor.length;
  return limits > 0 && unitCount * PER_UNIT <= MOST_ARCS;
}

/**
 * Prices from the linear relaxation, solved among the few arcs of each unit that are cheap at the prices before, until
 * no others are cheap: within seconds what an ascent takes minutes for, where a few rows, hours and pairs decide. What
 * they prove is proven by the cheapest books of all arcs, as for any other prices.
 */
export function findLinearPrices(
  relaxation: BookRelaxation,
  start: Multipliers,
  options: LinearPriceOptions,
): { multipliers: Multipliers; bound: number; iterations: number } {
  const { upperBound, solver, shouldStop } = options;
  const { problem } = relaxation;
  const unassigned = floorPoints(start.floor);
  const judge = (m: Multipliers): number => proveBound(relaxation, m, NODES, NODES).bound;
  let best = start;
  let bound = judge(start);
  let at = start;
  let keep: Uint8Array | undefined;
  let round = 0;
  for (; round < MOST_ROUNDS && !shouldStop?.(); round++) {
    keep = cheapArcs(problem, reducedCostsOf(relaxation, at.unit).arcs, keep);
    const found = linearPrices(problem, keepArcs(problem, keep), best, solver);
    if (!found) break;
    const before = bound;
    const from = best;
    for (const share of OF_THE_BEST) {
      at = between(from, found, share);
      const proven = judge(at);
      if (proven <= bound) continue;
      bound = proven;
      best = at;
      break;
    }
    options.onIteration?.(round, bound);
    if (bound >= upperBound || bound - before < PROGRESS * Math.abs(bound - unassigned)) break;
  }
  return { multipliers: best, bound, iterations: round };
}

/** Prices between these, `share` of the first. */
function between(a: Multipliers, b: Multipliers, share: number): Multipliers {
  const mix = (x: Float64Array, y: Float64Array): Float64Array =>
    y.map((price, i) => share * x[i] + (1 - share) * price);
  return {
    unit: mix(a.unit, b.unit),
    load: mix(a.load, b.load),
    row: mix(a.row, b.row),
    pairCeiling: mix(a.pairCeiling, b.pairCeiling),
    link: mix(a.link, b.link),
    unassigned: mix(a.unassigned, b.unassigned),
    floor: b.floor,
  };
}

/** The cheapest arcs of each unit, its arcs of today and to nobody, and those kept before that may still be of use. */
function cheapArcs(problem: Problem, reduced: Float64Array, before: Uint8Array | undefined): Uint8Array {
  const { unitCount, arcStart, arcCsm, todayArc } = problem;
  const keep = new Uint8Array(arcCsm.length);
  for (let u = 0; u < unitCount; u++) {
    const arcs: number[] = [];
    for (let a = arcStart[u]; a < arcStart[u + 1]; a++) {
      if (arcCsm[a] < 0 || (before?.[a] && reduced[a] === 0)) keep[a] = 1;
      else if (reduced[a] < Infinity) arcs.push(a);
    }
    arcs.sort((a, b) => reduced[a] - reduced[b] || a - b);
    for (const a of arcs.slice(0, PER_UNIT)) keep[a] = 1;
    if (todayArc[u] >= 0) keep[todayArc[u]] = 1;
  }
  return keep;
}

/** Multipliers of the whole problem from the linear relaxation of a thinned one; undefined where it was not solved. */
function linearPrices(
  whole: Problem,
  thinned: ThinnedProblem,
  from: Multipliers,
  solver: ModelSolver,
): Multipliers | undefined {
  const { problem } = thinned;
  const most = mostAccountPoints(problem) || 1;
  const model = buildMip(withFloor(problem, from.floor, most));
  const duals = solver.duals(model);
  if (!duals) return undefined;
  const { unit, load, row, pairCeiling, link } = multipliersOfDuals(model, duals);
  const rows = problem.rows.length;
  return {
    ...{ unit, load, pairCeiling, floor: from.floor },
    row: row.slice(0, rows),
    link: linksOfWhole(whole, thinned, link),
    unassigned: Float64Array.from(from.floor, (_, n) => Math.max(0, 1 - row[rows + n] / most)),
  };
}

/**
 * The problem with a row for each part of the floor: at least its points go to unassigned units among its own. No plan
 * is lost by it, and linear relaxations leave no fraction of an account less. Rows count in `unit` points.
 */
function withFloor(problem: Problem, floor: readonly FloorPart[], unit: number): Problem {
  const part = partsOf(problem, floor);
  const rows = floor.map(({ points }) => ({ limit: -points / unit }));
  return withUnassignedRows(
    problem,
    rows,
    (u) => part[u],
    (u) => -problem.unassignedPoints[u] / unit,
  );
}

/** The links of the thinned problem's arcs where the whole one has them; 0 for other arcs. */
function linksOfWhole(
  whole: Problem,
  { problem, toWhole }: ThinnedProblem,
  link: Float64Array,
): Float64Array {
  const links = new Float64Array(whole.pairOfArc.length);
  const { arcCsm, pairOfArcStart } = problem;
  toWhole(Int32Array.from(arcCsm.keys())).forEach((arc, a) => {
    links.set(link.subarray(pairOfArcStart[a], pairOfArcStart[a + 1]), whole.pairOfArcStart[arc]);
  });
  return links;
}
