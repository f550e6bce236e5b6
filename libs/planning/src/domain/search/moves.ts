import type { Rng } from '@bailiwick/kernel';
import { CompoundMove } from './compound-move.js';
import type { SearchState } from './search-state.js';

/** The most units that one move changes. */
const MAX_BLOCK = 64;

/**
 * The moves of the search. Each takes a unit and one of its other arcs as its seed, and is made when it costs at
 * most `most` points; it returns whether it was made.
 */
export class Moves {
  private readonly compound: CompoundMove;

  constructor(
    private readonly state: SearchState,
    private readonly rng: Rng,
  ) {
    this.compound = new CompoundMove(state);
  }

  /** The unit moves alone. */
  shift(unit: number, arc: number, most: number): boolean {
    if (this.state.shiftDelta(unit, arc, most) > most) return false;
    this.state.shift(unit, arc);
    return true;
  }

  /** The unit changes places with a unit of the arc's CSM. */
  swap(unit: number, arc: number, most: number): boolean {
    const { state } = this;
    const { arcCsm } = state.model;
    const partner = this.memberOf(arcCsm[arc]!);
    const back = partner < 0 ? -1 : state.model.arcTo(partner, arcCsm[state.arcOf[unit]!]!);
    if (back < 0 || state.swapDelta(unit, arc, partner, back, most) > most) return false;
    state.swap(unit, arc, partner, back);
    return true;
  }

  /** The unit ejects a unit of the arc's CSM, which goes elsewhere and may eject one that takes the unit's place. */
  chain(unit: number, arc: number, most: number): boolean {
    const { arcCsm } = this.state.model;
    const partner = this.memberOf(arcCsm[arc]!);
    const onward = partner < 0 ? -1 : this.otherArc(partner);
    if (onward < 0) return false;
    this.compound.begin();
    this.compound.add(unit, arc);
    this.compound.add(partner, onward);
    const last = this.memberOf(arcCsm[onward]!);
    const back =
      last < 0 || last === unit ? -1 : this.state.model.arcTo(last, arcCsm[this.state.arcOf[unit]!]!);
    if (back >= 0 && back !== this.state.arcOf[last]) this.compound.add(last, back);
    return this.finish(most);
  }

  /** All units of the unit's AE and CSM move to the arc's CSM, where they may. */
  movePair(unit: number, arc: number, most: number): boolean {
    const pair = this.pairOf(unit);
    return pair >= 0 && this.movePairTo(pair, this.state.model.arcCsm[arc]!, most);
  }

  /** All units whose arc opens `pair` move to `csm`, where they may. */
  movePairTo(pair: number, csm: number, most: number): boolean {
    this.compound.begin();
    return this.addPair(pair, csm) && this.finish(most);
  }

  /** The units of the unit's AE and CSM change places with those of another AE and the arc's CSM. */
  swapPairs(unit: number, arc: number, most: number): boolean {
    const { arcCsm, problem } = this.state.model;
    const partner = this.memberOf(arcCsm[arc]!);
    const [pair, other] = [this.pairOf(unit), partner < 0 ? -1 : this.pairOf(partner)];
    if (pair < 0 || other < 0 || problem.pairOwner[pair] === problem.pairOwner[other]) return false;
    this.compound.begin();
    if (!this.addPair(pair, problem.pairCsm[other]!) || !this.addPair(other, problem.pairCsm[pair]!))
      return false;
    return this.finish(most);
  }

  private finish(most: number): boolean {
    if (this.compound.delta() > most) return false;
    this.compound.apply();
    return true;
  }

  /** Adds all units of `pair` that may go to `csm`; false when there are too many or none. */
  private addPair(pair: number, csm: number): boolean {
    const { state, compound } = this;
    const { unitOfEntry } = state.model;
    if (state.pairUse[pair]! > MAX_BLOCK) return false;
    const before = compound.size;
    for (let entry = state.pairHead[pair]!; entry >= 0; entry = state.entryNext[entry]!) {
      const unit = unitOfEntry[entry]!;
      const arc = state.model.arcTo(unit, csm);
      if (arc >= 0) compound.add(unit, arc);
    }
    return compound.size > before;
  }

  private memberOf(csm: number): number {
    const count = this.state.memberCount[csm]!;
    return count === 0 ? -1 : this.state.members[csm]![this.rng.int(count)]!;
  }

  private otherArc(unit: number): number {
    const { arcStart } = this.state.model;
    const arc = arcStart[unit]! + this.rng.int(arcStart[unit + 1]! - arcStart[unit]!);
    return arc === this.state.arcOf[unit] ? -1 : arc;
  }

  /** A random AE pair that the unit's arc opens, or −1. */
  private pairOf(unit: number): number {
    const { pairOfArcStart, pairOfArc, pairKind } = this.state.model.problem;
    const arc = this.state.arcOf[unit]!;
    const count = pairOfArcStart[arc + 1]! - pairOfArcStart[arc]!;
    if (count === 0) return -1;
    const pair = pairOfArc[pairOfArcStart[arc]! + this.rng.int(count)]!;
    return pairKind[pair] === 0 ? pair : -1;
  }
}
