import { type AccountId, type CsmId, seededRng } from '@bailiwick/kernel';
import { account, assign, csm, input } from './testing/company.js';
import { everythingOn, lawfulPlan } from './testing/everything-on.js';
import { randomCompany, randomPlan } from './testing/random-company.js';
import { objectiveOf, verifyPlan } from './verify-plan.js';

describe('verifyPlan', () => {
  const found = verifyPlan(input(everythingOn), assign(lawfulPlan));

  it('says of each account where it is and how it came there', () => {
    expect([...found.accounts.keys()]).toEqual(Object.keys(lawfulPlan));
    expect(found.accounts.get('riv2' as AccountId)).toEqual({
      accountId: 'riv2',
      csmId: 'cy',
      previousCsmId: 'cy',
      aeId: 'ae1',
      tier: 'T2',
      arr: 100,
      hours: 2.5, // 5 × 0.5, as cy knows retail
      moved: false,
      mandatory: false,
      discretionary: false,
      placed: false,
      held: false,
    });
    expect(found.accounts.get('lost' as AccountId)).toMatchObject({
      previousCsmId: 'left-long-ago',
      mandatory: true,
    });
    expect(found.accounts.get('idle' as AccountId)).toMatchObject({
      csmId: null,
      previousCsmId: null,
      aeId: null,
      hours: 10,
    });
    expect(found.accounts.get('pin' as AccountId)).toMatchObject({ held: true, mandatory: true });
  });

  it('says of each CSM what is in the book', () => {
    expect(found.csms.get('cy' as CsmId)).toEqual({
      csmId: 'cy',
      accounts: 4,
      arr: 500,
      hours: 27.5,
      capacityHours: 30,
      utilisation: 27.5 / 30,
      ceilingHours: 36,
      pairs: 2,
      movesIn: 2,
      movesOut: 0,
    });
    expect(found.csms.get('ben' as CsmId)).toMatchObject({ accounts: 3, movesIn: 0, movesOut: 3 });
    expect(found.csms.get('pool' as CsmId)).toMatchObject({ accounts: 1, pairs: 0, movesIn: 1 });
    expect(found.csms.get('old-pool' as CsmId)).toMatchObject({
      capacityHours: 0,
      utilisation: 0,
      movesOut: 1,
    });
  });

  it('adds the terms up, and so does objectiveOf', () => {
    for (let seed = 1; seed <= 5; seed++) {
      const rng = seededRng(seed);
      const company = randomCompany(rng, 80, 10, 6);
      const plan = randomPlan(rng, company);
      const { objective, terms } = verifyPlan(input(company), plan);
      expect(objective).toBeCloseTo(
        Object.values(terms).reduce((sum: number, p: number) => sum + p, 0),
        6,
      );
      expect(objectiveOf(input(company), plan)).toBe(objective);
      expect(Math.min(...Object.values(terms))).toBeGreaterThanOrEqual(0);
    }
  });

  it('refuses an account without a known tier and ids that are there twice', () => {
    const untiered = { ...input({ accounts: [account('a')], csms: [] }), tierOf: new Map() };
    expect(() => verifyPlan(untiered, assign({}))).toThrow('active account a has no tier');
    expect(() => verifyPlan(input({ accounts: [account('a'), account('a')], csms: [] }), assign({}))).toThrow(
      'account a is in the company twice',
    );
    expect(() => verifyPlan(input({ accounts: [], csms: [csm('j'), csm('j')] }), assign({}))).toThrow(
      'CSM j is in the company twice',
    );
  });

  it('takes ten times as long, not a hundred times, for ten times the accounts and CSMs', () => {
    const fastest = (accounts: number, csms: number): number => {
      const rng = seededRng(7);
      const company = randomCompany(rng, accounts, csms, csms);
      const [planning, plan] = [input(company), randomPlan(rng, company)];
      const times = [1, 2].map(() => {
        const start = performance.now();
        verifyPlan(planning, plan);
        return performance.now() - start;
      });
      return Math.min(...times);
    };
    expect(fastest(5000, 100) / fastest(500, 10)).toBeLessThan(50);
  });
});
