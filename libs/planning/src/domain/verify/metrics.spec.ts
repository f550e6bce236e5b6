import { gini, variation } from './metrics.js';
import { account, assign, csm, input } from './testing/company.js';
import { everythingOn, lawfulPlan } from './testing/everything-on.js';
import { verifyPlan } from './verify-plan.js';

describe('gini', () => {
  it('is half the mean difference of all pairs over the mean', () => {
    // |1−2| + |1−3| + |2−3| = 4, twice 8; 8 / (2 × 9 × 2)
    expect(gini([3, 1, 2])).toBeCloseTo(8 / 36, 12);
    expect(gini([5, 5, 5])).toBeCloseTo(0, 12);
    expect(gini([0, 0, 0, 8])).toBeCloseTo(0.75, 12);
    expect(gini([])).toBe(0);
    expect(gini([0, 0])).toBe(0);
  });
});

describe('variation', () => {
  it('is the standard deviation over the mean', () => {
    expect(variation([1, 3])).toBe(0.5); // mean 2, deviation 1
    expect(variation([4, 4])).toBe(0);
    expect(variation([])).toBe(0);
  });
});

describe('counts and metrics of a plan', () => {
  const { counts, metrics } = verifyPlan(input(everythingOn), assign(lawfulPlan));

  it('count accounts, moves, units and CSMs', () => {
    expect(counts).toEqual({
      accounts: 13,
      assigned: 12,
      unassigned: 1,
      moved: 5, // kid, pin, mover, lost, pooled
      mandatory: 4,
      discretionary: 1,
      placed: 1,
      held: 2, // lock, pin
      units: 12,
      families: 1,
      splitFamilies: 0,
      csms: 5,
      pools: 2,
      csmsWithoutCapacity: 1,
      csmsOverCapacity: 1,
    });
  });

  it('measure spread, pairs and moves', () => {
    // utilisation 35/30, 20/30, 27.5/30 = 7/6, 4/6, 5.5/6: mean 16.5/18; differences 3, 1.5, 1.5 of 6
    expect(metrics.giniUtilisation).toBeCloseTo((2 * 1) / (2 * 9 * (16.5 / 18)), 12);
    expect(metrics.meanUtilisation).toBeCloseTo(16.5 / 18, 12);
    expect(metrics.maxUtilisation).toBeCloseTo(7 / 6, 12);
    // ARR 700, 300, 500: mean 500, deviations 200, 200, 0
    expect(metrics.cvArr).toBeCloseTo(Math.sqrt(80000 / 3) / 500, 12);
    expect(metrics.giniArr).toBeCloseTo(1600 / (2 * 9 * 500), 12);
    expect(metrics).toMatchObject({
      overloadHours: 5,
      pairsInUse: 5,
      pairsToday: 6, // (ae1, ana), (ae1, ben), (ae1, cy), (ae2, ben), (ae2, cy), (ae3, ben)
      pairsNew: 1,
      pairsKept: 4,
      continuityRate: 10 / 11, // of 11 with an AE and a person all but `new`
      pctAccountsMoved: (100 * 5) / 11,
      pctArrMoved: (100 * 550) / 1450, // 100 + 200 + 100 + 100 + 50 of the book
      arrUnassigned: 100,
    });
  });

  it('ask for continuity with persons only', () => {
    const accounts = [
      account('a', { aeId: 'x', csmId: 'ana' }),
      account('p', { aeId: 'x', tier: 'P', csmId: 'pool' }),
    ];
    const company = { accounts, csms: [csm('ana'), csm('pool', { pool: true })] };
    const { metrics: kept } = verifyPlan(input(company), assign({ a: 'ana', p: 'pool' }));
    expect(kept).toMatchObject({ continuityRate: 1, pairsInUse: 1, pairsToday: 1 });
  });

  it('are 0 for a company without anything', () => {
    const empty = verifyPlan(input({ accounts: [], csms: [] }), assign({}));
    expect(empty).toMatchObject({
      objective: 0,
      violations: [],
      counts: { accounts: 0 },
      metrics: { pctArrMoved: 0, continuityRate: 1 },
    });
    const idle = verifyPlan(input({ accounts: [account('a')], csms: [csm('j')] }), assign({ a: null }));
    expect(idle.metrics).toMatchObject({ giniArr: 0, cvUtilisation: 0, meanUtilisation: 0 });
  });
});
