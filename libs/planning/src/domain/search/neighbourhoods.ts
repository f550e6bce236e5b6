import type { Rng } from '@bailiwick/kernel';
import { csmsAround, draw, unitsOf } from './csm-groups.js';
import type { SearchState } from './search-state.js';

/** A part of a problem that is small enough to be replanned exactly: these units, among these CSMs. */
export interface Neighbourhood {
  readonly kind: 'csms' | 'ae';
  /** The CSMs that lose or get units; ascending, nobody left out. */
  readonly csms: readonly number[];
  readonly units: readonly number[];
  /** Arcs of the units to the CSMs. */
  readonly arcs: number;
}

/** What became of a neighbourhood. */
export type NeighbourhoodResult = 'improved' | 'no-better' | 'too-hard';

const LEAST_CSMS = 3;
const MOST_CSMS = 9;
const AE_SHARE = 0.3;
/** Arcs of a neighbourhood to begin with, and the bounds within which that adapts. */
const ARCS = { first: 600, least: 100, most: 3000 } as const;
const GROW = 1.05;
const SHRINK = 0.7;

/**
 * Chooses neighbourhoods: 3 to 9 CSMs around one that is out of balance, who could serve each other's units, or all
 * units of one AE. Groups grow while they are solved and shrink when one is too hard; a CSM or AE whose
 * neighbourhoods bring nothing is chosen less.
 */
export class NeighbourhoodChooser {
  private size: number = ARCS.first;
  private readonly idle: Float64Array;
  private readonly idleAe: Float64Array;
  private readonly unitsOfAe: readonly (readonly number[])[];
  private readonly weights: Float64Array;
  private readonly aeWeights: Float64Array;

  constructor(
    private readonly state: SearchState,
    private readonly rng: Rng,
  ) {
    this.unitsOfAe = aeUnits(state);
    this.idle = new Float64Array(state.model.csmCount);
    this.idleAe = new Float64Array(this.unitsOfAe.length);
    this.weights = new Float64Array(state.model.csmCount);
    this.aeWeights = new Float64Array(this.unitsOfAe.length);
  }

  /** A neighbourhood without any of the CSMs in `taken`, or undefined when none with a choice was found. */
  next(taken: ReadonlySet<number>): Neighbourhood | undefined {
    const ae = this.rng.next() < AE_SHARE ? this.ofAe(taken) : undefined;
    return ae ?? this.ofCsms(taken);
  }

  report({ kind, csms, units }: Neighbourhood, result: NeighbourhoodResult): void {
    if (result === 'too-hard') this.size = Math.max(ARCS.least, this.size * SHRINK);
    else if (kind === 'csms') this.size = Math.min(ARCS.most, this.size * GROW);
    const idle = result === 'improved' ? () => 0 : (times: number) => times + 1;
    if (kind === 'csms') for (const csm of csms) this.idle[csm] = idle(this.idle[csm]!);
    else this.idleAe[this.aeOf(units)] = idle(this.idleAe[this.aeOf(units)]!);
    if (result === 'improved') for (const csm of csms) this.idle[csm] = 0;
  }

  private ofCsms(taken: ReadonlySet<number>): Neighbourhood | undefined {
    const { state, rng, weights } = this;
    const mean = state.csmPoints.reduce((sum, points) => sum + points, 0) / state.model.csmCount + 1e-9;
    for (let csm = 0; csm < weights.length; csm++)
      weights[csm] = taken.has(csm) ? 0 : (state.csmPoints[csm]! + mean) / (1 + this.idle[csm]!) ** 2;
    const first = draw(rng, weights);
    if (first < 0) return undefined;
    const around = csmsAround(state, rng, first, MOST_CSMS).filter((csm) => !taken.has(csm));
    let chosen = this.among('csms', around.slice(0, LEAST_CSMS));
    for (let size = LEAST_CSMS + 1; size <= around.length; size++) {
      const larger = this.among('csms', around.slice(0, size));
      if (larger.arcs > this.size && chosen.arcs > chosen.units.length) break;
      chosen = larger;
    }
    return chosen.arcs > chosen.units.length ? chosen : undefined;
  }

  private ofAe(taken: ReadonlySet<number>): Neighbourhood | undefined {
    const { state, aeWeights, unitsOfAe } = this;
    unitsOfAe.forEach((units, ae) => (aeWeights[ae] = units.length / (1 + this.idleAe[ae]!) ** 2));
    const ae = draw(this.rng, aeWeights);
    if (ae < 0) return undefined;
    const csms = new Set<number>();
    let arcs = 0;
    for (const unit of unitsOfAe[ae]!)
      for (let a = state.model.arcStart[unit]!; a < state.model.arcStart[unit + 1]!; a++, arcs++)
        csms.add(state.model.arcCsm[a]!);
    csms.delete(state.model.csmCount);
    const free = ![...csms].some((csm) => taken.has(csm));
    return free && arcs <= 2 * ARCS.most
      ? { kind: 'ae', csms: sorted(csms), units: unitsOfAe[ae]!, arcs }
      : undefined;
  }

  private among(kind: Neighbourhood['kind'], csms: readonly number[]): Neighbourhood {
    const { model } = this.state;
    const group = new Set(csms);
    const units: number[] = [];
    let arcs = 0;
    for (const unit of unitsOf(this.state, csms)) {
      let own = 0;
      for (let a = model.arcStart[unit]!; a < model.arcStart[unit + 1]!; a++)
        if (group.has(model.arcCsm[a]!) || model.arcCsm[a] === model.csmCount) own++;
      if (own < 2) continue;
      units.push(unit);
      arcs += own;
    }
    return { kind, csms: sorted(csms), units, arcs };
  }

  private aeOf(units: readonly number[]): number {
    return this.unitsOfAe.indexOf(units);
  }
}

/** For each AE the units with a choice that have an arc with a pair of it. */
function aeUnits({ model }: SearchState): number[][] {
  const { pairOfArcStart, pairOfArc, pairKind, pairOwner } = model.problem;
  const lists: number[][] = [];
  for (const unit of model.freeUnits)
    for (
      let k = pairOfArcStart[model.arcStart[unit]!]!;
      k < pairOfArcStart[model.arcStart[unit + 1]!]!;
      k++
    ) {
      if (pairKind[pairOfArc[k]!] !== 0) continue;
      const list = (lists[pairOwner[pairOfArc[k]!]!] ??= []);
      if (list[list.length - 1] !== unit) list.push(unit);
    }
  return Array.from(lists, (list) => list ?? []);
}

function sorted(csms: Iterable<number>): number[] {
  return [...csms].sort((a, b) => a - b);
}
