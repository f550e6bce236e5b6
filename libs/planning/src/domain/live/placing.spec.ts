import type { AccountRecord } from '@bailiwick/contracts';
import type { CsmId, IsoDate, TierId } from '@bailiwick/kernel';
import { account, csm, input, type PlainCompany } from '../verify/testing/company.js';
import { bookOf } from './testing/worn-book.js';

const T1 = 'T1' as TierId;
const families = { families: 'together-same-coverage' } as const;

const liveBook = (company: PlainCompany) => bookOf(input(company));

/** `csmId: what blocks` of each candidate, in their order. */
function verdicts(company: PlainCompany, accountId: string): string[] {
  const { ranked } = liveBook(company).candidates(accountId);
  return ranked.map(({ csmId, blockedBy }) => `${csmId}: ${blockedBy.map((b) => b.text).join('; ')}`);
}

describe('placing an account', () => {
  it('takes the cheapest CSM, and the next account sees it there', () => {
    const company = {
      accounts: [],
      csms: [csm('ana'), csm('ben')],
      policy: { weights: { balanceHours: [{ beyondPoints: 0, perPoint: 1 }] } },
    };
    const book = liveBook(company);
    const placed = ['a', 'b', 'c'].map((id) => {
      book.upsertAccount(account(id), T1);
      const best = book.candidates(id).best!.csmId;
      book.upsertAccount({ ...account(id), csmId: best }, T1);
      return best;
    });
    expect(placed).toEqual(['ana', 'ben', 'ana']);
    expect(book.loads().map(({ csmId, accounts, hours }) => [csmId, accounts, hours])).toEqual([
      ['ana', 2, 20],
      ['ben', 1, 10],
    ]);
  });

  it('sends a new subsidiary to the CSM of its family, through a parent that has churned', () => {
    const company = {
      accounts: [
        account('old', { status: 'churned' }),
        account('sister', { parentId: 'old', csmId: 'ben' }),
        account('new', { parentId: 'old', arr: 500 }),
        account('newer', { parentId: 'new' }),
      ],
      csms: [csm('ana'), csm('ben')],
      policy: families,
    };
    expect(liveBook(company).candidates('newer').unit).toEqual(['new', 'newer']);
    expect(verdicts(company, 'new')).toEqual(['ben: ', 'ana: family of old is with CSM ben']);
  });

  it('takes the whole family along when it asks for an account that could stay', () => {
    const company = {
      accounts: [account('a', { csmId: 'ana', arr: 500 }), account('b', { csmId: 'ana', parentId: 'a' })],
      csms: [csm('ana'), csm('ben')],
      policy: { ...families, weights: { move: { base: 10, arrScale: 1000 } } },
    };
    const { unit, present, best, ranked } = liveBook(company).candidates('b');
    expect({ unit, present, best: best!.csmId }).toEqual({ unit: ['a', 'b'], present: 'ana', best: 'ana' });
    expect(ranked.map((c) => c.terms)).toEqual([{}, { move: expect.closeTo(26) }]);
  });

  it('leaves the rest of the family alone when only the CSM of one member has left', () => {
    const company = {
      accounts: [account('a', { csmId: 'ana' }), account('b', { csmId: 'ben', parentId: 'a' })],
      csms: [csm('ana'), csm('ben'), csm('cy')],
      policy: families,
    };
    const book = liveBook(company);
    book.removeCsm('ana');
    const { unit, present, best } = book.candidates('a');
    expect({ unit, present, best: best!.csmId }).toEqual({ unit: ['a'], present: 'ana', best: 'ben' });
  });

  it('names what blocks, with by how much', () => {
    const company = {
      accounts: [
        account('new', { region: 'EMEA', conflictGroup: 'soda' }),
        account('rival', { conflictGroup: 'soda', csmId: 'cy' }),
        account('one', { csmId: 'max' }),
      ],
      csms: [
        csm('away', { endDate: '2025-12-31' as IsoDate }),
        csm('cy'),
        csm('max', { maxAccounts: 1 }),
        csm('pool', { pool: true }),
        csm('small', { capacityHours: 5 }),
        csm('us', { regions: ['AMER'] }),
      ],
      policy: { eligibility: { region: 'hard' } } as const,
    };
    expect(verdicts(company, 'new')).toEqual([
      'away: away has no capacity over the horizon',
      'cy: cy has another account of the conflict group soda of new',
      'max: max would have 2 accounts, 1 more than allowed',
      'pool: tier T1 has a named CSM and pool is a pool',
      'small: small would have 10 h a month, 4 h over the ceiling',
      'us: us may not serve region EMEA',
    ]);
  });

  it('names the pin or lock that holds an account, until its day is over', () => {
    const company = {
      accounts: [
        account('locked', { csmId: 'ana', lockedUntil: '2026-01-31' as IsoDate }),
        account('pinned', { csmId: 'ana' }),
      ],
      csms: [csm('ana'), csm('ben')],
      policy: { pins: [{ accountId: 'pinned', csmId: 'ben' }] },
    };
    expect(verdicts(company, 'locked')).toEqual(['ana: ', 'ben: locked is locked to ana (locked-until)']);
    expect(verdicts(company, 'pinned')).toEqual(['ben: ', 'ana: pinned is pinned to ben']);
    expect(verdicts({ ...company, asOf: '2026-02-01' }, 'locked')).toEqual(['ana: ', 'ben: ']);
  });

  it('lets ceilings yield to what locks and pins keep', () => {
    const held = { aeId: 'ae1', lockedUntil: '2026-01-31' as IsoDate };
    const company = {
      accounts: [
        account('a', { ...held, csmId: 'ana' }),
        account('b', { ...held, csmId: 'ben' }),
        account('c', { ...held, aeId: 'ae2', csmId: 'ben' }),
      ],
      csms: [csm('ana', { maxAccounts: 1 }), csm('ben', { maxAccounts: 1, capacityHours: 5 }), csm('cy')],
      policy: { pairing: { mode: 'soft', maxCsmsPerAe: 1, maxAesPerCsm: 1 } },
    } as const;
    const book = liveBook(company);
    const bests = ['a', 'b', 'c'].map((id) => book.candidates(id).best?.csmId);
    expect(bests).toEqual(['ana', 'ben', 'ben']);
    book.setDay('2026-02-01' as IsoDate);
    const blocks = book.candidates('b').ranked.find((c) => c.csmId === 'ben')!.blockedBy;
    expect(blocks.map((b) => b.text)).toEqual([
      'ben would have 20 h a month, 14 h over the ceiling',
      'ben would have 2 accounts, 1 more than allowed',
      'AE ae1 would work with one more CSM, 1 more than allowed',
      'ben would work with 2 AEs, 1 more than allowed',
    ]);
  });

  it('details only so many of those who are blocked, the nearest to possible first', () => {
    const csms = Array.from({ length: 30 }, (_, n) =>
      csm(`c${n}`, { pool: true, capacityHours: n < 29 ? 0 : 100 }),
    );
    const { ranked, best } = liveBook({ accounts: [account('a')], csms }).candidates('a', 3);
    expect(ranked.map((c) => c.csmId)).toEqual(['c29', 'c0', 'c1']);
    expect(best).toBeNull();
  });

  it('ends for a circle of parents', () => {
    const book = liveBook({
      accounts: [account('a', { parentId: 'b', csmId: 'ana' }), account('b', { parentId: 'a' })],
      csms: [csm('ana'), csm('ben')],
      policy: families,
    });
    expect(book.candidates('b').best!.csmId).toBe('ana');
  });

  it('refuses an account that it does not know and a tier that is not of the rule set', () => {
    const book = liveBook({ accounts: [account('a', { csmId: 'ana' })], csms: [csm('ana')] });
    const moved = { ...account('a'), csmId: 'ben' as CsmId } satisfies AccountRecord;
    expect(() => book.upsertAccount(moved, 'gold' as TierId)).toThrow(
      expect.objectContaining({ code: 'unknown-tier' }),
    );
    expect(book.candidates('a').present).toBe('ana');
    expect(() => book.candidates('z')).toThrow(expect.objectContaining({ code: 'unknown-account' }));
    book.upsertAccount({ ...account('a'), status: 'churned' }, T1);
    expect(() => book.candidates('a')).toThrow(expect.objectContaining({ code: 'unknown-account' }));
  });
});
