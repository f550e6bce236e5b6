import type { Problem } from '../problem/problem.js';

/**
 * Dual ascent for "open pairs, then put every unit on its cheapest arc": each unit pays a value, each arc carries a
 * share of the cost of the pairs it opens (its links), and no pair is carried beyond its cost. The sum of the values
 * is a lower bound at any time; the links stay from one call to the next.
 * @see Erlenkotter (1978), A dual-based procedure for uncapacitated facility location
 */
export class PairAscent {
  readonly value: Float64Array;
  /** For each entry of `pairOfArc`. */
  readonly link: Float64Array;
  /** Pairs that the last `choose` opened. */
  readonly open: Uint8Array;
  private readonly slack: Float64Array;
  /** Units by their first AE, so that a pair's units follow each other. */
  private readonly order: Int32Array;
  private readonly tiny: number;
  /** Hours that each CSM has left while a plan is chosen. */
  private readonly room: Float64Array;
  private backwards = false;

  constructor(
    private readonly problem: Problem,
    private readonly dead: Uint8Array,
    /** Arcs whose prices differ by no more than this are as good as each other when a plan is chosen. */
    private readonly alike: number,
  ) {
    this.value = new Float64Array(problem.unitCount);
    this.link = new Float64Array(problem.pairOfArc.length);
    this.open = new Uint8Array(problem.pairCount);
    this.slack = new Float64Array(problem.pairCount);
    this.order = unitsByAe(problem);
    this.room = new Float64Array(problem.csmCount);
    const sum = problem.pairCost.reduce((s, c) => s + c, 0);
    this.tiny = 1e-7 * (sum > 0 ? sum / problem.pairCount : 1);
  }

  /** Raises the values as far as the links allow at these prices; returns their sum. */
  raise(arcPrice: Float64Array, pairPrice: Float64Array): number {
    this.fitLinks(pairPrice);
    this.slack.set(pairPrice);
    for (let u = 0; u < this.problem.unitCount; u++) this.settle(u, arcPrice);
    for (let p = 0; p < this.slack.length; p++) if (this.slack[p] < 0) this.slack[p] = 0;
    this.backwards = !this.backwards;
    let sum = 0;
    for (let i = 0; i < this.order.length; i++) {
      const u = this.order[this.backwards ? this.order.length - 1 - i : i];
      this.raiseUnit(u, arcPrice);
      sum += this.value[u];
    }
    return sum;
  }

  /** Scales the links of pairs that carry more than they now cost. */
  private fitLinks(pairPrice: Float64Array): void {
    const { pairOfArc } = this.problem;
    const { link, slack } = this;
    slack.fill(0);
    for (let k = 0; k < link.length; k++) slack[pairOfArc[k]] += link[k];
    let any = false;
    for (let p = 0; p < slack.length; p++) {
      const fits = slack[p] <= pairPrice[p];
      any ||= !fits;
      slack[p] = fits ? 1 : Math.max(0, pairPrice[p]) / slack[p];
    }
    if (any) for (let k = 0; k < link.length; k++) link[k] *= slack[pairOfArc[k]];
  }

  /** The unit's value at the present links; links that it does not need are given back. */
  private settle(u: number, arcPrice: Float64Array): void {
    const { arcStart, pairOfArcStart, pairOfArc } = this.problem;
    const { dead, link, slack } = this;
    let value = Infinity;
    for (let a = arcStart[u]; a < arcStart[u + 1]; a++) {
      if (dead[a]) continue;
      let price = arcPrice[a];
      for (let k = pairOfArcStart[a]; k < pairOfArcStart[a + 1]; k++) price += link[k];
      if (price < value) value = price;
    }
    this.value[u] = value;
    for (let a = arcStart[u]; a < arcStart[u + 1]; a++) {
      let need = dead[a] ? 0 : Math.max(0, value - arcPrice[a]);
      for (let k = pairOfArcStart[a]; k < pairOfArcStart[a + 1]; k++) {
        if (link[k] > need) link[k] = need;
        need -= link[k];
        slack[pairOfArc[k]] -= link[k];
      }
    }
  }

  private raiseUnit(u: number, arcPrice: Float64Array): void {
    const { arcStart, pairOfArcStart, pairOfArc } = this.problem;
    const { dead, link, slack } = this;
    const from = this.value[u];
    let to = Infinity;
    for (let a = arcStart[u]; a < arcStart[u + 1]; a++) {
      if (dead[a]) continue;
      const most = Math.max(from, arcPrice[a]) + this.uncarried(a);
      if (most < to) to = most;
    }
    if (to <= from) return;
    for (let a = arcStart[u]; a < arcStart[u + 1]; a++) {
      if (dead[a]) continue;
      let need = to - Math.max(from, arcPrice[a]);
      for (let k = pairOfArcStart[a]; k < pairOfArcStart[a + 1] && need > 0; k++) {
        const take = Math.min(need, slack[pairOfArc[k]]);
        slack[pairOfArc[k]] -= take;
        link[k] += take;
        need -= take;
      }
    }
    this.value[u] = to;
  }

