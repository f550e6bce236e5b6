import type { Problem } from '../problem/problem.js';
import { unitsOf } from './csm-groups.js';
import { type Choices, hourPrices } from './hour-prices.js';
import type { SearchState } from './search-state.js';

/** Rounds of prices for a group: more make the search shorter by less than they take. */
const PRICE_ROUNDS = 150;
/** What setting up a group takes for each of its arcs, in arcs looked at. */
const SET_UP = 20;
/** Points by which a plan must improve where costs are not whole numbers: less is rounding. */
const EPSILON = 1e-6;

/** With more units for each CSM a group has too many plans to be searched to the end. */
const MOST_PER_CSM = 25;

/**
 * True where groups of CSMs can be replanned exactly: nothing but ceilings on hours ties units together (no pair, meter or
 * row has a price or a limit), so that prices of hours bound a group well; and books are small.
 */
export function suitsExactGroups({
  rows,
  pairCeilings,
  meters,
  pairOfArc,
  unitCount,
  csmCount,
}: Problem): boolean {
  const hoursAlone = rows.length + pairCeilings.length + meters.length + pairOfArc.length === 0;
  return hoursAlone && unitCount <= MOST_PER_CSM * csmCount;
}

/**
 * Replans all units of a few CSMs among these CSMs, exactly: depth first over the units, those with most to lose first,
 * each on its arcs by reduced cost at the group's prices of hours, as long as these sum to less than what the present
 * plan is above the group's bound. For problems that suit it (`suitsExactGroups`).
 */
export class ExactGroup {
  /** What has been looked at so far: arcs priced and nodes of searches. */
  work = 0;
  /** Least difference of two plans' costs. */
  private readonly grain: number;

  constructor(private readonly state: SearchState) {
    this.grain = state.model.arcCost.every(Number.isInteger) ? 1 - EPSILON : EPSILON;
  }

  /**
   * Makes the best plan of the CSMs, from a present one that keeps their ceilings.
   * @returns what became of it; `too-hard`: `mostNodes` ended the search, and more may be possible
   */
  replan(csms: readonly number[], mostNodes: number): 'improved' | 'no-better' | 'too-hard' {
    const { state } = this;
    const units = unitsOf(state, csms);
    const present = units.reduce((sum, unit) => sum + state.model.arcCost[state.arcOf[unit]!]!, 0);
    const { choices, arcs } = choicesOf(state, units, csms);
    const { prices, bound, work } = hourPrices(choices, present, PRICE_ROUNDS, present - this.grain);
    this.work += work + SET_UP * arcs.length;
    if (bound > present - this.grain) return 'no-better';
    const group = new Group(choices, prices, present - bound - this.grain, this.grain, mostNodes);
    group.search();
    this.work += group.nodes;
    if (group.best) this.take(units, arcs, group.best);
    return group.best ? 'improved' : group.nodes > mostNodes ? 'too-hard' : 'no-better';
  }

  private take(units: readonly number[], arcs: readonly number[], best: Int32Array): void {
    const { state } = this;
    units.forEach((unit, k) => {
      if (arcs[best[k]!] !== state.arcOf[unit]) state.shift(unit, arcs[best[k]!]!);
    });
  }
}

/** The units' arcs to the CSMs, by unit, CSMs numbered as in `csms`; `arcs` tells which arcs of the model they are. */
function choicesOf(
  { model }: SearchState,
  units: readonly number[],
  csms: readonly number[],
): { readonly choices: Choices; readonly arcs: readonly number[] } {
  const [start, arcs, csm]: [number[], number[], number[]] = [[0], [], []];
  for (const unit of units) {
    for (let a = model.arcStart[unit]!; a < model.arcStart[unit + 1]!; a++) {
      const local = csms.indexOf(model.arcCsm[a]!);
      if (local >= 0) csm[arcs.push(a) - 1] = local;
    }
    start.push(arcs.length);
  }
  const choices = {
    start: Int32Array.from(start),
    csm: Int32Array.from(csm),
    cost: Float64Array.from(arcs, (a) => model.arcCost[a]!),
    hours: Float64Array.from(arcs, (a) => model.arcHours[a]!),
    room: Float64Array.from(csms, (j) => model.ceiling[j]!),
  };
  return { choices, arcs };
}

