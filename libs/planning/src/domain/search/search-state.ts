import type { Problem, Solution } from '../problem/problem.js';
import { LimitDelta } from './limit-delta.js';
import { SearchModel } from './search-model.js';

/**
 * A solution with everything that is needed to price a change of it in a few steps. Hard limits are priced: `points`
 * is the true objective, `penalty` what the violated limits cost at their present prices, and every delta is of
 * the sum of both. Deltas allocate nothing and change nothing.
 */
export class SearchState {
  readonly model: SearchModel;
  /** The arc of each unit; −1 = not placed (only while a solution is being constructed). */
  readonly arcOf: Solution;
  /** What each cell carries and costs, ceilings' penalty included. */
  readonly load: Float64Array;
  readonly cellPoints: Float64Array;
  /** The sum of `cellPoints` of each CSM. */
  readonly csmPoints: Float64Array;
  readonly pairUse: Int32Array;
  /** The units whose arc opens a pair, as a linked list of entries of `pairOfArc`; −1 ends it. */
  readonly pairHead: Int32Array;
  readonly entryNext: Int32Array;
  readonly activity: Float64Array;
  readonly limitPrice: Float64Array;
  readonly ceilingPrice: Float64Array;
  /** The units of each CSM, nobody included: the first `memberCount[csm]` of `members[csm]`. */
  readonly members: Int32Array[];
  readonly memberCount: Int32Array;
  /** 1 for each arc that some unit took since a caller last wrote 0. */
  readonly visited: Uint8Array;
  /** Penalty of rows and pair ceilings (the hours ceilings' is in `cellPoints`). */
  limitPenalty = 0;
  private arcAndPairPoints = 0;
  /** Units that changed since `mark`, with the arcs they had. */
  private changed = 0;
  private epoch = 0;
  private readonly changedUnit: Int32Array;
  private readonly changedFrom: Int32Array;
  private readonly changedIn: Int32Array;
  private readonly entryPrevious: Int32Array;
  private readonly memberAt: Int32Array;
  private readonly slope: Float64Array;
  private readonly limits: LimitDelta;

  constructor(source: Problem | SearchModel) {
    const model = source instanceof SearchModel ? source : new SearchModel(source);
    const csms = model.csmCount + 1;
    this.model = model;
    this.arcOf = new Int32Array(model.unitCount).fill(-1);
    this.load = new Float64Array(csms * model.quantities);
    this.cellPoints = new Float64Array(csms * model.quantities);
    this.csmPoints = new Float64Array(csms);
    this.pairUse = new Int32Array(model.problem.pairCount);
    this.pairHead = new Int32Array(model.problem.pairCount).fill(-1);
    this.entryNext = new Int32Array(model.problem.pairOfArc.length);
    this.entryPrevious = new Int32Array(model.problem.pairOfArc.length);
    this.activity = new Float64Array(model.limitCount);
    this.limitPrice = new Float64Array(model.limitCount);
    this.ceilingPrice = new Float64Array(csms);
    this.members = Array.from({ length: csms }, () => new Int32Array(16));
    this.memberCount = new Int32Array(csms);
    this.visited = new Uint8Array(model.arcCost.length);
    this.changedUnit = new Int32Array(model.unitCount);
    this.changedFrom = new Int32Array(model.unitCount);
    this.changedIn = new Int32Array(model.unitCount).fill(-1);
    this.memberAt = new Int32Array(model.unitCount);
    this.slope = model.above.slope.slice();
    this.limits = new LimitDelta(model, this);
    this.refreshAll();
  }

  /** The objective without penalties. */
  get points(): number {
    let sum = this.arcAndPairPoints;
    for (let csm = 0; csm < this.model.csmCount; csm++)
      sum += this.csmPoints[csm]! - this.ceilingPrice[csm]! * this.overCeiling(csm);
    return sum;
  }

  /** What the violated limits cost at their present prices. */
  get penalty(): number {
    let sum = this.limitPenalty;
    for (let csm = 0; csm < this.model.csmCount; csm++)
      sum += this.ceilingPrice[csm]! * this.overCeiling(csm);
    return sum;
  }

  /** True when no limit is violated. */
  get feasible(): boolean {
    for (let csm = 0; csm < this.model.csmCount; csm++) if (this.overCeiling(csm) > 0) return false;
    for (let l = 0; l < this.model.limitCount; l++) if (this.overLimit(l) > 0) return false;
    return true;
  }

  /** Hundredths of hours of `csm` above its ceiling. */
  overCeiling(csm: number): number {
    return Math.max(0, this.load[csm * this.model.quantities]! - this.model.ceiling[csm]!);
  }

  /** By how much a row or pair ceiling is violated. */
  overLimit(limit: number): number {
    return Math.max(0, this.activity[limit]! - this.model.limitAt[limit]!);
  }

