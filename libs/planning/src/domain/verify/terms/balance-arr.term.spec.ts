import { account, csm } from '../testing/company.js';
import { pointsOf } from '../testing/judge.js';

describe('balanceArr', () => {
  const company = {
    accounts: [
      account('a', { arr: 500 }),
      account('b', { arr: 300 }),
      account('c', { arr: 200 }),
      account('p', { arr: 7, tier: 'P' }),
    ],
    csms: [
      csm('ana', { capacityHours: 30 }),
      csm('ben', { capacityHours: 70 }),
      csm('pool', { pool: true }),
      csm('none', { regions: ['APAC'] }),
    ],
    policy: { weights: { balanceArr: [{ beyondPoints: 20, perPoint: 0.2 }] } },
  };

  it('prices the distance from the share of capacity in the ARR of the group', () => {
    // targets: ana 1000 × 30/100 = 300, ben 700. ana 500 = 166.67%: 66.67 away: 0.2 × 46.67 = 9.33
    // ben 500 = 71.43%: 28.57 away: 0.2 × 8.57 = 1.71. pool 7 of 7. none: target 0, nothing.
    expect(pointsOf('balanceArr', company, { a: 'ana', b: 'ben', c: 'ben', p: 'pool' })).toBeCloseTo(
      0.2 * (500 / 3 - 100 - 20) + 0.2 * (100 - 500 / 7 - 20),
      9,
    );
  });

  it('costs nothing within the dead band', () => {
    // ana 300 of 300; ben 700 of 700
    expect(pointsOf('balanceArr', company, { a: 'ben', b: 'ana', c: 'ben', p: 'pool' })).toBe(0);
  });

  it('is nothing where the target is 0, whatever is there', () => {
    // a goes to none (APAC), whose group has no ARR. ana 0 of 300: 100 away: 0.2 × 80 = 16; ben 500 of 700 as above
    expect(pointsOf('balanceArr', company, { a: 'none', b: 'ben', c: 'ben', p: 'pool' })).toBeCloseTo(
      16 + 0.2 * (80 - 500 / 7),
      9,
    );
  });
});
