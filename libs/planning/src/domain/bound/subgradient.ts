/** A concave function to be maximised: returns its value at `point` and writes a supergradient to `slope`. */
export type Oracle = (point: Float64Array, slope: Float64Array) => number;

export interface AscentOptions {
  /** A value that the function cannot exceed; Infinity when none is known. */
  readonly target: number;
  /** What every value contains and nothing can change; sizes are measured beside it. 0 if absent. */
  readonly constant?: number;
  /** The ascent ends as soon as this value is reached; the target if absent. */
  readonly enough?: number;
  readonly iterations: number;
  /** First step length as a share of Polyak's. */
  readonly firstStep: number;
  /** Share of the previous direction that is kept, 0–1. */
  readonly momentum: number;
  /** How many iterations may pass without progress before the step shrinks. */
  readonly patience: number;
  /** Shrinks the step. */
  readonly shrink: number;
  /** The ascent ends when the step is smaller than this share of Polyak's. */
  readonly lastStep: number;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Typical sizes of a step in each dimension, relative to each other. */
  readonly scale: Float64Array;
  readonly shouldStop?: () => boolean;
  /** Called when a point is better than every one before it, while it is still at hand. */
  readonly onBest?: (point: Float64Array, value: number) => void;
  readonly onIteration?: (iteration: number, best: number, value: number) => void;
}

export interface Ascent {
  readonly best: number;
  readonly point: Float64Array;
  readonly iterations: number;
}

/** Progress smaller than this share of the value is none. */
const PROGRESS = 1e-5;
/** The ascent aims at most this share of the best value above it: a poor target would throw the point far away. */
const FARTHEST_REACH = 0.05;
/** A point this many times further below the best value than the target is above it is given up. */
const TOO_FAR = 2;

/**
 * Deflected subgradient ascent with Polyak steps towards `target`, in scaled coordinates, within box bounds.
 * Deterministic as long as `shouldStop` is.
 * @see Polyak (1969); Camerini, Fratta and Maffioli (1975) on the deflection
 */
export function ascend(oracle: Oracle, start: Float64Array, options: AscentOptions): Ascent {
  const n = start.length;
  const point = start.slice();
  const bestPoint = start.slice();
  const slope = new Float64Array(n);
  const direction = new Float64Array(n);
  const { target, constant = 0 } = options;
  let best = -Infinity;
  let step = options.firstStep;
  let stalled = 0;
  let iteration = 0;
  for (; iteration < options.iterations; iteration++) {
    if (iteration > 0 && options.shouldStop?.()) break;
    const value = oracle(point, slope);
    stalled = value > best + PROGRESS * Math.abs(value - constant) ? 0 : stalled + 1;
    if (value > best) {
      best = value;
      bestPoint.set(point);
      options.onBest?.(point, value);
    }
    options.onIteration?.(iteration, best, value);
    if (best >= (options.enough ?? target)) break;
    const reach = reachOf(best - constant, target - constant);
    if (stalled >= options.patience || value < best - TOO_FAR * reach) {
      step *= options.shrink;
      if (step < options.lastStep) break;
      stalled = 0;
      point.set(bestPoint);
      direction.fill(0);
      continue;
    }
    const norm = deflect(direction, slope, point, options);
    if (norm === 0) break;
    move(point, direction, (step * (best + reach - (value + best) / 2)) / norm, options);
  }
  return { best, point: bestPoint, iterations: iteration };
}

/** Mixes the slope into the direction, in scaled coordinates; returns the direction's squared length. */
function deflect(
  direction: Float64Array,
  slope: Float64Array,
  point: Float64Array,
  o: AscentOptions,
): number {
  let norm = 0;
  for (let k = 0; k < point.length; k++) {
    let s = slope[k] * o.scale[k];
    if ((s < 0 && point[k] <= o.lower[k]) || (s > 0 && point[k] >= o.upper[k])) s = 0;
    direction[k] = o.momentum * direction[k] + (1 - o.momentum) * s;
    norm += direction[k] * direction[k];
  }
  return norm;
}

/** How far above the best value the ascent aims; both beside what is constant. */
function reachOf(best: number, target: number): number {
  const size = Math.max(1, Math.abs(best));
  return Math.max(1e-4 * size, Math.min(target - best, FARTHEST_REACH * size));
}

function move(point: Float64Array, direction: Float64Array, length: number, o: AscentOptions): void {
  for (let k = 0; k < point.length; k++) {
    if (direction[k] === 0) continue;
    const to = point[k] + length * direction[k] * o.scale[k];
    point[k] = to < o.lower[k] ? o.lower[k] : to > o.upper[k] ? o.upper[k] : to;
  }
}
