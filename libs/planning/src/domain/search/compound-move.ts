import { LimitDelta } from './limit-delta.js';
import type { SearchState } from './search-state.js';

/**
 * A change of several units' arcs at once: `begin`, `add` for each unit (each once), `delta`, and then `apply` or
 * nothing. Exact for any set of units; the state changes only in `apply`.
 */
export class CompoundMove {
  /** How many units change. */
  size = 0;
  private stamp = 0;
  private arcPoints = 0;
  private csmsTouched = 0;
  private pairsTouched = 0;
  private readonly units: Int32Array;
  private readonly arcs: Int32Array;
  private readonly csmStamp: Int32Array;
  private readonly touchedCsms: Int32Array;
  private readonly cellShift: Float64Array;
  private readonly pairStamp: Int32Array;
  private readonly pairShift: Int32Array;
  private readonly touchedPairs: Int32Array;
  private readonly limits: LimitDelta;

  constructor(private readonly state: SearchState) {
    const { unitCount, csmCount, quantities, problem } = state.model;
    this.units = new Int32Array(unitCount);
    this.arcs = new Int32Array(unitCount);
    this.csmStamp = new Int32Array(csmCount + 1);
    this.touchedCsms = new Int32Array(csmCount + 1);
    this.cellShift = new Float64Array((csmCount + 1) * quantities);
    this.pairStamp = new Int32Array(problem.pairCount);
    this.pairShift = new Int32Array(problem.pairCount);
    this.touchedPairs = new Int32Array(problem.pairCount);
    this.limits = new LimitDelta(state.model, state);
  }

  begin(): void {
    this.stamp++;
    this.size = 0;
    this.arcPoints = 0;
    this.csmsTouched = 0;
    this.pairsTouched = 0;
    this.limits.begin();
  }

  /** `unit` goes to its arc `arc`. */
  add(unit: number, arc: number): void {
    const { arcCost, limitCount } = this.state.model;
    const old = this.state.arcOf[unit]!;
    this.units[this.size] = unit;
    this.arcs[this.size++] = arc;
    this.arcPoints += arcCost[arc]! - arcCost[old]!;
    this.carry(unit, old, -1);
    this.carry(unit, arc, 1);
    if (limitCount === 0) return;
    this.limits.leave(old);
    this.limits.enter(arc);
  }

  /** The delta of the whole change. */
  delta(): number {
    const { model, pairUse } = this.state;
    let delta = this.arcPoints;
    for (let k = 0; k < this.pairsTouched; k++) {
      const pair = this.touchedPairs[k]!;
      const before = pairUse[pair]!;
      const after = before + this.pairShift[pair]!;
      if (before > 0 !== after > 0)
        delta += after > 0 ? model.problem.pairCost[pair]! : -model.problem.pairCost[pair]!;
    }
    for (let k = 0; k < this.csmsTouched; k++) {
      const first = this.touchedCsms[k]! * model.quantities;
      for (let cell = first; cell < first + model.quantities; cell++)
        if (this.cellShift[cell] !== 0) delta += this.state.cellDelta(cell, this.cellShift[cell]!);
    }
    return model.limitCount ? delta + this.limits.penalty() : delta;
  }

  apply(): void {
    for (let k = 0; k < this.size; k++) this.state.detach(this.units[k]!);
    for (let k = 0; k < this.size; k++) this.state.attach(this.units[k]!, this.arcs[k]!);
    for (let k = 0; k < this.csmsTouched; k++) this.state.refresh(this.touchedCsms[k]!);
  }

  private carry(unit: number, arc: number, sign: 1 | -1): void {
    const { arcCsm, arcHours, quantities, otherLoads, problem } = this.state.model;
    const first = this.touchCsm(arcCsm[arc]!) * quantities;
    this.cellShift[first]! += sign * arcHours[arc]!;
    for (let q = 1; q < quantities; q++)
      this.cellShift[first + q]! += sign * otherLoads[unit * (quantities - 1) + q - 1]!;
    for (let k = problem.pairOfArcStart[arc]!; k < problem.pairOfArcStart[arc + 1]!; k++)
      this.touchPair(problem.pairOfArc[k]!, sign);
  }

  private touchCsm(csm: number): number {
    if (this.csmStamp[csm] === this.stamp) return csm;
    const { quantities } = this.state.model;
    this.csmStamp[csm] = this.stamp;
    this.touchedCsms[this.csmsTouched++] = csm;
    for (let cell = csm * quantities; cell < (csm + 1) * quantities; cell++) this.cellShift[cell] = 0;
    return csm;
  }

  private touchPair(pair: number, by: number): void {
    if (this.pairStamp[pair] !== this.stamp) {
      this.pairStamp[pair] = this.stamp;
      this.pairShift[pair] = 0;
      this.touchedPairs[this.pairsTouched++] = pair;
    }
    this.pairShift[pair]! += by;
  }
}
