import type { BookPricer } from './book-pricer.js';
import { HOURS, penaltyAt } from './load-model.js';

const TOP = 2;
const GROUP = 1;
const SLOT = 0;
/** More changes than this are hopeless, and would be too deep to recurse into. */
const MOST_CHANGES = 2000;

/**
 * The exact cheapest book of a CSM by search: starting from what pays at the load prices, it tries every set of
 * changes (take or drop a slot, open or close a group or top) that costs less than a threshold, which grows until a
 * book is found or too many nodes were seen. What is proven by then is a valid bound either way.
 */
export class BookSearch {
  /** How much the cheapest book of each CSM costs at least, beyond `pricer.base`. */
  readonly gain: Float64Array;
  /** What the book found costs beyond `pricer.base`. */
  readonly surplus: Float64Array;
  /** Nodes of the last search of each CSM. */
  readonly nodes: Int32Array;
  /** 1 where the last search of the CSM was exact up to the tolerance. */
  readonly exact: Uint8Array;
  /** The book found: 1 for each slot and group in it. */
  readonly slotIn: Uint8Array;
  readonly groupIn: Uint8Array;
  private readonly topIn: Uint8Array;

  // The changes under consideration, in the order of the search: tops, groups, then slots by falling cost.
  private count = 0;
  private readonly kind: Uint8Array;
  private readonly item: Int32Array;
  private readonly cost: Float64Array;
  /** 1 if the change closes or drops. */
  private readonly drops: Uint8Array;
  /** The change that decides whether this one is possible; −1 = always possible. */
  private readonly above: Int32Array;
  /**
   * Opening a group or top in which nothing pays only makes sense together with the cheapest thing in it: the cost of
   * that is charged at once, and credited to the first thing that is taken.
   */
  private readonly credit: Float64Array;
  private readonly taken: Int32Array;
  /** Change of load, and the most that this and later changes can add or take away. */
  private readonly shift: Float64Array;
  private readonly rise: Float64Array;
  private readonly fall: Float64Array;
  private readonly made: Uint8Array;
  private readonly isOpen: Uint8Array;
  private readonly bestMade: Uint8Array;
  private readonly load: Float64Array;
  private readonly topChange: Int32Array;
  private readonly groupChange: Int32Array;
  private readonly nq: number;

  private csm = 0;
  private best = 0;
  private found = false;
  private budget = 0;

  constructor(private readonly pricer: BookPricer) {
    const { problem, books, loads } = pricer;
    this.nq = loads.used.length;
    this.gain = new Float64Array(problem.csmCount);
    this.surplus = new Float64Array(problem.csmCount);
    this.nodes = new Int32Array(problem.csmCount);
    this.exact = new Uint8Array(problem.csmCount);
    this.slotIn = new Uint8Array(books.slotArc.length);
    this.groupIn = new Uint8Array(books.groupPair.length);
    this.topIn = new Uint8Array(books.topPair.length);
    this.topChange = new Int32Array(books.topPair.length).fill(-1);
    this.groupChange = new Int32Array(books.groupPair.length).fill(-1);
    let most = 0;
    for (let j = 0; j < problem.csmCount; j++) {
      const [t0, t1] = [books.csmTop[j], books.csmTop[j + 1]];
      const [g0, g1] = [books.topGroup[t0], books.topGroup[t1]];
      most = Math.max(most, t1 - t0 + g1 - g0 + books.groupSlot[g1] - books.groupSlot[g0]);
    }
    this.kind = new Uint8Array(most);
    this.item = new Int32Array(most);
    this.cost = new Float64Array(most);
    this.drops = new Uint8Array(most);
    this.above = new Int32Array(most);
    this.credit = new Float64Array(most);
    this.taken = new Int32Array(most);
    this.made = new Uint8Array(most);
    this.isOpen = new Uint8Array(most);
    this.bestMade = new Uint8Array(most);
    this.shift = new Float64Array(most * this.nq);
    this.rise = new Float64Array((most + 1) * this.nq);
    this.fall = new Float64Array((most + 1) * this.nq);
    this.load = new Float64Array(this.nq);
  }

