import { account, csm } from '../testing/company.js';
import { pointsOf } from '../testing/judge.js';

describe('overload', () => {
  const company = (mode: 'priced' | 'hard') => ({
    accounts: [account('a'), account('b', { industry: 'bank' }), account('c'), account('d')],
    csms: [
      csm('ana', { capacityHours: 17.5, skills: ['bank'] }),
      csm('ben', { capacityHours: 30 }),
      csm('off', { capacityHours: 0 }),
    ],
    policy: {
      hours: { skillFactors: [{ skill: 'bank', factor: 1.5 }] },
      capacity: { mode, overloadPointsPerHour: 200 },
    },
  });

  it('prices hours beyond capacity, skill factors included, and no idle ones', () => {
    // ana: 10 + 10 × 1.5 = 25, 25 − 17.5 = 7.5 over; ben: 10 of 30. 7.5 × 200
    expect(pointsOf('overload', company('priced'), { a: 'ana', b: 'ana', c: 'ben', d: null })).toBe(1500);
  });

  it('leaves out CSMs without capacity, where an account breaks a constraint instead', () => {
    expect(pointsOf('overload', company('priced'), { a: 'off', b: null, c: null, d: null })).toBe(0);
  });

  it('is nothing in mode hard', () => {
    expect(pointsOf('overload', company('hard'), { a: 'ana', b: 'ana', c: 'ben', d: null })).toBe(0);
  });
});
