import { account, csm } from '../testing/company.js';
import { broken } from '../testing/judge.js';

describe('tierMixMinShare', () => {
  const company = (lockedUntil?: string) => ({
    accounts: [
      account('a'), // 10 hours of T1
      account('b', { csmId: 'ana', lockedUntil, tier: 'T2' }), // 5 hours
      account('c', { tier: 'T2' }), // 5 hours
      account('d', { tier: 'T2' }), // 5 hours
    ],
    csms: [csm('ana')],
    policy: { tierMix: [{ tier: 'T1', minHoursShare: 0.5 }] },
  });

  it('compares hours of the tier with the share of all hours; nobody needs hours of an empty book', () => {
    // 10 of 20 is half; 10 of 25: at least 12.5
    expect(broken('tierMixMinShare', company(), { a: 'ana', b: 'ana', c: 'ana', d: null })).toEqual([]);
    expect(broken('tierMixMinShare', company(), { a: 'ana', b: 'ana', c: 'ana', d: 'ana' })).toEqual([
      ['tier-share-too-low', 'ana', 10, 12.5],
    ]);
    expect(broken('tierMixMinShare', company(), { a: null, b: null, c: null, d: null })).toEqual([]);
  });

  it('has the slack that locked units alone need', () => {
    // locked: 0 of 5, slack max(0, 0.5 × 5 − 0) = 2.5. All four: 10 ≥ 0.5 × 25 − 2.5 = 10
    expect(
      broken('tierMixMinShare', company('2026-12-31'), { a: 'ana', b: 'ana', c: 'ana', d: 'ana' }),
    ).toEqual([]);
    // b and c: 0 < 0.5 × 10 − 2.5 = 2.5
    expect(
      broken('tierMixMinShare', company('2026-12-31'), { a: null, b: 'ana', c: 'ana', d: null }),
    ).toEqual([['tier-share-too-low', 'ana', 0, 2.5]]);
  });
});