/** The search of one group. A plan costs bound + the reduced costs of its arcs + the worth of the hours it leaves. */
class Group {
  nodes = 0;
  /** For each unit its arc in the best plan, if one is better than the present one. */
  best: Int32Array | undefined;
  private readonly order: readonly number[];
  /** The arcs of each unit by reduced cost, and these. */
  private readonly arcs: readonly Int32Array[];
  private readonly reduced: Float64Array;
  private readonly room: Float64Array;
  private readonly taken: Int32Array;
  /** The least hours on each CSM that any unit from the d-th on has there: `d · CSMs + CSM`; Infinity = none. */
  private readonly smallest: Float64Array;

  constructor(
    private readonly choices: Choices,
    private readonly prices: Float64Array,
    /** The most that a better plan is above the bound. */
    private most: number,
    private readonly grain: number,
    private readonly mostNodes: number,
  ) {
    const { start, room } = choices;
    const units = Array.from({ length: start.length - 1 }, (_, k) => k);
    this.room = room.slice();
    this.taken = new Int32Array(units.length);
    this.reduced = this.reducedCosts(units);
    this.arcs = units.map((k) => this.byReducedCost(k));
    const regret = units.map((k) => this.reduced[this.arcs[k]![1] ?? -1] ?? Infinity);
    const size = units.map((k) => choices.hours[this.arcs[k]![0]!]!);
    this.order = units.sort((k, l) => regret[l]! - regret[k]! || size[l]! - size[k]! || k - l);
    this.smallest = this.smallestFrom();
  }

  search(): void {
    this.place(0, 0);
  }

  /** Places the units from the `depth`-th on, those before at `spent` above their cheapest arcs. */
  private place(depth: number, spent: number): void {
    if (++this.nodes > this.mostNodes || spent + this.lost(depth) > this.most) return;
    if (depth === this.order.length) return this.offer(spent);
    const { csm, hours } = this.choices;
    const unit = this.order[depth]!;
    for (const arc of this.arcs[unit]!) {
      const cost = spent + this.reduced[arc]!;
      if (cost > this.most || this.nodes > this.mostNodes) return;
      const j = csm[arc]!;
      if (this.room[j]! < hours[arc]!) continue;
      this.room[j]! -= hours[arc]!;
      this.taken[unit] = arc;
      this.place(depth + 1, cost);
      this.room[j]! += hours[arc]!;
    }
  }

  /** What the hours are worth that no unit from the `depth`-th on can fill any more. */
  private lost(depth: number): number {
    const { room, prices, smallest } = this;
    let points = 0;
    for (let j = 0, at = depth * room.length; j < room.length; j++, at++)
      if (room[j]! < smallest[at]!) points += prices[j]! > 0 ? prices[j]! * room[j]! : 0;
    return points;
  }

  /** All units are placed: what is left of every room is lost. */
  private offer(spent: number): void {
    this.best = this.taken.slice();
    this.most = spent + this.lost(this.order.length) - this.grain;
  }

  private reducedCosts(units: readonly number[]): Float64Array {
    const { start, csm, cost, hours } = this.choices;
    const reduced = cost.map((c, a) => c + this.prices[csm[a]!]! * hours[a]!);
    for (const k of units) {
      const own = reduced.subarray(start[k], start[k + 1]);
      const least = own.reduce((x, y) => Math.min(x, y), Infinity);
      for (let n = 0; n < own.length; n++) own[n]! -= least;
    }
    return reduced;
  }

  private byReducedCost(unit: number): Int32Array {
    const { start } = this.choices;
    const arcs = Array.from({ length: start[unit + 1]! - start[unit]! }, (_, n) => start[unit]! + n);
    const useful = arcs.filter((a) => this.reduced[a]! <= this.most);
    return Int32Array.from(useful.sort((a, b) => this.reduced[a]! - this.reduced[b]! || a - b));
  }

  private smallestFrom(): Float64Array {
    const { csm, hours, room } = this.choices;
    const width = room.length;
    const smallest = new Float64Array((this.order.length + 1) * width).fill(Infinity);
    for (let depth = this.order.length - 1; depth >= 0; depth--) {
      smallest.copyWithin(depth * width, (depth + 1) * width, (depth + 2) * width);
      for (const a of this.arcs[this.order[depth]!]!) {
        const at = depth * width + csm[a]!;
        smallest[at] = Math.min(smallest[at]!, hours[a]!);
      }
    }
    return smallest;
  }
}
