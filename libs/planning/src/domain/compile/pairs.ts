import type { PairCeiling } from '../problem/problem.js';
import { avpPairPoints, pairPoints, todaysPairs } from '../terms/pair.term.js';
import type { CompanyFacts } from './facts.js';
import type { Fixing } from './locks.js';
import type { Unit } from './units.js';

const AE = 0;
const AVP = 1;
const NONE: readonly number[] = [];

/** Numbers the (AE, person) and (AVP, person) pairs as arcs ask for them. */
export class PairsBuilder {
  private readonly index = new Map<number, number>();
  private readonly kind: number[] = [];
  private readonly owner: number[] = [];
  private readonly csm: number[] = [];
  private readonly cost: number[] = [];
  private readonly today: ReadonlySet<number>;

  constructor(private readonly facts: CompanyFacts) {
    this.today = todaysPairs(facts);
  }

  /** The pairs that a unit opens with a CSM, each once; none with a pool. */
  opened(unit: Unit, csm: number): readonly number[] {
    if (csm < 0 || this.facts.csms[csm]!.record.pool) return NONE;
    const pairs: number[] = [];
    const open = (kind: number, owner: number): void => {
      const pair = this.pair(kind, owner, csm);
      if (!pairs.includes(pair)) pairs.push(pair);
    };
    for (const m of unit.members) if (m.ae >= 0) open(AE, m.ae);
    for (const m of unit.members) if (m.avp >= 0) open(AVP, m.avp);
    return pairs;
  }

  isInTodaysBook(ae: number, csm: number): boolean {
    return this.today.has(ae * this.facts.csms.length + csm);
  }

  /** Ceilings on distinct AE pairs; each yields to the pairs that pins and locks keep open. */
  ceilings(units: readonly Unit[], fixings: readonly (Fixing | undefined)[]): PairCeiling[] {
    const { maxCsmsPerAe, maxAesPerCsm } = this.facts.input.policy.pairing;
    const fixed = new Set<number>();
    units.forEach((unit, u) => {
      const fixing = fixings[u];
      if (fixing) for (const p of this.opened(unit, fixing.csm)) if (this.kind[p] === AE) fixed.add(p);
    });
    const ceilings: PairCeiling[] = [];
    if (maxCsmsPerAe !== null)
      this.by(this.owner).forEach((pairs, ae) =>
        ceilings.push(ceiling('csms-per-ae', this.facts.aeIds[ae]!, maxCsmsPerAe, pairs, fixed)),
      );
    if (maxAesPerCsm !== null)
      this.by(this.csm).forEach((pairs, csm) =>
        ceilings.push(ceiling('aes-per-csm', this.facts.csms[csm]!.record.csmId, maxAesPerCsm, pairs, fixed)),
      );
    return ceilings;
  }

  build() {
    return {
      pairCount: this.kind.length,
      pairCost: Float64Array.from(this.cost),
      pairKind: Uint8Array.from(this.kind),
      pairOwner: Int32Array.from(this.owner),
      pairCsm: Int32Array.from(this.csm),
    };
  }

  private pair(kind: number, owner: number, csm: number): number {
    const { csms, aeIds, input } = this.facts;
    const key = (kind === AE ? owner : aeIds.length + owner) * csms.length + csm;
    let pair = this.index.get(key);
    if (pair === undefined) {
      pair = this.kind.length;
      this.index.set(key, pair);
      this.kind.push(kind);
      this.owner.push(owner);
      this.csm.push(csm);
      const points =
        kind === AE ? pairPoints(this.isInTodaysBook(owner, csm), input.policy) : avpPairPoints(input.policy);
      this.cost.push(points);
    }
    return pair;
  }

  /** AE pairs by AE or by CSM. */
  private by(subject: readonly number[]): Map<number, number[]> {
    const groups = new Map<number, number[]>();
    this.kind.forEach((kind, p) => {
      if (kind !== AE) return;
      const group = groups.get(subject[p]!);
      if (group) group.push(p);
      else groups.set(subject[p]!, [p]);
    });
    return groups;
  }
}

function ceiling(
  kind: PairCeiling['kind'],
  subject: string,
  limit: number,
  pairs: readonly number[],
  fixed: ReadonlySet<number>,
): PairCeiling {
  const kept = pairs.filter((p) => fixed.has(p)).length;
  return { kind, subject, limit: Math.max(limit, kept), pairs: Int32Array.from(pairs) };
}
