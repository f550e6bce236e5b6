import type { Problem } from '../problem/problem.js';
import { BookPricer } from './book-pricer.js';
import { BookSearch } from './book-search.js';
import { type Books, booksOf } from './books.js';
import { impossibleArcs } from './impossible-arcs.js';
import { type LoadModel, loadModelOf, QUANTITIES } from './load-model.js';
import { arcPriceOf, limitsAtPrices, type Multipliers, pairPricesOf, sharesOf } from './multipliers.js';

/** Rounding: each sum of n terms is trusted to n units in the last place of the sum of their sizes. */
const ROUNDING = 2 ** -52;

/**
 * The problem without "every unit takes exactly one arc", rows and pair ceilings, which cost their prices instead:
 * what is left is one cheapest book for each CSM.
 */
export class BookRelaxation {
  readonly dead: Uint8Array;
  readonly loads: LoadModel;
  readonly books: Books;
  readonly pricer: BookPricer;
  readonly search: BookSearch;
  /** What each arc costs beside loads and pairs, less its unit's price for arcs to nobody. */
  readonly nobodyPrice: Float64Array;
  /** Value outside the books, and the sum of the sizes of its terms. */
  constant = 0;
  magnitude = 0;
  private readonly slotFixed: Float64Array;

  constructor(readonly problem: Problem) {
    this.dead = impossibleArcs(problem);
    this.loads = loadModelOf(problem, this.dead);
    this.books = booksOf(problem, this.dead);
    this.pricer = new BookPricer(problem, this.books, this.loads, new Float64Array(problem.pairCount));
    this.search = new BookSearch(this.pricer);
    this.slotFixed = new Float64Array(this.books.slotArc.length);
    this.nobodyPrice = new Float64Array(problem.unitCount);
  }

  /** Sets every price but the units' and the loads'. */
  setPrices(m: Multipliers): void {
    const { problem, books, slotFixed, pricer } = this;
    const { pairOfArcStart, pairOfArc } = problem;
    const shares = sharesOf(problem, m);
    pricer.pairPrice.set(pairPricesOf(problem, m.pairCeiling));
    for (let s = 0; s < slotFixed.length; s++) {
      const a = books.slotArc[s];
      let price = arcPriceOf(problem, m.row, shares, books.slotUnit[s], a);
      for (let k = pairOfArcStart[a]; k < pairOfArcStart[a + 1]; k++) {
        if (!books.linked[k]) continue;
        price += m.link[k];
        pricer.pairPrice[pairOfArc[k]] -= m.link[k];
      }
      slotFixed[s] = price;
    }
    this.constant = limitsAtPrices(problem, m.row, m.pairCeiling);
    this.magnitude = Math.abs(this.constant);
    for (let u = 0; u < problem.unitCount; u++) {
      const a = books.onlyArc[u] >= 0 ? books.onlyArc[u] : books.nobodyArc[u];
      this.nobodyPrice[u] = a < 0 ? Infinity : arcPriceOf(problem, m.row, shares, u, a);
      if (books.onlyArc[u] >= 0) this.addConstant(this.nobodyPrice[u]);
    }
    for (const p of books.loosePair) {
      const price = pricer.pairPrice[p];
      this.addConstant(books.pairForced[p] ? price : Math.min(0, price));
    }
  }

  private addConstant(value: number): void {
    this.constant += value;
    this.magnitude += Math.abs(value);
  }

  setLoadPrices(load: Float64Array): void {
    const { csmCount } = this.problem;
    this.loads.used.forEach((q, n) => {
      for (let j = 0; j < csmCount; j++) {
        this.pricer.price[j * this.loads.used.length + n] = this.pricer.clampPrice(
          j,
          n,
          load[q * csmCount + j],
        );
      }
    });
  }

  loadPrices(): Float64Array {
    const { csmCount } = this.problem;
    const load = new Float64Array(QUANTITIES.length * csmCount);
    this.loads.used.forEach((q, n) => {
      for (let j = 0; j < csmCount; j++)
        load[q * csmCount + j] = this.pricer.price[j * this.loads.used.length + n];
    });
    return load;
  }

  /** Sets the units' prices; returns the value outside the books. */
  setUnitPrices(unit: Float64Array): number {
    const { books, slotFixed, pricer, nobodyPrice } = this;
    for (let s = 0; s < slotFixed.length; s++) pricer.slotCost[s] = slotFixed[s] - unit[books.slotUnit[s]];
    let value = this.constant;
    for (let u = 0; u < unit.length; u++) {
      if (books.onlyArc[u] >= 0) continue;
      value += Math.min(unit[u], nobodyPrice[u]);
    }
    return value;
  }

  /** 1 where leaving the unit to nobody pays. */
  isLeft(u: number, unit: Float64Array): boolean {
    return this.books.onlyArc[u] < 0 && this.nobodyPrice[u] < unit[u];
  }

  /** What rounding may have added to the bound `Σ base + gain + value outside`. */
  roundingAllowance(unit: Float64Array): number {
    const { pricer, books, problem } = this;
    let size = this.magnitude;
    for (let u = 0; u < unit.length; u++) if (books.onlyArc[u] < 0) size += Math.abs(unit[u]);
    for (let j = 0; j < problem.csmCount; j++) size += pricer.magnitude[j];
    const terms = problem.unitCount + problem.csmCount * 8 + problem.rows.length + books.slotArc.length;
    return ROUNDING * terms * size;
  }

  /** Scale of a load price for each CSM and quantity: what makes an average slot cost `points` more. */
  priceScale(points: number): Float64Array {
    const { books, loads, problem, pricer } = this;
    const nq = loads.used.length;
    const scale = new Float64Array(problem.csmCount * nq);
    for (let j = 0; j < problem.csmCount; j++) {
      const first = books.groupSlot[books.topGroup[books.csmTop[j]]];
      const end = books.groupSlot[books.topGroup[books.csmTop[j + 1]]];
      for (let n = 0; n < nq; n++) {
        let sum = 0;
        for (let s = first; s < end; s++) sum += pricer.amount[s * nq + n];
        scale[j * nq + n] = sum > 0 ? (points * (end - first)) / sum : 0;
      }
    }
    return scale;
  }
}
