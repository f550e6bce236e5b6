import { seededRng } from '@bailiwick/kernel';
import { randomCompany } from '../../testing/random-company.js';
import { account, csm, input } from '../verify/testing/company.js';
import type { PlanningInput } from '../problem/planning-input.js';
import { bookOf, wornBookOf } from './testing/worn-book.js';

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

  it('takes families whole, and none that is larger than what may move', () => {
    const accounts = ['a', 'b', 'c'].map((id) =>
      account(id, { csmId: 'ana', arr: 100, ...(id === 'a' ? {} : { parentId: 'a' }) }),
    );
    const book = bookOf(
      input({
        accounts: [...accounts, account('z', { csmId: 'ana', arr: 900 })],
        csms: [csm('ana', { capacityHours: 20 }), csm('ben', { capacityHours: 40 })],
        policy: { ...crowded.policy, families: 'together-same-coverage' },
      }),
    );
    const moved = (most: number): unknown => book.relief('ana', most).moves.map((move) => move.accounts);
    expect([moved(3), moved(2)]).toEqual([[['a', 'b', 'c']], [['z']]]);
  });

  it('tells of the others who could have the accounts, blocked ones only where few could', () => {
    const csms = ['ben', 'eve', 'tom'].map((id) => csm(id));
    const told = (most: number): (readonly [string, number])[] => {
      const company = { ...crowded, csms: [crowded.csms[0]!, ...csms.slice(0, most)] };
      const [first] = bookOf(input(company)).relief('ana', 3).moves;
      return first!.candidates.ranked.map(({ csmId, blockedBy }) => [csmId, blockedBy.length] as const);
    };
    expect(told(3)).toEqual([
      ['ben', 0],
      ['eve', 0],
      ['tom', 0],
    ]);
    expect(told(1)).toEqual([
      ['ben', 0],
      ['ana', 1],
    ]);
  });

  it('moves the account of the lower id, to the CSM of the lower id, where all cost the same', () => {
    const accounts = ['b', 'c', 'a'].map((id) => account(id, { csmId: 'tom' }));
    const csms = ['tom', 'eve', 'ben'].map((id) => csm(id, { capacityHours: 20 }));
    const { moves } = bookOf(input({ accounts, csms })).relief('tom', 3);
    expect(moves).toEqual([expect.objectContaining({ accounts: ['a'], to: 'ben' })]);
  });

  it('decides the same in whatever order the book came to be what it is', () => {
    for (let seed = 0; seed < 20; seed++) {
      const rng = seededRng(seed);
      const company = randomCompany(rng, { accounts: 14, csms: 5, aes: 3, features: 0.3 });
      const [fresh, worn] = [bookOf(company), wornBookOf(company, rng)];
      for (const { csmId } of company.company.csms)
        expect({ seed, relief: worn.relief(csmId, 3) }).toEqual({ seed, relief: fresh.relief(csmId, 3) });
    }
  });

  it('is always the cheapest of all moves that candidates tell of, and breaks no limit', () => {
    let compared = 0;
    for (let seed = 0; seed < 60; seed++) {
      const company = randomCompany(seededRng(seed), { accounts: 14, csms: 5, aes: 3, features: 0.3 });
      const book = bookOf(company);
      for (const { csmId } of company.company.csms) compared += compareWithCandidates(company, book, csmId);
    }
    expect(compared).toBeGreaterThan(15);
  });
});

type Book = ReturnType<typeof bookOf>;

/** Makes each move of a relief, where it costs what the cheapest one does; how many there were. */
function compareWithCandidates({ company, tierOf }: PlanningInput, book: Book, csmId: string): number {
  const { moves } = book.isOverCeiling(csmId) ? book.relief(csmId, 20) : { moves: [] };
  for (const { accounts, to, cost } of moves) {
    expect({ csmId, to, cost }).toEqual({ csmId, to, cost: expect.closeTo(cheapestOf(book, csmId)!, 6) });
    for (const accountId of accounts) {
      const record = company.accounts.find((a) => a.accountId === accountId)!;
      book.upsertAccount({ ...record, csmId: to }, tierOf.get(accountId)!);
    }
  }
  if (book.isOverCeiling(csmId)) expect(cheapestOf(book, csmId)).toBeUndefined();
  return moves.length;
}

/** What the cheapest move of accounts that are all with the CSM, and have work, costs more than leaving them. */
function cheapestOf(book: Book, csmId: string): number | undefined {
  const costs = book.accountsOf(csmId).flatMap((accountId) => {
    const { ranked, unit, hours } = book.candidates(accountId, 1_000);
    if (hours === 0 || !unit.every((id) => book.accountsOf(csmId).includes(id))) return [];
    const here = ranked.find((c) => c.csmId === csmId)!.cost;
    return ranked.filter((c) => c.csmId !== csmId && c.blockedBy.length === 0).map(({ cost }) => cost - here);
  });
  return costs.length > 0 ? Math.min(...costs) : undefined;
}
