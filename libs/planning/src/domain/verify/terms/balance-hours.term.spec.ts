import { account, csm } from '../testing/company.js';
import { pointsOf } from '../testing/judge.js';

const balanceHours = [
  { beyondPoints: 5, perPoint: 1 },
  { beyondPoints: 15, perPoint: 2 },
];
const emea = { region: 'EMEA' };

describe('balanceHours', () => {
  const company = {
    accounts: [
      account('a', emea),
      account('b', emea),
      account('c', emea),
      account('d', { region: 'APAC' }),
      account('p', { tier: 'P' }),
    ],
    csms: [
      csm('ana', { regions: ['EMEA', 'APAC'], capacityHours: 40 }),
      csm('ben', { regions: ['EMEA'], capacityHours: 60 }),
      csm('idle', { regions: ['AMER'] }),
      csm('off', { regions: ['EMEA'], capacityHours: 0 }),
      csm('pool', { pool: true, capacityHours: 10 }),
    ],
    policy: { weights: { balanceHours } },
  };

  it('prices the distance from the utilisation of the group, more the further', () => {
    // EMEA: hours 30 (a, b, c), capacity 100: U = 30%. ana 30/40 = 75%: 45 away: 1 × 40 + 2 × 30 = 100.
    // ben 0%: 30 away: 1 × 25 + 2 × 15 = 55. idle: 0 of 0%. pool: 1 hour of 10, U = 10%: 0 away.
    expect(
      pointsOf('balanceHours', company, { a: 'ana', b: 'ana', c: 'ana', d: null, p: 'pool' }),
    ).toBeCloseTo(155, 9);
  });

  it('counts the work of other regions in the load, not in the group', () => {
    // ana 10 (a) + 10 (d) = 50%: 20 away: 15 + 10 = 25. ben 20/60 = 33.3%: 3.3 away: 0
    expect(
      pointsOf('balanceHours', company, { a: 'ana', b: 'ben', c: 'ben', d: 'ana', p: 'pool' }),
    ).toBeCloseTo(25, 9);
  });

  it('makes one group of all persons where the policy says so', () => {
    const policy = {
      balanceWithin: 'all' as const,
      weights: { balanceHours: [{ beyondPoints: 0, perPoint: 1 }] },
    };
    // persons: hours 40, capacity 40 + 60 + 100 = 200: U = 20%. ana 50% → 30, ben 33.33% → 13.33, idle 0% → 20; pool 0
    const points = pointsOf(
      'balanceHours',
      { ...company, policy },
      { a: 'ana', b: 'ben', c: 'ben', d: 'ana', p: 'pool' },
    );
    expect(points).toBeCloseTo(30 + 40 / 3 + 20, 9);
  });

  it('never asks for more than full utilisation, and takes the target at skill factor 1', () => {
    const accounts = [account('a', { industry: 'bank' }), account('b', { industry: 'bank' })];
    const policy = {
      hours: { skillFactors: [{ skill: 'bank', factor: 2 }] },
      weights: { balanceHours: [{ beyondPoints: 0, perPoint: 1 }] },
    };
    // hours 20, capacity 80: U = 25%; load 2 × 10 × 2 = 40 of 80 = 50%: 25 away
    const roomy = { accounts, csms: [csm('j', { capacityHours: 80, skills: ['bank'] })], policy };
    expect(pointsOf('balanceHours', roomy, { a: 'j', b: 'j' })).toBe(25);
    // hours 20, capacity 10: U = 100%, not 200%; load 20 of 10 = 200% with one account: 100 away
    const tight = { accounts, csms: [csm('j', { capacityHours: 10, skills: ['bank'] })], policy };
    expect(pointsOf('balanceHours', tight, { a: 'j', b: null })).toBe(100);
  });
});
