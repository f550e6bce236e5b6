import type { Problem } from '../problem/problem.js';
import type { Books } from './books.js';
import { cheapestLoad, HOURS, type LoadModel } from './load-model.js';

/**
 * The cheapest book of each CSM when loads have a price: every slot, group and top is taken if that alone pays, so
 * the sum is a lower bound on the cheapest book of any loads; `BookSearch` closes the rest.
 */
export class BookPricer {
  /** Points of each slot without loads: what its arc costs less what its unit may cost. */
  readonly slotCost: Float64Array;
  /** The same with loads at their prices; < 0 = worth taking. */
  readonly slotPrice: Float64Array;
  /** What opening a group or top costs, all worthwhile slots within it taken; < 0 = worth opening. */
  readonly groupPrice: Float64Array;
  readonly topPrice: Float64Array;
  /** Loads of what is worth taking within a group or top, at `index · used.length + n`. */
  readonly groupLoad: Float64Array;
  readonly topLoad: Float64Array;
  /** Loads of the book and the interval of loads that are cheapest at the prices, at `csm · used.length + n`. */
  readonly load: Float64Array;
  readonly bestLow: Float64Array;
  readonly bestHigh: Float64Array;
  /** `min penalty(load) − price · load`, at `csm · used.length + n`. */
  readonly conjugate: Float64Array;
  /** Price of each load, at `csm · used.length + n`. */
  readonly price: Float64Array;
  /** The bound of each CSM: a sum of minima, and the sum of their sizes (for rounding allowances). */
  readonly base: Float64Array;
  readonly magnitude: Float64Array;
  /** Load that one slot adds, at `slot · used.length + n`. */
  readonly amount: Float64Array;
  /** 1 = the slot is in the book, −1 = it is not, 0 = whatever pays. */
  readonly fixed: Int8Array;
  /** 1 where a group or top is open whatever it costs. */
  readonly groupForced: Uint8Array;
  readonly topForced: Uint8Array;
  private readonly interval = new Float64Array(2);

  constructor(
    readonly problem: Problem,
    readonly books: Books,
    readonly loads: LoadModel,
    /** What each pair costs after links and ceilings. */
    readonly pairPrice: Float64Array,
  ) {
    const nq = loads.used.length;
    const slots = books.slotArc.length;
    this.slotCost = new Float64Array(slots);
    this.slotPrice = new Float64Array(slots);
    this.groupPrice = new Float64Array(books.groupPair.length);
    this.topPrice = new Float64Array(books.topPair.length);
    this.groupLoad = new Float64Array(books.groupPair.length * nq);
    this.topLoad = new Float64Array(books.topPair.length * nq);
    const perCsm = (): Float64Array => new Float64Array(problem.csmCount * nq);
    this.load = perCsm();
    this.bestLow = perCsm();
    this.bestHigh = perCsm();
    this.conjugate = perCsm();
    this.price = perCsm();
    this.base = new Float64Array(problem.csmCount);
    this.magnitude = new Float64Array(problem.csmCount);
    this.amount = this.amounts();
    this.fixed = new Int8Array(slots);
    this.groupForced = books.groupForced.slice();
    this.topForced = books.topForced.slice();
  }

  private amounts(): Float64Array {
    const { slotArc, slotUnit } = this.books;
    const { used, unitAmount } = this.loads;
    const amount = new Float64Array(slotArc.length * used.length);
    for (let s = 0; s < slotArc.length; s++) {
      used.forEach((q, n) => {
        amount[s * used.length + n] =
          q === HOURS ? this.problem.arcHours[slotArc[s]] : unitAmount[q][slotUnit[s]];
      });
    }
    return amount;
  }

  /** Fixes a slot in the book (1), out of it (−1), or no longer (0). */
  fix(t: number, g: number, s: number, to: -1 | 0 | 1): void {
    const { fixed, books } = this;
    fixed[s] = to;
    this.groupForced[g] = books.groupForced[g];
    for (let k = books.groupSlot[g]; k < books.groupSlot[g + 1]; k++)
      if (fixed[k] > 0) this.groupForced[g] = 1;
    this.topForced[t] = books.topForced[t];
    for (let k = books.topGroup[t]; k < books.topGroup[t + 1]; k++) {
      if (this.groupForced[k] > books.groupForced[k]) this.topForced[t] = 1;
    }
  }

  /** Index of quantity number n of CSM j in the load model. */
  key(j: number, n: number): number {
    return this.loads.used[n] * this.problem.csmCount + j;
  }