  /**
   * Searches CSM j's cheapest book after `pricer.evaluate(j)`; sets `gain`, and the book found.
   * @param tolerance points within which a better book is not looked for
   */
  run(j: number, tolerance: number, nodeLimit: number): void {
    this.csm = j;
    this.nodes[j] = 0;
    this.exact[j] = 1;
    this.takeWhatPays(j);
    const mismatch = this.mismatch(this.pricer.load, j * this.nq);
    const guess = this.gain[j];
    this.gain[j] = 0;
    this.surplus[j] = mismatch;
    if (mismatch <= tolerance) return;
    let threshold = Math.min(mismatch, 1.05 * guess + 2 * tolerance);
    for (;;) {
      this.collect(j, threshold);
      if (this.count > MOST_CHANGES) {
        this.exact[j] = 0;
        return this.forget();
      }
      this.found = false;
      this.best = threshold;
      this.budget = nodeLimit;
      this.load.set(this.pricer.load.subarray(j * this.nq, (j + 1) * this.nq));
      this.dive(0, 0, tolerance);
      this.nodes[j] += nodeLimit - this.budget;
      const complete = this.budget > 0;
      if (this.found) {
        this.takeBest(j);
        this.surplus[j] = this.best;
      }
      if (complete) this.gain[j] = Math.max(0, this.best - tolerance);
      else this.exact[j] = 0;
      this.forget();
      if (this.found || !complete || threshold >= mismatch) return;
      threshold = Math.min(mismatch, 2 * threshold);
    }
  }

  /** Σ penalty(load) − price · load − conjugate: what the loads cost beyond the bound. */
  private mismatch(load: Float64Array, offset: number): number {
    let sum = 0;
    for (let n = 0; n < this.nq; n++) sum += this.mismatchOf(n, load[offset + n]);
    return sum;
  }

  private mismatchOf(n: number, load: number): number {
    const { pricer, csm, nq } = this;
    const { loads } = pricer;
    const at = csm * nq + n;
    if (load >= pricer.bestLow[at] && load <= pricer.bestHigh[at]) return 0;
    const key = pricer.key(csm, n);
    if (loads.used[n] === HOURS && load > loads.high[key] + 1e-6) return Infinity;
    return Math.max(0, penaltyAt(loads, key, load) - pricer.price[at] * load - pricer.conjugate[at]);
  }

  private takeWhatPays(j: number): void {
    const { books, topPrice, groupPrice, slotPrice, topForced, groupForced, fixed } = this.pricer;
    for (let t = books.csmTop[j]; t < books.csmTop[j + 1]; t++) {
      this.topIn[t] = topForced[t] || topPrice[t] < 0 ? 1 : 0;
      for (let g = books.topGroup[t]; g < books.topGroup[t + 1]; g++) {
        this.groupIn[g] = this.topIn[t] && (groupForced[g] || groupPrice[g] < 0) ? 1 : 0;
        for (let s = books.groupSlot[g]; s < books.groupSlot[g + 1]; s++) {
          this.slotIn[s] = this.groupIn[g] && (fixed[s] === 0 ? slotPrice[s] < 0 : fixed[s] > 0) ? 1 : 0;
        }
      }
    }
  }

