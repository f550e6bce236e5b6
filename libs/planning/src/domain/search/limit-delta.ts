import type { SearchModel } from './search-model.js';

/** What limits are loaded with now, as a search state keeps it. */
export interface LimitUse {
  readonly activity: Float64Array;
  /** Points per unit of violation of each limit. */
  readonly limitPrice: Float64Array;
  readonly pairUse: Int32Array;
}

/**
 * The change of the limits' penalties when some units change arcs, without changing anything: `begin`, then `leave`
 * and `enter` for each arc in any order, then `penalty`. Exact also where several of the arcs touch one limit or
 * one pair.
 */
export class LimitDelta {
  private stamp = 0;
  private limitsTouched = 0;
  private pairsTouched = 0;
  private readonly limitStamp: Int32Array;
  private readonly limitShift: Float64Array;
  private readonly touchedLimits: Int32Array;
  private readonly pairStamp: Int32Array;
  private readonly pairShift: Int32Array;
  private readonly touchedPairs: Int32Array;

  constructor(
    private readonly model: SearchModel,
    private readonly use: LimitUse,
  ) {
    const { limitCount, hasPairCeilings, problem } = model;
    const pairs = hasPairCeilings ? problem.pairCount : 0;
    this.limitStamp = new Int32Array(limitCount);
    this.limitShift = new Float64Array(limitCount);
    this.touchedLimits = new Int32Array(limitCount);
    this.pairStamp = new Int32Array(pairs);
    this.pairShift = new Int32Array(pairs);
    this.touchedPairs = new Int32Array(pairs);
  }

  begin(): void {
    this.stamp++;
    this.limitsTouched = 0;
    this.pairsTouched = 0;
  }

  leave(arc: number): void {
    this.touchArc(arc, -1);
  }

  enter(arc: number): void {
    this.touchArc(arc, 1);
  }

  /** Points of penalty after the change minus those before it. */
  penalty(): number {
    this.pairsIntoLimits();
    const { activity, limitPrice } = this.use;
    const { limitAt } = this.model;
    let points = 0;
    for (let k = 0; k < this.limitsTouched; k++) {
      const limit = this.touchedLimits[k]!;
      const before = activity[limit]! - limitAt[limit]!;
      const after = before + this.limitShift[limit]!;
      points += limitPrice[limit]! * ((after > 0 ? after : 0) - (before > 0 ? before : 0));
    }
    return points;
  }

  private touchArc(arc: number, sign: 1 | -1): void {
    const { rowOfArcStart, rowOfArc, rowCoef, pairOfArcStart, pairOfArc } = this.model.problem;
    for (let k = rowOfArcStart[arc]!; k < rowOfArcStart[arc + 1]!; k++)
      this.touchLimit(rowOfArc[k]!, sign * rowCoef[k]!);
    if (!this.model.hasPairCeilings) return;
    for (let k = pairOfArcStart[arc]!; k < pairOfArcStart[arc + 1]!; k++) this.touchPair(pairOfArc[k]!, sign);
  }

  private touchLimit(limit: number, by: number): void {
    if (this.limitStamp[limit] !== this.stamp) {
      this.limitStamp[limit] = this.stamp;
      this.limitShift[limit] = 0;
      this.touchedLimits[this.limitsTouched++] = limit;
    }
    this.limitShift[limit]! += by;
  }

  private touchPair(pair: number, by: number): void {
    if (this.pairStamp[pair] !== this.stamp) {
      this.pairStamp[pair] = this.stamp;
      this.pairShift[pair] = 0;
      this.touchedPairs[this.pairsTouched++] = pair;
    }
    this.pairShift[pair]! += by;
  }

  private pairsIntoLimits(): void {
    const { start, items } = this.model.limitsOfPair;
    for (let k = 0; k < this.pairsTouched; k++) {
      const pair = this.touchedPairs[k]!;
      const before = this.use.pairUse[pair]!;
      const after = before + this.pairShift[pair]!;
      if (before > 0 === after > 0) continue;
      for (let e = start[pair]!; e < start[pair + 1]!; e++) this.touchLimit(items[e]!, after > 0 ? 1 : -1);
    }
  }
}
