import { BailiwickError } from '@bailiwick/kernel';
import { evaluateSolution, loadsOf } from './evaluate.js';
import type { Problem } from './problem.js';

/**
 * Two units, two CSMs. Unit 0: CSM 0 (cost 5, 1,000 centihours, pair 0) or nobody. Unit 1: CSM 0 (cost 0, 600, pairs 0
 * and 1) or CSM 1 (cost 7, 600, pair 2).
 */
const problem: Problem = {
  unitCount: 2,
  csmCount: 2,
  arcStart: Int32Array.of(0, 2, 4),
  arcCsm: Int32Array.of(0, -1, 0, 1),
  arcCost: Float64Array.of(5, 1_000_003, 0, 7),
  arcHours: Float64Array.of(1000, 0, 600, 600),
  unitArr: Float64Array.of(300, 100),
  todayArc: Int32Array.of(0, -1),
  unitSize: Int32Array.of(1, 2),
  unassignedPoints: Float64Array.of(1_000_000, 0),
  pairOfArcStart: Int32Array.of(0, 1, 1, 3, 4),
  pairOfArc: Int32Array.of(0, 0, 1, 2),
  pairCount: 3,
  pairCost: Float64Array.of(40, 11, 2),
  pairKind: Uint8Array.of(0, 1, 0),
  pairOwner: Int32Array.of(0, 0, 0),
  pairCsm: Int32Array.of(0, 0, 1),
  avpOfAe: Int32Array.of(0),
  pairCeilings: [{ kind: 'csms-per-ae', subject: 'ae', limit: 1, pairs: Int32Array.of(0, 2) }],
  rows: [{ kind: 'max-accounts', subject: 'csm-0', limit: 2 }],
  rowOfArcStart: Int32Array.of(0, 1, 1, 2, 2),
  rowOfArc: Int32Array.of(0, 0),
  rowCoef: Float64Array.of(1, 2),
  ceiling: Float64Array.of(1500, 600),
  meters: [
    {
      quantity: 'hours',
      csm: 0,
      pieces: [
        { term: 'overload', side: 1, at: 1200, slope: 0.5 },
        { term: 'balanceHours', side: -1, at: 1100, slope: 2 },
      ],
    },
    { quantity: 'arr', csm: 1, pieces: [{ term: 'balanceArr', side: 1, at: 60, slope: 3 }] },
    { quantity: 'renewals-2', csm: 1, pieces: [{ term: 'balanceRenewals', side: 1, at: 10, slope: 1 }] },
  ],
  unitRenewals: [new Float64Array(2), new Float64Array(2), Float64Array.of(0, 30), new Float64Array(2)],
};

describe('evaluateSolution', () => {
  it('adds arc, pair and meter points, each pair once', () => {
    const split = evaluateSolution(problem, Int32Array.of(0, 3));
    expect(split).toMatchObject({ arcPoints: 12, unassignedPoints: 0, pairPoints: 42 });
    expect(split.meterPoints).toEqual({
      overload: 0,
      balanceHours: 200,
      balanceArr: 120,
      balanceRenewals: 20,
    });
    expect(split.objective).toBe(12 + 42 + 200 + 120 + 20);
    const together = evaluateSolution(problem, Int32Array.of(0, 2));
    expect(together.pairPoints).toBe(51);
    expect(together.meterPoints.overload).toBe(200);
  });

  it('names every broken limit with what it carries', () => {
    const { feasible, violations } = evaluateSolution(problem, Int32Array.of(0, 2));
    expect(feasible).toBe(false);
    expect(violations.ceilings).toEqual([{ index: 0, activity: 1600, limit: 1500 }]);
    expect(violations.rows).toEqual([{ index: 0, activity: 3, limit: 2 }]);
    expect(violations.pairCeilings).toEqual([]);
    const split = evaluateSolution(problem, Int32Array.of(0, 3)).violations;
    expect(split.pairCeilings).toEqual([{ index: 0, activity: 2, limit: 1 }]);
  });

  it('counts the points of an unassigned unit apart from what else its arc costs', () => {
    const { arcPoints, unassignedPoints, feasible } = evaluateSolution(problem, Int32Array.of(1, 3));
    expect({ arcPoints, unassignedPoints, feasible }).toEqual({
      arcPoints: 10,
      unassignedPoints: 1_000_000,
      feasible: true,
    });
    expect([...loadsOf(problem, Int32Array.of(1, 3), 'hours')]).toEqual([0, 600]);
  });

  it.each([
    ['an arc of another unit', Int32Array.of(2, 2)],
    ['no arc', Int32Array.of(-1, 2)],
    ['too few arcs', Int32Array.of(0)],
  ])('refuses %s', (_, solution) => {
    expect(() => evaluateSolution(problem, solution)).toThrow(BailiwickError);
  });
});
