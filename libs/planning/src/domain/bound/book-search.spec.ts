import { seededRng } from '@bailiwick/kernel';
import { randomProblem } from '../../testing/random-problem.js';
import type { Problem } from '../problem/problem.js';
import { BookRelaxation } from './book-relaxation.js';
import { BookSplits } from './book-splits.js';
import { penaltyAt } from './load-model.js';
import { noMultipliers } from './multipliers.js';

const ALL_ON = { nobody: false, conflicts: false, locks: false, families: false, pairs: true, avp: true };
const SIZE = { units: 9, csms: 2, aes: 3, avps: 2, arcsPerUnit: 2 };

/** The cheapest book of CSM j by trying every set of its slots. */
function cheapestByHand({ pricer, books, loads }: BookRelaxation, j: number): number {
  const nq = loads.used.length;
  const slots: { s: number; pairs: number[] }[] = [];
  const always = new Set<number>();
  for (let t = books.csmTop[j]; t < books.csmTop[j + 1]; t++) {
    if (books.topForced[t]) always.add(books.topPair[t]);
    for (let g = books.topGroup[t]; g < books.topGroup[t + 1]; g++) {
      if (books.groupForced[g]) always.add(books.groupPair[g]);
      for (let s = books.groupSlot[g]; s < books.groupSlot[g + 1]; s++) {
        slots.push({ s, pairs: [books.topPair[t], books.groupPair[g]] });
      }
    }
  }
  let best = Infinity;
  for (let set = 0; set < 1 << slots.length; set++) {
    const chosen = slots.filter((_, k) => set & (1 << k));
    const open = new Set([...always, ...chosen.flatMap(({ pairs }) => pairs)]);
    let cost = 0;
    for (const p of open) cost += p < 0 ? 0 : pricer.pairPrice[p];
    for (const { s } of chosen) cost += pricer.slotCost[s];
    for (let n = 0; n < nq; n++) {
      const key = pricer.key(j, n);
      const load = chosen.reduce((sum, { s }) => sum + pricer.amount[s * nq + n], loads.low[key]);
      cost += load > loads.high[key] + 1e-6 ? Infinity : penaltyAt(loads, key, load);
    }
    best = Math.min(best, cost);
  }
  return best;
}

function pricedRelaxation(problem: Problem, random: () => number): BookRelaxation {
  const relaxation = new BookRelaxation(problem);
  const none = noMultipliers(problem);
  relaxation.setPrices(none);
  relaxation.setLoadPrices(none.load.map(() => (random() - 0.5) * 0.02));
  relaxation.setUnitPrices(none.unit.map(() => random() * 120));
  return relaxation;
}

describe.each([
  ['with nodes to spare', 100_000],
  ['with too few nodes', 12],
])('the search for the cheapest book, %s', (_name, nodeLimit) => {
  it('never proves more than the cheapest book costs, and exactly that if it is not cut short', () => {
    const rng = seededRng(nodeLimit);
    let gains = 0;
    for (let round = 0; round < 150; round++) {
      const relaxation = pricedRelaxation(randomProblem(rng, { ...SIZE, features: ALL_ON }), () =>
        rng.next(),
      );
      const { pricer, search, problem } = relaxation;
      const splits = new BookSplits(pricer, search, relaxation.priceScale(1));
      for (let j = 0; j < problem.csmCount; j++) {
        const exact = cheapestByHand(relaxation, j);
        if (round % 2) pricer.tune(j, relaxation.priceScale(1), 8);
        else pricer.evaluate(j);
        splits.run(j, 1e-7, nodeLimit);
        const proven = pricer.base[j] + search.gain[j];
        gains += search.gain[j] > 0 ? 1 : 0;
        expect(proven).toBeLessThanOrEqual(exact + 1e-6);
        if (nodeLimit > 1000) expect(proven).toBeGreaterThan(exact - 1e-5);
        expect(pricer.base[j] + search.surplus[j]).toBeGreaterThan(exact - 1e-6);
      }
    }
    expect(gains).toBeGreaterThan(50);
  });
});