  /** Lists the changes of CSM j that cost less than `threshold`. */
  private collect(j: number, threshold: number): void {
    const { books, topPrice, groupPrice, slotPrice, topForced, groupForced, fixed } = this.pricer;
    const [t0, t1] = [books.csmTop[j], books.csmTop[j + 1]];
    this.count = 0;
    for (let t = t0; t < t1; t++) {
      if (!topForced[t]) this.topChange[t] = this.add(TOP, t, topPrice[t], -1, this.topCredit(t), threshold);
    }
    this.sortByFallingCost(0, this.topChange);
    const firstGroup = this.count;
    for (let t = t0; t < t1; t++) {
      if (!this.reachable(this.topChange[t], topForced[t], topPrice[t])) continue;
      const above = this.topChange[t];
      for (let g = books.topGroup[t]; g < books.topGroup[t + 1]; g++) {
        if (groupForced[g]) continue;
        this.groupChange[g] = this.add(GROUP, g, groupPrice[g], above, this.groupCredit(g), threshold);
      }
    }
    this.sortByFallingCost(firstGroup, this.groupChange);
    const firstSlot = this.count;
    for (let t = t0; t < t1; t++) {
      if (!this.reachable(this.topChange[t], topForced[t], topPrice[t])) continue;
      for (let g = books.topGroup[t]; g < books.topGroup[t + 1]; g++) {
        if (!this.reachable(this.groupChange[g], groupForced[g], groupPrice[g])) continue;
        const above = this.groupChange[g] >= 0 ? this.groupChange[g] : this.topChange[t];
        for (let s = books.groupSlot[g]; s < books.groupSlot[g + 1]; s++) {
          if (fixed[s] === 0) this.add(SLOT, s, slotPrice[s], above, 0, threshold);
        }
      }
    }
    this.sortByFallingCost(firstSlot);
    this.sumShifts();
  }

  /** What the cheapest slot of group g costs when none pays, else 0. */
  private groupCredit(g: number): number {
    const { books, slotPrice, fixed } = this.pricer;
    let least = Infinity;
    for (let s = books.groupSlot[g]; s < books.groupSlot[g + 1]; s++)
      if (fixed[s] === 0) least = Math.min(least, slotPrice[s]);
    return Math.max(0, least);
  }

  /** What the cheapest group of top t costs when none pays and none is open anyway, else 0. */
  private topCredit(t: number): number {
    const { books, groupPrice, groupForced } = this.pricer;
    let least = Infinity;
    for (let g = books.topGroup[t]; g < books.topGroup[t + 1]; g++) {
      if (groupForced[g] || groupPrice[g] < 0) return 0;
      least = Math.min(least, groupPrice[g] + this.groupCredit(g));
    }
    return least;
  }

  private reachable(change: number, forced: number, price: number): boolean {
    return change >= 0 || forced === 1 || price < 0;
  }

  /** Adds a change unless it costs `threshold` or more; returns its number or −1. */
  private add(
    kind: number,
    item: number,
    price: number,
    above: number,
    credit: number,
    threshold: number,
  ): number {
    const cost = price < 0 ? -price : price + credit;
    if (cost >= threshold) return -1;
    const k = this.count++;
    this.kind[k] = kind;
    this.item[k] = item;
    this.cost[k] = cost;
    this.drops[k] = price < 0 ? 1 : 0;
    this.above[k] = above;
    this.credit[k] = price < 0 ? 0 : credit;
    this.taken[k] = 0;
    return k;
  }

  /** Sorts the changes from `first` on; `numberOf` tells the number of each item's change afterwards. */
  private sortByFallingCost(first: number, numberOf?: Int32Array): void {
    const { item, cost, drops, above, credit } = this;
    for (let k = first + 1; k < this.count; k++) {
      const [i, c, d, u, e] = [item[k], cost[k], drops[k], above[k], credit[k]];
      let m = k - 1;
      for (; m >= first && cost[m] < c; m--) {
        item[m + 1] = item[m];
        cost[m + 1] = cost[m];
        drops[m + 1] = drops[m];
        above[m + 1] = above[m];
        credit[m + 1] = credit[m];
      }
      item[m + 1] = i;
      cost[m + 1] = c;
      drops[m + 1] = d;
      above[m + 1] = u;
      credit[m + 1] = e;
    }
    if (numberOf) for (let k = first; k < this.count; k++) numberOf[item[k]] = k;
  }

  private sumShifts(): void {
    const { nq, pricer, shift, rise, fall } = this;
    const n = this.count;
    for (let q = 0; q < nq; q++) rise[n * nq + q] = fall[n * nq + q] = 0;
    for (let k = n - 1; k >= 0; k--) {
      const loads =
        this.kind[k] === TOP ? pricer.topLoad : this.kind[k] === GROUP ? pricer.groupLoad : pricer.amount;
      for (let q = 0; q < nq; q++) {
        const amount = loads[this.item[k] * nq + q];
        const by = (shift[k * nq + q] = this.drops[k] ? -amount : amount);
        rise[k * nq + q] = rise[(k + 1) * nq + q] + Math.max(0, by);
        fall[k * nq + q] = fall[(k + 1) * nq + q] + Math.min(0, by);
      }
    }
  }

