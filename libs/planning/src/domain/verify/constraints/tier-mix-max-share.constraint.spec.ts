import { account, csm } from '../testing/company.js';
import { broken } from '../testing/judge.js';

describe('tierMixMaxShare', () => {
  const company = (lockedUntil?: string) => ({
    accounts: [
      account('a', { csmId: 'ana', lockedUntil }), // 10 hours of T1
      account('b'), // 10 hours of T1
      account('c', { tier: 'T2' }), // 5 hours
      account('d', { tier: 'T2' }), // 5 hours
    ],
    csms: [csm('ana'), csm('pool', { pool: true })],
    policy: { tierMix: [{ tier: 'T1', maxHoursShare: 0.5 }] },
  });

  it('compares hours of the tier with the share of all hours', () => {
    // 10 of 20 is half; 10 of 15: at most 7.5
    expect(broken('tierMixMaxShare', company(), { a: 'ana', b: null, c: 'ana', d: 'ana' })).toEqual([]);
    expect(broken('tierMixMaxShare', company(), { a: 'ana', b: null, c: 'ana', d: null })).toEqual([
      ['tier-share-too-high', 'ana', 10, 7.5],
    ]);
    expect(broken('tierMixMaxShare', company(), { a: 'pool', b: null, c: null, d: null })).toEqual([]);
  });

  it('has the slack that locked units alone need', () => {
    // locked: 10 of 10, slack max(0, 10 − 0.5 × 10) = 5. a and c: 10 ≤ 0.5 × 15 + 5 = 12.5
    expect(
      broken('tierMixMaxShare', company('2026-12-31'), { a: 'ana', b: null, c: 'ana', d: null }),
    ).toEqual([]);
    // a, b and c: 20 > 0.5 × 25 + 5 = 17.5
    expect(
      broken('tierMixMaxShare', company('2026-12-31'), { a: 'ana', b: 'ana', c: 'ana', d: null }),
    ).toEqual([['tier-share-too-high', 'ana', 20, 17.5]]);
  });
});