  /** How much of its pairs' cost is not carried yet. */
  private uncarried(a: number): number {
    const { pairOfArcStart, pairOfArc } = this.problem;
    let sum = 0;
    for (let k = pairOfArcStart[a]; k < pairOfArcStart[a + 1]; k++) sum += this.slack[pairOfArc[k]];
    return sum;
  }

  /** A plan that fits the values (complementary slackness, nearly): writes each unit's arc, sets `open`. */
  choose(arcPrice: Float64Array, arcOf: Int32Array): void {
    this.open.fill(0);
    this.room.set(this.problem.ceiling);
    for (const u of this.order) this.openIfOnlyChoice(u, arcPrice);
    for (const u of this.order) this.openCheapest(u, arcPrice);
    for (const u of this.order) {
      arcOf[u] = this.cheapestOpen(u, arcPrice);
      this.openPairs(arcOf[u]);
      const csm = this.problem.arcCsm[arcOf[u]];
      if (csm >= 0) this.room[csm] -= this.problem.arcHours[arcOf[u]];
    }
  }

  private openIfOnlyChoice(u: number, arcPrice: Float64Array): void {
    const { arcStart } = this.problem;
    let only = -1;
    for (let a = arcStart[u]; a < arcStart[u + 1]; a++) {
      if (!this.isPaid(u, a, arcPrice)) continue;
      if (only >= 0) return;
      only = a;
    }
    if (only >= 0) this.openPairs(only);
  }

  private openCheapest(u: number, arcPrice: Float64Array): void {
    const { arcStart } = this.problem;
    let best = -1;
    for (let a = arcStart[u]; a < arcStart[u + 1]; a++) {
      if (this.dead[a] || arcPrice[a] > this.value[u] + this.tiny) continue;
      if (this.isOpen(a)) return;
      if (this.isPaid(u, a, arcPrice) && (best < 0 || arcPrice[a] < arcPrice[best])) best = a;
    }
    if (best >= 0) this.openPairs(best);
  }

  /** The cheapest arc whose pairs are open; among arcs that cost about the same, the one with the most room. */
  private cheapestOpen(u: number, arcPrice: Float64Array): number {
    const { arcStart } = this.problem;
    let least = Infinity;
    let fallback = -1;
    let fallbackPrice = Infinity;
    for (let a = arcStart[u]; a < arcStart[u + 1]; a++) {
      if (this.dead[a]) continue;
      if (this.isOpen(a)) {
        if (arcPrice[a] < least) least = arcPrice[a];
      } else if (arcPrice[a] + this.uncarried(a) < fallbackPrice) {
        fallback = a;
        fallbackPrice = arcPrice[a] + this.uncarried(a);
      }
    }
    return least < Infinity ? this.roomiest(u, arcPrice, least + this.alike) : fallback;
  }

  private roomiest(u: number, arcPrice: Float64Array, most: number): number {
    const { arcStart, arcCsm, ceiling } = this.problem;
    let best = -1;
    let bestRoom = -Infinity;
    for (let a = arcStart[u]; a < arcStart[u + 1]; a++) {
      if (this.dead[a] || arcPrice[a] > most || !this.isOpen(a)) continue;
      const csm = arcCsm[a];
      const room = csm < 0 ? 0 : this.room[csm] / Math.max(1, ceiling[csm]);
      if (room <= bestRoom) continue;
      best = a;
      bestRoom = room;
    }
    return best;
  }

  /** The unit pays for the arc, and the arc's pairs are carried in full. */
  private isPaid(u: number, a: number, arcPrice: Float64Array): boolean {
    return !this.dead[a] && arcPrice[a] <= this.value[u] + this.tiny && this.uncarried(a) <= 10 * this.tiny;
  }

  private isOpen(a: number): boolean {
    const { pairOfArcStart, pairOfArc, pairCost } = this.problem;
    for (let k = pairOfArcStart[a]; k < pairOfArcStart[a + 1]; k++) {
      if (!this.open[pairOfArc[k]] && pairCost[pairOfArc[k]] > 0) return false;
    }
    return true;
  }

  private openPairs(a: number): void {
    const { pairOfArcStart, pairOfArc } = this.problem;
    for (let k = pairOfArcStart[a]; k < pairOfArcStart[a + 1]; k++) this.open[pairOfArc[k]] = 1;
  }
}

function unitsByAe({ unitCount, arcStart, pairOfArcStart, pairOfArc, pairOwner }: Problem): Int32Array {
  const owner = new Int32Array(unitCount).fill(-1);
  for (let u = 0; u < unitCount; u++) {
    for (let a = arcStart[u]; a < arcStart[u + 1] && owner[u] < 0; a++) {
      if (pairOfArcStart[a + 1] > pairOfArcStart[a]) owner[u] = pairOwner[pairOfArc[pairOfArcStart[a]]];
    }
  }
  return Int32Array.from(owner.keys()).sort((u, v) => owner[u] - owner[v] || u - v);
}
