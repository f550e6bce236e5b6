import type { BookRelaxation } from './book-relaxation.js';

/** What using an arc, or opening a pair, costs every plan beyond the bound, at least. */
export interface ReducedCosts {
  /** For each arc; Infinity where no plan can use it. */
  readonly arcs: Float64Array;
  /** For each pair. */
  readonly pairs: Float64Array;
}

/**
 * From a relaxation whose books are priced and searched: a book that must (or must not) have an arc costs at least
 * its base with that change; what the search gained is counted already, so only the excess adds.
 */
export function reducedCostsOf(relaxation: BookRelaxation, unit: Float64Array): ReducedCosts {
  const { problem, books, dead, nobodyPrice } = relaxation;
  const arcs = new Float64Array(problem.arcCsm.length);
  const leave = new Float64Array(problem.arcCsm.length);
  for (let a = 0; a < dead.length; a++) if (dead[a]) arcs[a] = Infinity;
  priceSlots(relaxation, arcs, leave);
  for (let u = 0; u < problem.unitCount; u++) {
    const nobody = books.nobodyArc[u];
    if (books.onlyArc[u] >= 0) continue;
    if (nobody >= 0) {
      arcs[nobody] = Math.max(0, nobodyPrice[u] - unit[u]);
      leave[nobody] = Math.max(0, unit[u] - nobodyPrice[u]);
    }
    addLeaving(problem.arcStart[u], problem.arcStart[u + 1], problem.arcCsm, arcs, leave);
  }
  return { arcs, pairs: pairCosts(relaxation) };
}

/** Whoever is on one arc is on none of the others; arcs of one CSM share a book, whose changes must not add up. */
function addLeaving(
  from: number,
  to: number,
  csm: Int32Array,
  arcs: Float64Array,
  leave: Float64Array,
): void {
  for (let a = from; a < to; a++) {
    for (let b = from; b < to; b++) if (leave[b] > 0 && csm[a] !== csm[b]) arcs[a] += leave[b];
  }
}

function priceSlots(
  { books, pricer, search, problem }: BookRelaxation,
  enter: Float64Array,
  leave: Float64Array,
): void {
  const { slotPrice, groupPrice, topPrice } = pricer;
  for (let j = 0; j < problem.csmCount; j++) {
    for (let t = books.csmTop[j]; t < books.csmTop[j + 1]; t++) {
      const topOpening = books.topForced[t] ? 0 : Math.max(0, topPrice[t]);
      for (let g = books.topGroup[t]; g < books.topGroup[t + 1]; g++) {
        const opening = topOpening + (books.groupForced[g] ? 0 : Math.max(0, groupPrice[g]));
        for (let s = books.groupSlot[g]; s < books.groupSlot[g + 1]; s++) {
          const a = books.slotArc[s];
          enter[a] = Math.max(0, opening + Math.max(0, slotPrice[s]) - search.gain[j]);
          if (slotPrice[s] >= 0) continue;
          const inGroup = lossOf(-slotPrice[s], groupPrice[g], books.groupForced[g]);
          leave[a] = Math.max(0, lossOf(inGroup, topPrice[t], books.topForced[t]) - search.gain[j]);
        }
      }
    }
  }
}

/** How much min(0, price) grows when the price grows by `more`; all of it where the pair is open anyway. */
function lossOf(more: number, price: number, forced: number): number {
  return forced ? more : Math.min(0, price + more) - Math.min(0, price);
}

function pairCosts({ books, pricer, search, problem }: BookRelaxation): Float64Array {
  const pairs = new Float64Array(problem.pairCount);
  for (const p of books.loosePair) pairs[p] = books.pairForced[p] ? 0 : Math.max(0, pricer.pairPrice[p]);
  for (let j = 0; j < problem.csmCount; j++) {
    for (let t = books.csmTop[j]; t < books.csmTop[j + 1]; t++) {
      const top = books.topForced[t] ? 0 : Math.max(0, pricer.topPrice[t]);
      if (books.topPair[t] >= 0) pairs[books.topPair[t]] = Math.max(0, top - search.gain[j]);
      for (let g = books.topGroup[t]; g < books.topGroup[t + 1]; g++) {
        if (books.groupPair[g] < 0 || books.groupForced[g]) continue;
        pairs[books.groupPair[g]] = Math.max(0, top + Math.max(0, pricer.groupPrice[g]) - search.gain[j]);
      }
    }
  }
  return pairs;
}