  /** Takes over `solution` and recomputes everything from it. */
  reset(solution: Solution): void {
    this.memberCount.fill(0);
    this.load.fill(0);
    this.pairUse.fill(0);
    this.pairHead.fill(-1);
    this.activity.fill(0);
    this.limitPenalty = 0;
    this.arcAndPairPoints = 0;
    for (let unit = 0; unit < solution.length; unit++)
      if (solution[unit]! >= 0) this.attach(unit, solution[unit]!);
    this.refreshAll();
  }

  /** Sets the prices of violations: points for each typical unit of each ceiling and limit. */
  price(points: (limit: number, csm: number) => number): void {
    const { model } = this;
    for (let csm = 0; csm < model.csmCount; csm++) {
      this.ceilingPrice[csm] = points(-1, csm) / model.hoursScale;
      this.slope[model.ceilingPiece[csm]!] = this.ceilingPrice[csm]!;
    }
    for (let l = 0; l < model.limitCount; l++) this.limitPrice[l] = points(l, -1) / model.limitScale[l]!;
    this.refreshAll();
  }

  /**
   * The delta of moving `unit` to its arc `arc` (another than its present one), or Infinity when that is certainly
   * more than `most`.
   */
  shiftDelta(unit: number, arc: number, most: number): number {
    const { arcCsm, quantities, limitCount } = this.model;
    const old = this.arcOf[unit]!;
    const from = arcCsm[old]!;
    const to = arcCsm[arc]!;
    let delta = this.arcAndPairDelta(unit, arc);
    if (delta - this.csmPoints[from]! - this.csmPoints[to]! - this.limitPenalty > most) return Infinity;
    delta += this.cellDelta(from * quantities, -this.model.arcHours[old]!);
    delta += this.cellDelta(to * quantities, this.model.arcHours[arc]!);
    for (let q = 1; q < quantities; q++) {
      const load = this.model.otherLoads[unit * (quantities - 1) + q - 1]!;
      if (load === 0) continue;
      delta += this.cellDelta(from * quantities + q, -load) + this.cellDelta(to * quantities + q, load);
    }
    return limitCount ? delta + this.limitShiftDelta(old, arc) : delta;
  }

  /** The part of `shiftDelta` that is arc and pair points. */
  arcAndPairDelta(unit: number, arc: number): number {
    const { arcCost } = this.model;
    const old = this.arcOf[unit]!;
    return arcCost[arc]! - arcCost[old]! + this.pairsOpened(arc) - this.pairsClosed(old);
  }

  /**
   * The delta of moving `unit` to its arc `arc`, and `partner`, who is there, to its arc `back`, which must be to
   * the CSM of `unit`; or Infinity when that is certainly more than `most`.
   */
  swapDelta(unit: number, arc: number, partner: number, back: number, most: number): number {
    const { arcCsm, arcCost, arcHours, quantities, limitCount, otherLoads } = this.model;
    const old = this.arcOf[unit]!;
    const away = this.arcOf[partner]!;
    const here = arcCsm[old]!;
    const there = arcCsm[arc]!;
    let delta = arcCost[arc]! - arcCost[old]! + arcCost[back]! - arcCost[away]!;
    delta += this.pairsExchanged(old, back) + this.pairsExchanged(away, arc);
    if (delta - this.csmPoints[here]! - this.csmPoints[there]! - this.limitPenalty > most) return Infinity;
    delta += this.cellDelta(here * quantities, arcHours[back]! - arcHours[old]!);
    delta += this.cellDelta(there * quantities, arcHours[arc]! - arcHours[away]!);
    const others = quantities - 1;
    for (let q = 0; q < others; q++) {
      const load = otherLoads[unit * others + q]! - otherLoads[partner * others + q]!;
      if (load === 0) continue;
      delta +=
        this.cellDelta(here * quantities + q + 1, -load) + this.cellDelta(there * quantities + q + 1, load);
    }
    return limitCount ? delta + this.limitSwapDelta(old, arc, away, back) : delta;
  }

  /** The delta of placing `unit`, which is not placed, on its arc `arc`. */
  placeDelta(unit: number, arc: number): number {
    const { arcCsm, arcCost, arcHours, quantities, limitCount, otherLoads } = this.model;
    const to = arcCsm[arc]! * quantities;
    let delta = arcCost[arc]! + this.pairsOpened(arc) + this.cellDelta(to, arcHours[arc]!);
    for (let q = 1; q < quantities; q++)
      delta += this.cellDelta(to + q, otherLoads[unit * (quantities - 1) + q - 1]!);
    if (!limitCount) return delta;
    this.limits.begin();
    this.limits.enter(arc);
    return delta + this.limits.penalty();
  }

