import type { AccountRecord } from '@bailiwick/contracts';
import { account, csm } from '../testing/company.js';
import { pointsOf } from '../testing/judge.js';

const move = {
  base: 10,
  arrScale: 100000,
  renewalSoonDays: 90,
  renewalSoonFactor: 2,
  tenureYearsCap: 4,
  healthBelow: 60,
  healthFactor: 1.5,
};

/** Move points of one account that goes from ana to ben on 2026-01-01. */
function points(facts: Parameters<typeof account>[1], end: string | null = 'ben'): number {
  const a: AccountRecord = account('a', { csmId: 'ana', arr: 0, ...facts });
  return pointsOf(
    'move',
    { accounts: [a], csms: [csm('ana'), csm('ben')], policy: { weights: { move } } },
    { a: end },
  );
}

describe('move', () => {
  it('multiplies size, renewal, tenure and health', () => {
    // 2022-01-01 to 2026-01-01 are 1461 days = 4 years of 365.25; min(4, 4)/4 = 1
    // 10 × (1 + 50000/100000) × 2 × (1 + 1) × 1.5 = 90
    expect(
      points({ arr: 50000, renewalDate: '2026-03-01', csmSince: '2022-01-01', healthScore: 59 }),
    ).toBeCloseTo(90, 9);
  });

  it('takes each factor alone', () => {
    expect(points({})).toBe(10);
    expect(points({ arr: 250000 })).toBe(35); // 10 × (1 + 2.5)
    expect(points({ renewalDate: '2026-04-01' })).toBe(20); // 90 days ahead: 10 × 2
    expect(points({ renewalDate: '2026-01-01' })).toBe(20); // today: 10 × 2
    expect(points({ renewalDate: '2026-04-02' })).toBe(10); // 91 days ahead
    expect(points({ renewalDate: '2025-12-31' })).toBe(10); // yesterday
    expect(points({ csmSince: '2025-01-01' })).toBeCloseTo(10 * (1 + 365 / 365.25 / 4), 9);
    expect(points({ csmSince: '2010-01-01' })).toBe(20); // capped: 10 × (1 + 4/4)
    expect(points({ csmSince: '2026-05-01' })).toBe(10); // later than today
    expect(points({ healthScore: 60 })).toBe(10);
    expect(points({ healthScore: 0 })).toBe(15); // 10 × 1.5
  });

  it('costs nothing to stay, and as much to lose the CSM without a new one', () => {
    expect(points({}, 'ana')).toBe(0);
    expect(points({}, null)).toBe(10);
  });

  it('costs nothing where there was no CSM, or one who is gone', () => {
    expect(points({ csmId: undefined })).toBe(0);
    expect(points({ csmId: 'somebody-who-left' })).toBe(0);
  });
});
