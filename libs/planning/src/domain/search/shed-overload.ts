import { fits } from './construct.js';
import type { SearchState } from './search-state.js';

/**
 * Lets every CSM above the ceiling give units away, large ones first, each to the cheapest CSM that has room, or to
 * nobody; where nobody has, to one who can make room by giving another unit away. For a search that was ended before
 * it had found a feasible solution: a few passes, not a search itself.
 */
export function shedOverload(state: SearchState): void {
  const { csmCount } = state.model;
  for (const give of [giveAway, giveInTurn]) {
    for (let csm = 0; csm < csmCount; csm++)
      for (const unit of largestFirst(state, csm)) {
        if (state.overCeiling(csm) === 0) break;
        give(state, unit);
      }
  }
}

/** Moves a unit to the cheapest CSM that has room. @returns false when none has: then it stays where it is */
function giveAway(state: SearchState, unit: number, never = -1): boolean {
  const { arcStart, arcCsm } = state.model;
  const present = state.arcOf[unit]!;
  const csm = arcCsm[present]!;
  state.detach(unit);
  state.refresh(csm);
  let [best, least] = [present, Infinity];
  for (let arc = arcStart[unit]!; arc < arcStart[unit + 1]!; arc++) {
    if (arcCsm[arc] === csm || arcCsm[arc] === never || !fits(state, arc)) continue;
    const delta = state.placeDelta(unit, arc);
    if (delta < least) [best, least] = [arc, delta];
  }
  put(state, unit, best);
  return best !== present;
}

/** Moves a unit to a CSM who gives another one away for it. */
function giveInTurn(state: SearchState, unit: number): boolean {
  const { arcStart, arcCsm } = state.model;
  const present = state.arcOf[unit]!;
  const from = arcCsm[present]!;
  for (let arc = arcStart[unit]!; arc < arcStart[unit + 1]!; arc++) {
    const to = arcCsm[arc]!;
    if (to === from) continue;
    for (const other of largestFirst(state, to)) {
      const before = state.arcOf[other]!;
      if (!giveAway(state, other, from)) continue;
      state.detach(unit);
      state.refresh(from);
      if (fits(state, arc)) {
        put(state, unit, arc);
        return true;
      }
      put(state, unit, present);
      takeBack(state, other, before);
    }
  }
  return false;
}

function takeBack(state: SearchState, unit: number, arc: number): void {
  const csm = state.model.arcCsm[state.arcOf[unit]!]!;
  state.detach(unit);
  state.refresh(csm);
  put(state, unit, arc);
}

function put(state: SearchState, unit: number, arc: number): void {
  state.attach(unit, arc);
  state.refresh(state.model.arcCsm[arc]!);
}

function largestFirst(state: SearchState, csm: number): readonly number[] {
  const { arcHours } = state.model;
  const hours = (unit: number): number => arcHours[state.arcOf[unit]!]!;
  const units = [...state.members[csm]!.subarray(0, state.memberCount[csm]!)];
  return units.sort((u, v) => hours(v) - hours(u) || u - v);
}