  shift(unit: number, arc: number): void {
    const from = this.model.arcCsm[this.arcOf[unit]!]!;
    this.detach(unit);
    this.attach(unit, arc);
    this.refresh(from);
    this.refresh(this.model.arcCsm[arc]!);
  }

  swap(unit: number, arc: number, partner: number, back: number): void {
    this.detach(unit);
    this.detach(partner);
    this.attach(unit, arc);
    this.attach(partner, back);
    this.refresh(this.model.arcCsm[arc]!);
    this.refresh(this.model.arcCsm[back]!);
  }

  place(unit: number, arc: number): void {
    this.attach(unit, arc);
    this.refresh(this.model.arcCsm[arc]!);
  }

  /** From here on changes can be taken back by `rollBack`. */
  mark(): void {
    this.epoch++;
    this.changed = 0;
  }

  /** Puts every unit back where it was at the last `mark`. */
  rollBack(): void {
    const { arcCsm } = this.model;
    const count = this.changed;
    for (let k = 0; k < count; k++) {
      const unit = this.changedUnit[k]!;
      const csm = arcCsm[this.arcOf[unit]!]!;
      this.detach(unit);
      this.attach(unit, this.changedFrom[k]!);
      this.refresh(csm);
      this.refresh(arcCsm[this.changedFrom[k]!]!);
    }
    this.mark();
  }

  /** The cell's points with `by` added to its load, minus its points now. */
  cellDelta(cell: number, by: number): number {
    return this.pointsAt(cell, this.load[cell]! + by) - this.cellPoints[cell]!;
  }

  /** Takes `unit` off its arc; the CSM's cells are stale until `refresh`. */
  detach(unit: number): void {
    const { arcCsm, arcCost, arcHours, quantities, otherLoads, limitCount, problem } = this.model;
    const arc = this.arcOf[unit]!;
    const csm = arcCsm[arc]!;
    if (this.changedIn[unit] !== this.epoch) {
      this.changedIn[unit] = this.epoch;
      this.changedUnit[this.changed] = unit;
      this.changedFrom[this.changed++] = arc;
    }
    this.arcAndPairPoints -= arcCost[arc]!;
    for (let k = problem.pairOfArcStart[arc]!; k < problem.pairOfArcStart[arc + 1]!; k++) {
      const pair = problem.pairOfArc[k]!;
      this.unlink(pair, k);
      if (--this.pairUse[pair]! === 0) this.pairChanged(pair, -1);
    }
    if (limitCount) this.addRows(arc, -1);
    this.load[csm * quantities]! -= arcHours[arc]!;
    for (let q = 1; q < quantities; q++)
      this.load[csm * quantities + q]! -= otherLoads[unit * (quantities - 1) + q - 1]!;
    const list = this.members[csm]!;
    const last = list[--this.memberCount[csm]!]!;
    list[this.memberAt[unit]!] = last;
    this.memberAt[last] = this.memberAt[unit]!;
    this.arcOf[unit] = -1;
  }

  /** Puts `unit`, which is not placed, on `arc`; the CSM's cells are stale until `refresh`. */
  attach(unit: number, arc: number): void {
    const { arcCsm, arcCost, arcHours, quantities, otherLoads, limitCount, problem } = this.model;
    const csm = arcCsm[arc]!;
    this.arcAndPairPoints += arcCost[arc]!;
    for (let k = problem.pairOfArcStart[arc]!; k < problem.pairOfArcStart[arc + 1]!; k++) {
      const pair = problem.pairOfArc[k]!;
      this.link(pair, k);
      if (this.pairUse[pair]!++ === 0) this.pairChanged(pair, 1);
    }
    if (limitCount) this.addRows(arc, 1);
    this.load[csm * quantities]! += arcHours[arc]!;
    for (let q = 1; q < quantities; q++)
      this.load[csm * quantities + q]! += otherLoads[unit * (quantities - 1) + q - 1]!;
    this.addMember(csm, unit);
    this.arcOf[unit] = arc;
    this.visited[arc] = 1;
  }

  /** Reprices the cells of `csm` from their loads. */
  refresh(csm: number): void {
    const { quantities } = this.model;
    let sum = 0;
    for (let cell = csm * quantities; cell < (csm + 1) * quantities; cell++)
      sum += this.cellPoints[cell] = this.pointsAt(cell, this.load[cell]!);
    this.csmPoints[csm] = sum;
  }

  private refreshAll(): void {
    for (let csm = 0; csm <= this.model.csmCount; csm++) this.refresh(csm);
    this.limitPenalty = 0;
    for (let l = 0; l < this.model.limitCount; l++)
      this.limitPenalty += this.limitPrice[l]! * this.overLimit(l);
  }

