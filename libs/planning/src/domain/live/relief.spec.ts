import { seededRng } from '@bailiwick/kernel';
import { randomCompany } from '../../testing/random-company.js';
import { account, csm, input } from '../verify/testing/company.js';
import { bookOf } from './testing/worn-book.js';

describe('relief', () => {
  const crowded = {
    accounts: [
      account('a', { csmId: 'ana', arr: 500 }),
      account('b', { csmId: 'ana', arr: 100 }),
      account('c', { csmId: 'ana', arr: 300 }),
    ],
    csms: [csm('ana', { capacityHours: 20 }), csm('ben', { capacityHours: 10 })],
    policy: { weights: { move: { base: 10, arrScale: 100 } } },
  };

  it('takes the cheapest account out, and no more than the ceiling wants', () => {
    const book = bookOf(input(crowded));
    expect(book.isOverCeiling('ana')).toBe(true);
    const { moves, relieved } = book.relief('ana', 3);
    expect(moves.map(({ accounts, to }) => [accounts, to])).toEqual([[['b'], 'ben']]);
    expect(relieved).toBe(true);
  });

  it('says when nobody has room, and leaves the book as it was', () => {
    const book = bookOf(input({ ...crowded, csms: [csm('ana', { capacityHours: 5 }), csm('ben')] }));
    const before = book.loads();
    const { moves, relieved } = book.relief('ana', 1);
    expect([moves.length, relieved]).toEqual([1, false]);
    expect(book.loads()).toEqual(before);
    expect(() => book.relief('zoe', 1)).toThrow(expect.objectContaining({ code: 'unknown-csm' }));
  });

  it('begins with the cheapest of all moves that candidates tell of, and breaks no limit', () => {
    let compared = 0;
    for (let seed = 0; seed < 60; seed++) {
      const company = randomCompany(seededRng(seed), { accounts: 14, csms: 5, aes: 3, features: 0.3 });
      const book = bookOf(company);
      for (const { csmId } of company.company.csms) {
        if (!book.isOverCeiling(csmId)) continue;
        const cheapest = cheapestByCandidates(book, csmId);
        const [first] = book.relief(csmId, 20).moves;
        expect({ seed, csmId, cost: first?.cost }).toEqual({
          seed,
          csmId,
          cost: cheapest === undefined ? undefined : expect.closeTo(cheapest, 6),
        });
        if (first) compared++;
      }
    }
    expect(compared).toBeGreaterThan(10);
  });
});

/** What the cheapest move of accounts that are all with the CSM costs more than leaving them. */
function cheapestByCandidates(book: ReturnType<typeof bookOf>, csmId: string): number | undefined {
  const costs = book.accountsOf(csmId).flatMap((accountId) => {
    const { ranked, unit } = book.candidates(accountId, 1_000);
    if (!unit.every((id) => book.accountsOf(csmId).includes(id))) return [];
    const here = ranked.find((c) => c.csmId === csmId)!.cost;
    return ranked.filter((c) => c.csmId !== csmId && c.blockedBy.length === 0).map(({ cost }) => cost - here);
  });
  return costs.length > 0 ? Math.min(...costs) : undefined;
}
