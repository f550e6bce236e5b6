import type { Problem, Solution } from '../problem/problem.js';
import { SearchState } from './search-state.js';

/** The share of the units that are placed before regrets are computed again. */
const ROUND_SHARE = 1 / 8;

/**
 * A first solution: every unit on today's arc where the limits allow it, those with most to lose first; then the
 * others, those first whose second-best arc is much dearer than their best. It may break limits where no arc fits.
 */
export function construct(problem: Problem): Solution {
  const state = new SearchState(problem);
  const dearest = problem.arcCost.reduce((most, cost) => Math.max(most, Math.abs(cost)), 1);
  state.price(() => 10 * dearest);
  insertByRegret(state, keepToday(state));
  return state.arcOf;
}

/** Places units on today's arcs, and units without a choice on their only one; returns those not placed. */
function keepToday(state: SearchState): number[] {
  const { model, arcOf } = state;
  const { todayArc } = model.problem;
  const units = Array.from({ length: model.unitCount }, (_, u) => u);
  const stake = Float64Array.from(units, (u) => stakeOf(state, u));
  const byStake = [...units].sort((u, v) => stake[v]! - stake[u]! || u - v);
  for (const unit of byStake) {
    const first = model.arcStart[unit]!;
    if (model.arcStart[unit + 1]! - first === 1) state.place(unit, first);
    else if (todayArc[unit]! >= 0 && fits(state, todayArc[unit]!)) state.place(unit, todayArc[unit]!);
  }
  return units.filter((u) => arcOf[u]! < 0);
}

/** What leaving today's arc costs at least; Infinity when there is no choice. */
function stakeOf({ model }: SearchState, unit: number): number {
  const today = model.problem.todayArc[unit]!;
  let cheapest = Infinity;
  for (let a = model.arcStart[unit]!; a < model.arcStart[unit + 1]!; a++)
    if (a !== today) cheapest = Math.min(cheapest, model.arcCost[a]!);
  return today < 0 || cheapest === Infinity ? cheapest : cheapest - model.arcCost[today]!;
}

/** Whether a unit that is not placed can take `arc` and break no more limits than now. */
export function fits(state: SearchState, arc: number): boolean {
  const { model, load, activity } = state;
  const { rowOfArcStart, rowOfArc, rowCoef, pairOfArcStart, pairOfArc } = model.problem;
  const csm = model.arcCsm[arc]!;
  if (load[csm * model.quantities]! + model.arcHours[arc]! > model.ceiling[csm]!) return false;
  for (let k = rowOfArcStart[arc]!; k < rowOfArcStart[arc + 1]!; k++)
    if (rowCoef[k]! > 0 && activity[rowOfArc[k]!]! + rowCoef[k]! > model.limitAt[rowOfArc[k]!]!) return false;
  const { start, items } = model.limitsOfPair;
  for (let k = pairOfArcStart[arc]!; k < pairOfArcStart[arc + 1]!; k++) {
    const pair = pairOfArc[k]!;
    if (state.pairUse[pair]! > 0) continue;
    for (let e = start[pair]!; e < start[pair + 1]!; e++)
      if (activity[items[e]!]! + 1 > model.limitAt[items[e]!]!) return false;
  }
  return true;
}

function insertByRegret(state: SearchState, units: readonly number[]): void {
  const regret = new Float64Array(state.model.unitCount);
  let waiting = [...units];
  while (waiting.length > 0) {
    for (const unit of waiting) regret[unit] = bestArcs(state, unit).regret;
    waiting.sort((u, v) => regret[v]! - regret[u]! || u - v);
    const now = Math.ceil(waiting.length * ROUND_SHARE);
    for (const unit of waiting.slice(0, now)) state.place(unit, bestArcs(state, unit).arc);
    waiting = waiting.slice(now);
  }
}

/** The cheapest arc of a unit that is not placed, and how much dearer the next one is. */
function bestArcs(state: SearchState, unit: number): { arc: number; regret: number } {
  const { arcStart } = state.model;
  let [arc, best, second] = [arcStart[unit]!, Infinity, Infinity];
  for (let a = arcStart[unit]!; a < arcStart[unit + 1]!; a++) {
    const delta = state.placeDelta(unit, a);
    if (delta < best) [arc, best, second] = [a, delta, best];
    else if (delta < second) second = delta;
  }
  return { arc, regret: second - best };
}