  /** Prices CSM j's book at its present load prices; returns the bound. */
  evaluate(j: number): number {
    const { books, loads, price } = this;
    const nq = loads.used.length;
    let total = 0;
    let magnitude = 0;
    for (let n = 0; n < nq; n++) this.load[j * nq + n] = loads.low[this.key(j, n)];
    for (let t = books.csmTop[j]; t < books.csmTop[j + 1]; t++) {
      const top = this.priceTop(t, j);
      if (top >= 0 && !this.topForced[t]) continue;
      total += top;
      magnitude += Math.abs(top);
      for (let n = 0; n < nq; n++) this.load[j * nq + n] += this.topLoad[t * nq + n];
    }
    for (let n = 0; n < nq; n++) {
      const at = j * nq + n;
      const key = this.key(j, n);
      this.conjugate[at] = cheapestLoad(loads, key, price[at], this.interval);
      this.bestLow[at] = this.interval[0];
      this.bestHigh[at] = this.interval[1];
      total += this.conjugate[at] + price[at] * loads.low[key];
      magnitude += Math.abs(this.conjugate[at]) + Math.abs(price[at] * loads.high[key]);
    }
    this.magnitude[j] = magnitude;
    return (this.base[j] = total);
  }

  private priceTop(t: number, j: number): number {
    const { books, groupPrice, groupLoad, topLoad } = this;
    const nq = this.loads.used.length;
    const pair = books.topPair[t];
    let value = pair < 0 ? 0 : this.pairPrice[pair];
    for (let n = 0; n < nq; n++) topLoad[t * nq + n] = 0;
    for (let g = books.topGroup[t]; g < books.topGroup[t + 1]; g++) {
      this.priceGroup(g, j);
      if (groupPrice[g] >= 0 && !this.groupForced[g]) continue;
      value += groupPrice[g];
      for (let n = 0; n < nq; n++) topLoad[t * nq + n] += groupLoad[g * nq + n];
    }
    return (this.topPrice[t] = value);
  }

  private priceGroup(g: number, j: number): void {
    const { books, slotCost, slotPrice, groupLoad, amount, price, fixed } = this;
    const nq = this.loads.used.length;
    const pair = books.groupPair[g];
    let value = pair < 0 ? 0 : this.pairPrice[pair];
    for (let n = 0; n < nq; n++) groupLoad[g * nq + n] = 0;
    for (let s = books.groupSlot[g]; s < books.groupSlot[g + 1]; s++) {
      let p = slotCost[s];
      for (let n = 0; n < nq; n++) p += price[j * nq + n] * amount[s * nq + n];
      slotPrice[s] = p;
      if (fixed[s] === 0 ? p >= 0 : fixed[s] < 0) continue;
      value += p;
      for (let n = 0; n < nq; n++) groupLoad[g * nq + n] += amount[s * nq + n];
    }
    this.groupPrice[g] = value;
  }

  /**
   * Raises CSM j's bound by moving its load prices, one quantity after the other, each by bracketing and halving.
   * `scale[n]` is the smallest step worth trying.
   */
  tune(j: number, scale: Float64Array, halvings: number): void {
    const nq = this.loads.used.length;
    this.evaluate(j);
    for (let n = 0; n < nq; n++) this.tuneOne(j, n, scale[j * nq + n], halvings);
  }

  private tuneOne(j: number, n: number, scale: number, halvings: number): void {
    const at = j * this.loads.used.length + n;
    const excess = this.excess(at);
    if (excess === 0 || scale === 0) return;
    const up = excess > 0;
    let best = this.base[j];
    let bestPrice = this.price[at];
    let near = bestPrice;
    let far = near;
    let width = Math.max(scale, 0.05 * Math.abs(near));
    let crossed = false;
    const visit = (p: number): number => {
      this.price[at] = p;
      const value = this.evaluate(j);
      if (value > best) {
        best = value;
        bestPrice = p;
      }
      return this.excess(at);
    };
    for (let k = 0; k < 12 && !crossed; k++, width *= 2) {
      far = this.clampPrice(j, n, near + (up ? width : -width));
      if (far === near) break;
      const there = visit(far);
      crossed = up ? there <= 0 : there >= 0;
      if (!crossed) near = far;
    }
    for (let k = 0; k < halvings && crossed; k++) {
      const middle = (near + far) / 2;
      const there = visit(middle);
      if (there === 0) break;
      if (there > 0 === up) near = middle;
      else far = middle;
    }
    this.price[at] = bestPrice;
    this.evaluate(j);
  }

  /** How far the load lies above (> 0) or below (< 0) the cheapest loads. */
  private excess(at: number): number {
    const { load, bestLow, bestHigh } = this;
    return load[at] > bestHigh[at] ? load[at] - bestHigh[at] : Math.min(0, load[at] - bestLow[at]);
  }

  /** No price beyond the penalty's slopes is worth trying, except for hours, whose load has a ceiling. */
  clampPrice(j: number, n: number, price: number): number {
    const key = this.key(j, n);
    const top = this.loads.used[n] === HOURS ? Infinity : this.loads.steepest[key];
    return Math.min(top, Math.max(this.loads.flattest[key], price));
  }
}
