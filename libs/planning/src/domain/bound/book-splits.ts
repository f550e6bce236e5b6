import type { BookPricer } from './book-pricer.js';
import type { BookSearch } from './book-search.js';

/** How often a hard book is split into "with" and "without" a slot. */
const MOST_SPLITS = 4;
const HALVINGS = 8;
/** Share of the node limit that a book which will be split further may use. */
const INNER_SHARE = 0.1;

/**
 * The cheapest book by `BookSearch`, and by splitting where that gives up: one very large account makes a single load
 * price fit badly both with and without it, so each case gets load prices of its own.
 */
export class BookSplits {
  private readonly hard: Uint8Array;
  private readonly prices: Float64Array;
  private upper = 0;
  private slots = new Uint8Array(0);
  private groups = new Uint8Array(0);
  private nodes = 0;
  private exact = true;
  private wasSplit = false;

  constructor(
    private readonly pricer: BookPricer,
    private readonly search: BookSearch,
    private readonly priceScale: Float64Array,
  ) {
    this.hard = new Uint8Array(pricer.problem.csmCount);
    this.prices = new Float64Array((MOST_SPLITS + 1) * pricer.loads.used.length);
  }

  /** As `BookSearch.run`. */
  run(j: number, tolerance: number, nodeLimit: number): void {
    const { pricer, search } = this;
    if (!this.hard[j]) {
      search.run(j, tolerance, nodeLimit);
      if (search.exact[j]) return;
      this.hard[j] = 1;
    }
    const base = pricer.base[j];
    this.upper = Infinity;
    this.nodes = 0;
    this.exact = true;
    this.wasSplit = false;
    const lower = this.explore(j, MOST_SPLITS, tolerance, nodeLimit);
    pricer.evaluate(j);
    this.restoreBook(j);
    search.gain[j] = Math.max(0, lower - base);
    search.surplus[j] = this.upper - base;
    search.nodes[j] = this.nodes;
    search.exact[j] = this.exact ? 1 : 0;
    // Far from the best prices many books look hard that are not.
    if (!this.wasSplit) this.hard[j] = 0;
  }

  /** A lower bound on CSM j's cheapest book under the present fixings, whose load prices are set. */
  private explore(j: number, splits: number, tolerance: number, nodeLimit: number): number {
    const { pricer, search } = this;
    const base = pricer.base[j];
    if (base >= this.upper - tolerance) return base;
    search.run(j, tolerance, splits > 0 ? Math.ceil(INNER_SHARE * nodeLimit) : nodeLimit);
    this.nodes += search.nodes[j];
    if (base + search.surplus[j] <= this.upper) this.keepBook(j, base + search.surplus[j]);
    const lower = base + search.gain[j];
    if (search.exact[j] || lower >= this.upper - tolerance) return lower;
    const at = splits > 0 ? this.worstSlot(j) : undefined;
    if (!at) {
      this.exact = false;
      return lower;
    }
    this.wasSplit = true;
    const nq = pricer.loads.used.length;
    const saved = this.prices.subarray(splits * nq, (splits + 1) * nq);
    saved.set(pricer.price.subarray(j * nq, (j + 1) * nq));
    let least = Infinity;
    for (const side of [1, -1] as const) {
      pricer.fix(at.top, at.group, at.slot, side);
      pricer.tune(j, this.priceScale, HALVINGS);
      search.gain[j] = 0;
      least = Math.min(least, this.explore(j, splits - 1, tolerance, nodeLimit));
      pricer.price.set(saved, j * nq);
    }
    pricer.fix(at.top, at.group, at.slot, 0);
    return Math.max(lower, least);
  }

  /** The slot that moves the loads most for what changing it costs. */
  private worstSlot(j: number): { top: number; group: number; slot: number } | undefined {
    const { books, slotPrice, amount, price, fixed, groupPrice, topPrice, loads } = this.pricer;
    const nq = loads.used.length;
    let best = 0;
    let found: { top: number; group: number; slot: number } | undefined;
    for (let top = books.csmTop[j]; top < books.csmTop[j + 1]; top++) {
      for (let group = books.topGroup[top]; group < books.topGroup[top + 1]; group++) {
        const opening = Math.max(0, groupPrice[group]) + Math.max(0, topPrice[top]);
        for (let slot = books.groupSlot[group]; slot < books.groupSlot[group + 1]; slot++) {
          if (fixed[slot] !== 0) continue;
          let weight = 0;
          for (let n = 0; n < nq; n++) weight += Math.abs(price[j * nq + n]) * amount[slot * nq + n];
          weight -= 3 * (Math.abs(slotPrice[slot]) + opening);
          if (weight <= best) continue;
          best = weight;
          found = { top, group, slot };
        }
      }
    }
    return found;
  }

  private keepBook(j: number, value: number): void {
    const { search } = this;
    const [s0, s1, g0, g1] = this.range(j);
    this.upper = value;
    this.slots = search.slotIn.slice(s0, s1);
    this.groups = search.groupIn.slice(g0, g1);
  }

  private restoreBook(j: number): void {
    const [s0, , g0] = this.range(j);
    this.search.slotIn.set(this.slots, s0);
    this.search.groupIn.set(this.groups, g0);
  }

  private range(j: number): [number, number, number, number] {
    const { csmTop, topGroup, groupSlot } = this.pricer.books;
    const g0 = topGroup[csmTop[j]];
    const g1 = topGroup[csmTop[j + 1]];
    return [groupSlot[g0], groupSlot[g1], g0, g1];
  }
}