  private pointsAt(cell: number, load: number): number {
    const { above, below } = this.model;
    let points = 0;
    for (let k = above.start[cell]!, end = above.start[cell + 1]!; k < end && load > above.at[k]!; k++)
      points += this.slope[k]! * (load - above.at[k]!);
    for (let k = below.start[cell]!, end = below.start[cell + 1]!; k < end && load < below.at[k]!; k++)
      points += below.slope[k]! * (below.at[k]! - load);
    return points;
  }

  private pairsOpened(arc: number): number {
    const { pairOfArcStart, pairOfArc, pairCost } = this.model.problem;
    let points = 0;
    for (let k = pairOfArcStart[arc]!; k < pairOfArcStart[arc + 1]!; k++)
      if (this.pairUse[pairOfArc[k]!] === 0) points += pairCost[pairOfArc[k]!]!;
    return points;
  }

  private pairsClosed(arc: number): number {
    const { pairOfArcStart, pairOfArc, pairCost } = this.model.problem;
    let points = 0;
    for (let k = pairOfArcStart[arc]!; k < pairOfArcStart[arc + 1]!; k++)
      if (this.pairUse[pairOfArc[k]!] === 1) points += pairCost[pairOfArc[k]!]!;
    return points;
  }

  /** Pair points when a unit leaves `old` and another takes `next`, both of one CSM; shared pairs stay as they are. */
  private pairsExchanged(old: number, next: number): number {
    const { pairOfArcStart, pairOfArc, pairCost } = this.model.problem;
    let points = 0;
    for (let k = pairOfArcStart[old]!; k < pairOfArcStart[old + 1]!; k++) {
      const pair = pairOfArc[k]!;
      if (this.pairUse[pair] === 1 && !this.opens(next, pair)) points -= pairCost[pair]!;
    }
    for (let k = pairOfArcStart[next]!; k < pairOfArcStart[next + 1]!; k++)
      if (this.pairUse[pairOfArc[k]!] === 0) points += pairCost[pairOfArc[k]!]!;
    return points;
  }

  /** Whether `arc` opens `pair`. */
  opens(arc: number, pair: number): boolean {
    const { pairOfArcStart, pairOfArc } = this.model.problem;
    for (let k = pairOfArcStart[arc]!; k < pairOfArcStart[arc + 1]!; k++)
      if (pairOfArc[k] === pair) return true;
    return false;
  }

  private limitShiftDelta(old: number, arc: number): number {
    this.limits.begin();
    this.limits.leave(old);
    this.limits.enter(arc);
    return this.limits.penalty();
  }

  private limitSwapDelta(old: number, arc: number, away: number, back: number): number {
    this.limits.begin();
    this.limits.leave(old);
    this.limits.enter(arc);
    this.limits.leave(away);
    this.limits.enter(back);
    return this.limits.penalty();
  }

  private pairChanged(pair: number, sign: 1 | -1): void {
    const { problem, limitsOfPair } = this.model;
    this.arcAndPairPoints += sign * problem.pairCost[pair]!;
    for (let k = limitsOfPair.start[pair]!; k < limitsOfPair.start[pair + 1]!; k++)
      this.addActivity(limitsOfPair.items[k]!, sign);
  }

  private addRows(arc: number, sign: 1 | -1): void {
    const { rowOfArcStart, rowOfArc, rowCoef } = this.model.problem;
    for (let k = rowOfArcStart[arc]!; k < rowOfArcStart[arc + 1]!; k++)
      this.addActivity(rowOfArc[k]!, sign * rowCoef[k]!);
  }

  private addActivity(limit: number, by: number): void {
    const before = this.overLimit(limit);
    this.activity[limit]! += by;
    this.limitPenalty += this.limitPrice[limit]! * (this.overLimit(limit) - before);
  }

  private link(pair: number, entry: number): void {
    const head = this.pairHead[pair]!;
    this.entryNext[entry] = head;
    this.entryPrevious[entry] = -1;
    if (head >= 0) this.entryPrevious[head] = entry;
    this.pairHead[pair] = entry;
  }

  private unlink(pair: number, entry: number): void {
    const [next, previous] = [this.entryNext[entry]!, this.entryPrevious[entry]!];
    if (previous >= 0) this.entryNext[previous] = next;
    else this.pairHead[pair] = next;
    if (next >= 0) this.entryPrevious[next] = previous;
  }

  private addMember(csm: number, unit: number): void {
    const count = this.memberCount[csm]!++;
    let list = this.members[csm]!;
    if (count === list.length) {
      list = new Int32Array(2 * count);
      list.set(this.members[csm]!);
      this.members[csm] = list;
    }
    list[count] = unit;
    this.memberAt[unit] = count;
  }
}
