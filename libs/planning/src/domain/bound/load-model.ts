import type { MeterPiece, MeterQuantity, Problem } from '../problem/problem.js';

/** Every quantity that can load a CSM; its index is the quantity's number in this room. */
export const QUANTITIES: readonly MeterQuantity[] = [
  'hours',
  'arr',
  'renewals-0',
  'renewals-1',
  'renewals-2',
  'renewals-3',
];
export const HOURS = 0;

/**
 * What loads cost: for each (quantity, CSM), at index `quantity · csmCount + csm`, a convex penalty on
 * `[low, high]`, as breakpoints in ascending order and the slope left of the first one and right of each.
 */
export interface LoadModel {
  /** Numbers of the quantities that are limited or metered; hours always. */
  readonly used: readonly number[];
  /** Amount of quantity q on a unit, whatever its arc (empty for hours, which are an arc's). */
  readonly unitAmount: readonly Float64Array[];
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Penalty at `low`. */
  readonly atLow: Float64Array;
  /** Slope just above `low`, and the slopes' least and greatest value anywhere. */
  readonly slopeAtLow: Float64Array;
  readonly flattest: Float64Array;
  readonly steepest: Float64Array;
  readonly breakStart: Int32Array;
  readonly breakAt: Float64Array;
  /** How much the slope grows at the breakpoint. */
  readonly breakSlope: Float64Array;
}

/** Loads can only be what the arcs that are not `dead` allow: forced units below, ceilings and all arcs above. */
export function loadModelOf(problem: Problem, dead: Uint8Array): LoadModel {
  const pieces = piecesOf(problem);
  const used = QUANTITIES.map((_, q) => q).filter(
    (q) => q === HOURS || problem.meters.some((m) => m.quantity === QUANTITIES[q]),
  );
  const unitAmount = QUANTITIES.map((_, q) =>
    q === HOURS
      ? new Float64Array(0)
      : q === 1
        ? problem.unitArr
        : (problem.unitRenewals[q - 2] ?? new Float64Array(problem.unitCount)),
  );
  const { low, high } = rangesOf(problem, dead, used, unitAmount);
  return { used, unitAmount, low, high, ...breakpoints(pieces, low, high) };
}

/** The penalty of a load within `[low, high]`. */
export function penaltyAt(model: LoadModel, key: number, load: number): number {
  const { breakStart, breakAt, breakSlope } = model;
  let value = model.atLow[key] + model.slopeAtLow[key] * (load - model.low[key]);
  for (let b = breakStart[key]; b < breakStart[key + 1]; b++) {
    if (load <= breakAt[b]) break;
    value += breakSlope[b] * (load - breakAt[b]);
  }
  return value;
}

/**
 * The loads that minimise `penalty(load) − price · load`: writes the interval's ends to `out[0]`, `out[1]`.
 * @returns the minimum
 */
export function cheapestLoad(model: LoadModel, key: number, price: number, out: Float64Array): number {
  const { breakStart, breakAt, breakSlope } = model;
  const tie = 1e-12 * (Math.abs(price) + model.steepest[key] - model.flattest[key]);
  const end = breakStart[key + 1];
  let slope = model.slopeAtLow[key];
  let b = breakStart[key];
  let at = model.low[key];
  while (slope < price - tie && at < model.high[key]) {
    at = b < end ? breakAt[b] : model.high[key];
    if (b < end) slope += breakSlope[b++];
  }
  out[0] = at;
  while (slope <= price + tie && at < model.high[key]) {
    at = b < end ? breakAt[b] : model.high[key];
    if (b < end) slope += breakSlope[b++];
  }
  out[1] = at;
  return penaltyAt(model, key, out[0]) - price * out[0];
}

function piecesOf(problem: Problem): MeterPiece[][] {
  const pieces: MeterPiece[][] = Array.from({ length: QUANTITIES.length * problem.csmCount }, () => []);
  for (const meter of problem.meters) {
    pieces[QUANTITIES.indexOf(meter.quantity) * problem.csmCount + meter.csm].push(...meter.pieces);
  }
  return pieces;
}

function rangesOf(
  { unitCount, csmCount, arcStart, arcCsm, arcHours, ceiling }: Problem,
  dead: Uint8Array,
  used: readonly number[],
  unitAmount: readonly Float64Array[],
): { low: Float64Array; high: Float64Array } {
  const low = new Float64Array(QUANTITIES.length * csmCount);
  const high = new Float64Array(QUANTITIES.length * csmCount);
  for (let u = 0; u < unitCount; u++) {
    const forced = liveArcs(arcStart, dead, u) === 1;
    for (let a = arcStart[u]; a < arcStart[u + 1]; a++) {
      if (dead[a] || arcCsm[a] < 0) continue;
      for (const q of used) {
        const amount = q === HOURS ? arcHours[a] : unitAmount[q][u];
        high[q * csmCount + arcCsm[a]] += amount;
        if (forced) low[q * csmCount + arcCsm[a]] += amount;
      }
    }
  }
  for (let j = 0; j < csmCount; j++) high[j] = Math.max(low[j], Math.min(high[j], ceiling[j]));
  return { low, high };
}

/** How many arcs of unit `u` are not dead. */
export function liveArcs(arcStart: Int32Array, dead: Uint8Array, u: number): number {
  let count = 0;
  for (let a = arcStart[u]; a < arcStart[u + 1]; a++) if (!dead[a]) count++;
  return count;
}

function breakpoints(pieces: readonly MeterPiece[][], low: Float64Array, high: Float64Array) {
  const atLow = new Float64Array(pieces.length);
  const slopeAtLow = new Float64Array(pieces.length);
  const steepest = new Float64Array(pieces.length);
  const breakStart = new Int32Array(pieces.length + 1);
  const breakAt: number[] = [];
  const breakSlope: number[] = [];
  pieces.forEach((list, key) => {
    for (const { side, at, slope } of list) {
      atLow[key] += slope * Math.max(0, side * (low[key] - at));
      if (side < 0 && at > low[key]) slopeAtLow[key] -= slope;
      if (side > 0 && at <= low[key]) slopeAtLow[key] += slope;
    }
    steepest[key] = slopeAtLow[key];
    const inside = list.filter(({ at, slope }) => slope > 0 && at > low[key] && at < high[key]);
    for (const { at, slope } of inside.sort((p, q) => p.at - q.at)) {
      breakAt.push(at);
      breakSlope.push(slope);
      steepest[key] += slope;
    }
    breakStart[key + 1] = breakAt.length;
  });
  return {
    atLow,
    slopeAtLow,
    flattest: slopeAtLow.slice(),
    steepest,
    breakStart,
    breakAt: Float64Array.from(breakAt),
    breakSlope: Float64Array.from(breakSlope),
  };
}
