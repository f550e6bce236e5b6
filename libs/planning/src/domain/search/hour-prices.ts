/** Units that choose among arcs: unit k has the arcs `start[k] … start[k + 1] − 1`, each of one CSM. */
export interface Choices {
  readonly start: Int32Array;
  readonly csm: Int32Array;
  readonly cost: Float64Array;
  readonly hours: Float64Array;
  /** Hours that each CSM may carry, in the unit of `hours`; Infinity = no ceiling. */
  readonly room: Float64Array;
}

export interface HourPrices {
  /** Points for an hour of each CSM, ≥ 0. */
  readonly prices: Float64Array;
  /** No choice within the room costs less. */
  readonly bound: number;
  /** Arcs that were looked at. */
  readonly work: number;
}

/** Steps without a better bound after which they are shortened, and by what. */
const PATIENCE = 8;
const SHORTEN = 0.6;
const FIRST_STEP = 1.5;

/**
 * What an hour of each CSM is worth where ceilings on hours are all that ties units together: the prices at which units
 * that each take their cheapest arc fill the room (Lagrange's, by Polyak's steps towards `known`, the cost of a choice
 * that keeps it). Ends after `rounds`, or when the bound is above `enough`.
 */
export function hourPrices(
  choices: Choices,
  known: number,
  rounds: number,
  enough = Number.POSITIVE_INFINITY,
): HourPrices {
  const { csm, room } = choices;
  const prices = new Float64Array(room.length);
  let [best, bound] = [prices.slice(), Number.NEGATIVE_INFINITY];
  const over = new Float64Array(room.length);
  let [step, idle, work] = [FIRST_STEP, 0, 0];
  for (let round = 0; round < rounds && bound <= enough; round++) {
    const value = relaxed(choices, prices, over);
    work += csm.length;
    if (value > bound) [bound, best, idle] = [value, prices.slice(), 0];
    else if (++idle > PATIENCE) [step, idle] = [step * SHORTEN, 0];
    const length = over.reduce((sum, o) => sum + o * o, 0);
    if (length === 0) break;
    const scale = (step * Math.max(0, known - value)) / length;
    for (let j = 0; j < prices.length; j++) prices[j] = Math.max(0, prices[j]! + scale * over[j]!);
  }
  return { prices: best, bound, work };
}

/** The cost of everybody's cheapest arc at the prices, less the room's worth; `over` becomes the hours beyond it. */
function relaxed(
  { start, csm, cost, hours, room }: Choices,
  prices: Float64Array,
  over: Float64Array,
): number {
  let value = 0;
  for (let j = 0; j < room.length; j++) {
    const limited = room[j]! < Infinity;
    over[j] = limited ? -room[j]! : 0;
    if (limited) value -= prices[j]! * room[j]!;
  }
  for (let k = 0; k + 1 < start.length; k++) {
    let [least, at] = [Infinity, -1];
    for (let a = start[k]!; a < start[k + 1]!; a++) {
      const price = cost[a]! + prices[csm[a]!]! * hours[a]!;
      if (price < least) [least, at] = [price, a];
    }
    value += least;
    if (room[csm[at]!]! < Infinity) over[csm[at]!]! += hours[at]!;
  }
  return value;
}
