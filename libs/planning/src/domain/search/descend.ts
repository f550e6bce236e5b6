import type { Moves } from './moves.js';
import type { SearchState } from './search-state.js';

/** Points by which a step must improve: less is rounding. */
const EPSILON = 1e-7;

/** With more arcs than this, looking at every swap takes longer than it is worth. */
const MOST_SWAP_ARCS = 250_000;

/**
 * Takes improving shifts, pair moves and, where there are not too many arcs, swaps until there is none.
 * @returns false when `deadline` ended it before.
 */
export function descend(state: SearchState, moves: Moves, deadline: () => boolean = () => false): boolean {
  const swaps = state.model.arcCost.length <= MOST_SWAP_ARCS ? new SwapScan(state) : undefined;
  for (let improved = true; improved;) {
    improved = descendShifts(state);
    if (deadline()) return false;
    improved = movePairs(state, moves) || improved;
    if (deadline()) return false;
    improved = swaps?.run(deadline) || improved;
    if (deadline()) return false;
  }
  return true;
}

/** Each unit in turn takes its best arc, until all have it; returns whether anything improved. */
export function descendShifts(state: SearchState): boolean {
  const { freeUnits, arcStart } = state.model;
  let improved = false;
  for (let again = true; again; improved ||= again) {
    again = false;
    for (const unit of freeUnits) {
      let [best, to] = [-EPSILON, -1];
      for (let arc = arcStart[unit]!; arc < arcStart[unit + 1]!; arc++) {
        const delta = arc === state.arcOf[unit] ? Infinity : state.shiftDelta(unit, arc, best);
        if (delta < best) [best, to] = [delta, arc];
      }
      if (to < 0) continue;
      state.shift(unit, to);
      again = true;
    }
  }
  return improved;
}

function movePairs(state: SearchState, moves: Moves): boolean {
  const { problem, unitOfEntry, arcStart, arcCsm } = state.model;
  let improved = false;
  for (let pair = 0; pair < problem.pairCount; pair++) {
    if (problem.pairKind[pair] !== 0 || state.pairUse[pair] === 0) continue;
    const unit = unitOfEntry[state.pairHead[pair]!]!;
    for (let arc = arcStart[unit]!; arc < arcStart[unit + 1]! && state.pairUse[pair]! > 0; arc++)
      if (arcCsm[arc] !== problem.pairCsm[pair])
        improved = moves.movePairTo(pair, arcCsm[arc]!, -EPSILON) || improved;
  }
  return improved;
}

interface Candidate {
  readonly unit: number;
  readonly arc: number;
  /** No swap of the unit for another costs less than this plus the other's, before loads and limits. */
  readonly least: number;
}

/** Swaps between every two CSMs, leaving out twos of which neither has changed since it was last scanned. */
class SwapScan {
  private step = 1;
  private readonly csms: number;
  private readonly changedAt: Int32Array;
  private readonly scannedAt: Int32Array;

  constructor(private readonly state: SearchState) {
    this.csms = state.model.csmCount + 1;
    this.changedAt = new Int32Array(this.csms);
    this.scannedAt = new Int32Array(this.csms * this.csms).fill(-1);
  }

  run(deadline: () => boolean): boolean {
    this.changedAt.fill(this.step++);
    let improved = false;
    for (let here = 0; here < this.csms; here++) {
      if (deadline()) return improved;
      for (let there = here + 1; there < this.csms; there++)
        while (this.stale(here, there) && this.bestSwap(here, there)) improved = true;
    }
    return improved;
  }

  private stale(here: number, there: number): boolean {
    return (
      Math.max(this.changedAt[here]!, this.changedAt[there]!) > this.scannedAt[here * this.csms + there]!
    );
  }

  private bestSwap(here: number, there: number): boolean {
    const { state } = this;
    this.scannedAt[here * this.csms + there] = this.step++;
    const [going, coming] = [this.candidates(here, there), this.candidates(there, here)];
    const room = state.csmPoints[here]! + state.csmPoints[there]! + state.limitPenalty;
    let best = -EPSILON;
    let found: readonly [Candidate, Candidate] | undefined;
    for (const go of going)
      for (const come of coming) {
        if (go.least + come.least - room >= best) break;
        const delta = state.swapDelta(go.unit, go.arc, come.unit, come.arc, best);
        if (delta < best) [best, found] = [delta, [go, come]];
      }
    if (!found) return false;
    state.swap(found[0].unit, found[0].arc, found[1].unit, found[1].arc);
    this.changedAt[here] = this.changedAt[there] = this.step++;
    return true;
  }

  private candidates(from: number, to: number): Candidate[] {
    const { state } = this;
    const list: Candidate[] = [];
    for (const unit of state.members[from]!.subarray(0, state.memberCount[from])) {
      const arc = state.model.arcTo(unit, to);
      if (arc >= 0) list.push({ unit, arc, least: state.arcAndPairDelta(unit, arc) });
    }
    return list.sort((a, b) => a.least - b.least || a.unit - b.unit);
  }
}