  /** Decides changes k, k+1, …; `spent` is the cost of those made so far. */
  private dive(k: number, spent: number, tolerance: number): void {
    if (this.budget <= 0) return;
    this.budget--;
    if (spent + this.leastMismatch(k) >= this.best - tolerance) return;
    const { above, isOpen, made, nq, load, shift } = this;
    while (k < this.count && above[k] >= 0 && !isOpen[above[k]]) made[k] = isOpen[k++] = 0;
    if (k === this.count) {
      const value = spent + this.mismatch(load, 0);
      if (value >= this.best) return;
      this.best = value;
      this.found = true;
      this.bestMade.set(made.subarray(0, this.count));
      return;
    }
    made[k] = 0;
    isOpen[k] = this.drops[k];
    this.dive(k + 1, spent, tolerance);
    const parent = above[k];
    const cost = this.cost[k] - (parent >= 0 && this.taken[parent] === 0 ? this.credit[parent] : 0);
    if (spent + cost >= this.best - tolerance) return;
    made[k] = 1;
    isOpen[k] = 1 - this.drops[k];
    if (parent >= 0) this.taken[parent]++;
    for (let q = 0; q < nq; q++) load[q] += shift[k * nq + q];
    this.dive(k + 1, spent + cost, tolerance);
    for (let q = 0; q < nq; q++) load[q] -= shift[k * nq + q];
    if (parent >= 0) this.taken[parent]--;
    made[k] = 0;
  }

  /** The least mismatch that any loads within reach of the changes from k on can have. */
  private leastMismatch(k: number): number {
    const { pricer, nq, load } = this;
    let sum = 0;
    for (let n = 0; n < nq; n++) {
      const at = this.csm * nq + n;
      const highest = load[n] + this.rise[k * nq + n];
      const lowest = load[n] + this.fall[k * nq + n];
      if (highest < pricer.bestLow[at]) sum += this.mismatchOf(n, highest);
      else if (lowest > pricer.bestHigh[at]) sum += this.mismatchOf(n, lowest);
    }
    return sum;
  }

  private takeBest(j: number): void {
    this.takeWhatPays(j);
    for (let k = 0; k < this.count; k++)
      if (this.bestMade[k] && this.kind[k] === TOP) this.changeTop(this.item[k]);
    for (let k = 0; k < this.count; k++)
      if (this.bestMade[k] && this.kind[k] === GROUP) this.changeGroup(this.item[k]);
    for (let k = 0; k < this.count; k++)
      if (this.bestMade[k] && this.kind[k] === SLOT) this.slotIn[this.item[k]] ^= 1;
  }

  private changeTop(t: number): void {
    const { books, groupPrice, groupForced } = this.pricer;
    this.topIn[t] ^= 1;
    for (let g = books.topGroup[t]; g < books.topGroup[t + 1]; g++) {
      const pays = groupForced[g] === 1 || groupPrice[g] < 0;
      this.setGroup(g, this.topIn[t] === 1 && pays);
    }
  }

  private changeGroup(g: number): void {
    this.setGroup(g, this.groupIn[g] === 0);
  }

  private setGroup(g: number, open: boolean): void {
    const { books, slotPrice, fixed } = this.pricer;
    this.groupIn[g] = open ? 1 : 0;
    for (let s = books.groupSlot[g]; s < books.groupSlot[g + 1]; s++)
      this.slotIn[s] = open && (fixed[s] === 0 ? slotPrice[s] < 0 : fixed[s] > 0) ? 1 : 0;
  }

  private forget(): void {
    for (let k = 0; k < this.count; k++) {
      if (this.kind[k] === TOP) this.topChange[this.item[k]] = -1;
      else if (this.kind[k] === GROUP) this.groupChange[this.item[k]] = -1;
    }
  }
}
