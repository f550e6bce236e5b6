import type { Problem } from '../problem/problem.js';
import { leastUnassignedPoints } from '../problem/unassigned-points.js';
import { countingPart, pointsOf, provenPoints } from './bound-from-multipliers.js';
import { findBookPrices } from './book-prices.js';
import { BookRelaxation } from './book-relaxation.js';
import { contendedParts } from './contended-parts.js';
import { accountPointsOf } from './counting-problem.js';
import { findLoadPrices } from './load-prices.js';
import { type FloorPart, floorPoints, type Multipliers, noMultipliers } from './multipliers.js';

/** A part of the floor as it is proposed: what it proves is worked out. */
export type ProposedPart = Pick<FloorPart, 'units' | 'multipliers'>;

/** How many accounts no plan can serve. */
export interface UnassignedFloor {
  /** Proven: every plan spends at least these points on unassigned accounts. */
  readonly points: number;
  /** True when no plan below the upper bound can spend more: then the floor is exact. */
  readonly settled: boolean;
  /** Where they are, with the proofs; no unit is in two of them. */
  readonly parts: readonly FloorPart[];
}

const LOAD_ITERATIONS = 150;
const BOOK_ITERATIONS = 60;
const NODE_LIMIT = 500;
/** The books are worth their time only where the load prices leave no more than this many accounts in doubt. */
const IN_DOUBT = 3;
/** A count is proven when the bound lies this far above the count before. */
const ABOVE = 0.01;
/** A problem with more arcs is not counted as a whole: what is not about hours takes too long there. */
const MOST_ARCS = 200_000;

export interface SettleOptions {
  /** Parts where hours are short, with the multipliers that somebody found for them; looked for if absent. */
  readonly proposed?: readonly ProposedPart[] | undefined;
  readonly shouldStop?: (() => boolean) | undefined;
  readonly onIteration?: (iteration: number, points: number) => void;
}

/**
 * The least that every plan leaves unassigned, by the same bound on the problem that only counts them: part by part
 * where hours are short, so that each part's count is rounded up by itself; small problems as a whole too.
 * Exact where capacity, rows and pair ceilings leave no doubt; `settled` tells.
 */
export function settleUnassigned(
  problem: Problem,
  upperBound: number,
  dead: Uint8Array,
  { proposed, shouldStop, onIteration }: SettleOptions = {},
): UnassignedFloor {
  const least = leastUnassignedPoints(problem);
  if (least === Infinity || upperBound < least) return { points: 0, settled: true, parts: [] };
  const found = (parts: readonly FloorPart[]): UnassignedFloor => {
    const kept = parts.filter((part) => part.points > 0);
    const points = floorPoints(kept);
    onIteration?.(0, points);
    return { points, settled: upperBound < points + least, parts: kept };
  };
  const inParts = found(shortParts(problem, upperBound, dead, { proposed, shouldStop }));
  if (inParts.settled || problem.arcCsm.length > MOST_ARCS) return inParts;
  const everyUnit = Int32Array.from({ length: problem.unitCount }, (_, u) => u);
  const whole = found([settlePart(problem, everyUnit, upperBound, () => Infinity, shouldStop)]);
  return whole.points > inParts.points ? whole : inParts;
}

/** Units that only nobody can take, and parts where hours are short. */
function shortParts(
  problem: Problem,
  upperBound: number,
  dead: Uint8Array,
  { proposed, shouldStop }: SettleOptions,
): FloorPart[] {
  const short = proposed
    ? proposed.map((part) => ({ ...part, points: provenPoints(problem, part) }))
    : contendedParts(problem).map((units) =>
        settlePart(problem, units, upperBound, leftByTheSmallest, shouldStop),
      );
  const inShort = new Set(short.flatMap(({ units }) => [...units]));
  const lost = lostUnits(problem, dead).filter((u) => !inShort.has(u));
  return lost.length > 0 ? [withoutPrices(problem, lost), ...short] : short;
}

/** Units that only nobody can take. */
function lostUnits({ unitCount, arcStart, arcCsm }: Problem, dead: Uint8Array): Int32Array {
  const lost: number[] = [];
  for (let u = 0; u < unitCount; u++) {
    let servable = false;
    for (let a = arcStart[u]; a < arcStart[u + 1]; a++) servable ||= !dead[a] && arcCsm[a] >= 0;
    if (!servable) lost.push(u);
  }
  return Int32Array.from(lost);
}

function withoutPrices(problem: Problem, units: Int32Array): FloorPart {
  const multipliers = noMultipliers(countingPart(problem, units));
  return { units, multipliers, points: provenPoints(problem, { units, multipliers }) };
}

function settlePart(
  problem: Problem,
  units: Int32Array,
  upperBound: number,
  aim: (part: Problem) => number,
  shouldStop: (() => boolean) | undefined,
): FloorPart {
  const unpriced = withoutPrices(problem, units);
  if (shouldStop?.()) return unpriced;
  const perAccount = accountPointsOf(problem);
  const part = countingPart(problem, units);
  const all = part.unassignedPoints.reduce((sum, p) => sum + p, 0);
  const most = Math.min(all, Math.floor((upperBound / (perAccount ?? 1)) * (1 + 1e-12)));
  if (unpriced.points >= pointsOf(most, problem)) return unpriced;
  const multipliers = countPrices(part, Math.min(most, aim(part)), perAccount, shouldStop);
  const points = provenPoints(problem, { units, multipliers });
  return points > unpriced.points ? { units, multipliers, points } : unpriced;
}

function countPrices(
  part: Problem,
  most: number,
  perAccount: number | undefined,
  shouldStop: (() => boolean) | undefined,
): Multipliers {
  const relaxation = new BookRelaxation(part);
  const { dead, loads } = relaxation;
  const enough = perAccount === undefined ? most : most - 1 + ABOVE;
  const options = { upperBound: most, enough, shouldStop };
  const first = findLoadPrices(part, dead, loads, [], { ...options, iterations: LOAD_ITERATIONS });
  if (first.bound >= enough || first.bound < most - IN_DOUBT) return first.multipliers;
  const books = { ...options, iterations: BOOK_ITERATIONS, nodeLimit: NODE_LIMIT };
  return findBookPrices(relaxation, first.multipliers, books).multipliers;
}

/** What stays unassigned where the smallest units are served first, as far as hours go: where the ascent aims. */
function leftByTheSmallest({ unitCount, arcStart, arcCsm, arcHours, ...problem }: Problem): number {
  const room = problem.ceiling.slice();
  const size = Float64Array.from({ length: unitCount }, (_, u) => {
    let least = Infinity;
    for (let a = arcStart[u]; a < arcStart[u + 1]; a++)
      if (arcCsm[a] >= 0) least = Math.min(least, arcHours[a]);
    return least / problem.unassignedPoints[u];
  });
  const order = Array.from(size.keys()).sort((u, v) => size[u] - size[v] || u - v);
  let left = 0;
  for (const u of order) {
    let best = -1;
    for (let a = arcStart[u]; a < arcStart[u + 1]; a++) {
      const j = arcCsm[a];
      if (j >= 0 && arcHours[a] <= room[j] && (best < 0 || room[j] > room[arcCsm[best]])) best = a;
    }
    if (best >= 0) room[arcCsm[best]] -= arcHours[best];
    else left += problem.unassignedPoints[u];
  }
  return left;
}
