import { type Problem, readGapInstance } from '@bailiwick/planning';
import { assertSameModel, classPathWith } from './timefold.js';
import { timefoldFile } from './timefold-file.js';

/** One account, two CSMs, and one of everything that ties accounts together. */
const problem: Problem = {
  ...readGapInstance('2 1  3 4  500 600  700 650'),
  pairOfArcStart: Int32Array.of(0, 1, 2),
  pairOfArc: Int32Array.of(0, 1),
  pairCount: 2,
  pairCost: Float64Array.of(10, 20),
  pairCeilings: [{ kind: 'csms-per-ae', subject: 'Ann', limit: 1, pairs: Int32Array.of(0, 1) }],
  rows: [{ kind: 'budget-arr', subject: 'all', limit: 45_000.75 }],
  rowOfArcStart: Int32Array.of(0, 0, 1),
  rowOfArc: Int32Array.of(0),
  rowCoef: Float64Array.of(40_000),
  unitArr: Float64Array.of(40_000),
  unitRenewals: [Float64Array.of(1), Float64Array.of(2), Float64Array.of(3), Float64Array.of(4)],
  meters: [
    { quantity: 'hours', csm: 0, pieces: [{ term: 'overload', side: 1, at: 300, slope: 0.5 }] },
    { quantity: 'renewals-2', csm: 1, pieces: [{ term: 'balanceRenewals', side: -1, at: 9, slope: 2 }] },
    { quantity: 'arr', csm: 1, pieces: [{ term: 'balanceArr', side: -1, at: 50_000, slope: 0.001 }] },
  ],
};

describe('the problem that Timefold is asked', () => {
  it('has every array of ours, as lists that begin with their length', () => {
    expect(timefoldFile(problem).trim().split('\n')).toEqual([
      '1 2',
      ...['2 0 2', '2 0 1', '2 3 4', '2 500 600'],
      ...['3 0 1 2', '2 0 1', '2 10 20'],
      ...['3 0 0 1', '1 0', '1 40000', '1 45000.75'],
      ...['1 1', '2 0 1', '2 700 650'],
      // Two quantities beside hours, what each account carries of them, the pieces of each CSM's hours and these.
      ...['2', '2 3 40000', '3 1 300 0.5', '0', '0', '0', '3 -1 9 2', '3 -1 50000 0.001'],
    ]);
  });

  it('is ours only if its plan costs there what it costs here', () => {
    // 4 + 20 for the second CSM, nothing overloaded, 6 renewals and 10,000 of ARR below what is wanted there.
    const costs = 4 + 20 + 12 + 10;
    expect(() => assertSameModel(problem, Int32Array.of(1), { points: costs, feasible: true })).not.toThrow();
    expect(() => assertSameModel(problem, null, { points: 0, feasible: false })).not.toThrow();
    for (const wrong of [
      { points: costs + 0.1, feasible: true },
      { points: costs, feasible: false },
    ])
      expect(() => assertSameModel(problem, Int32Array.of(1), wrong)).toThrow(/does not cost what it says/);
  });

  it('is not asked where there is no place for Java, and it is told why', async () => {
    expect(await classPathWith('/dev/null/nowhere')).toEqual({ why: expect.any(String) });
  });
});
