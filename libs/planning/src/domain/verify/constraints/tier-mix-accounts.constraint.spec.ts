import { account, csm } from '../testing/company.js';
import { broken } from '../testing/judge.js';

describe('tierMixAccounts', () => {
  const company = (lockedUntil?: string) => ({
    accounts: [
      account('a', { csmId: 'ana', lockedUntil }),
      account('b', { csmId: 'ana', lockedUntil }),
      account('c'),
      account('d', { tier: 'T2' }),
      account('p', { tier: 'P' }),
      account('q', { tier: 'P' }),
    ],
    csms: [csm('ana'), csm('pool', { pool: true })],
    policy: {
      tierMix: [
        { tier: 'T1', maxAccounts: 1 },
        { tier: 'P', maxAccounts: 1 },
      ],
    },
  });

  it('counts accounts of the tier with each person; pools are free', () => {
    expect(
      broken('tierMixAccounts', company(), { a: 'ana', b: null, c: null, d: 'ana', p: 'pool', q: 'pool' }),
    ).toEqual([]);
    expect(
      broken('tierMixAccounts', company(), { a: 'ana', b: 'ana', c: null, d: 'ana', p: 'pool', q: 'pool' }),
    ).toEqual([['too-many-accounts-of-tier', 'ana', 2, 1]]);
  });

  it('yields to those that are locked', () => {
    expect(
      broken('tierMixAccounts', company('2026-12-31'), { a: 'ana', b: 'ana', c: null, d: 'ana' }),
    ).toEqual([]);
    expect(
      broken('tierMixAccounts', company('2026-12-31'), { a: 'ana', b: 'ana', c: 'ana', d: 'ana' }),
    ).toEqual([['too-many-accounts-of-tier', 'ana', 3, 2]]);
  });
});
