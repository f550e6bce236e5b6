import { seededRng } from '@bailiwick/kernel';
import { bruteForce, randomProblem } from '../../testing/random-problem.js';
import { evaluateSolution } from '../problem/evaluate.js';
import type { Problem } from '../problem/problem.js';
import { lagrangianBound } from './lagrangian-bound.js';
import { settleUnassigned } from './unassigned-floor.js';

const WEIGHT = 1_000_000;

/** `units` accounts of 40 hours each, and two CSMs of 100 hours each: room for four. */
function crowded(units: number): Problem {
  const arcs = 3 * units;
  return {
    unitCount: units,
    csmCount: 2,
    arcStart: Int32Array.from({ length: units + 1 }, (_, u) => 3 * u),
    arcCsm: Int32Array.from({ length: arcs }, (_, a) => [0, 1, -1][a % 3]),
    arcCost: Float64Array.from({ length: arcs }, (_, a) => (a % 3 === 2 ? WEIGHT : 5 + (a % 7))),
    arcHours: Float64Array.from({ length: arcs }, (_, a) => (a % 3 === 2 ? 0 : 4000)),
    unitArr: new Float64Array(units),
    todayArc: new Int32Array(units).fill(-1),
    unitSize: new Int32Array(units).fill(1),
    unassignedPoints: new Float64Array(units).fill(WEIGHT),
    pairOfArcStart: new Int32Array(arcs + 1),
    pairOfArc: new Int32Array(0),
    pairCount: 0,
    pairCost: new Float64Array(0),
    pairKind: new Uint8Array(0),
    pairOwner: new Int32Array(0),
    pairCsm: new Int32Array(0),
    avpOfAe: new Int32Array(0),
    pairCeilings: [],
    rows: [],
    rowOfArcStart: new Int32Array(arcs + 1),
    rowOfArc: new Int32Array(0),
    rowCoef: new Float64Array(0),
    ceiling: Float64Array.of(10_000, 10_000),
    meters: [],
    unitRenewals: [],
  };
}

describe('the floor of unassigned accounts', () => {
  it('is nothing to prove where a plan that serves everybody is known', () => {
    expect(settleUnassigned(crowded(4), 50)).toEqual({ points: 0, settled: true });
  });

  it('counts what capacity cannot hold, also where only whole accounts do not fit', () => {
    // 5 × 40 h fill 200 h exactly, but a CSM holds only two whole accounts.
    expect(settleUnassigned(crowded(5), WEIGHT + 100)).toMatchObject({ points: WEIGHT, settled: true });
    expect(settleUnassigned(crowded(7), 3 * WEIGHT + 100)).toMatchObject({
      points: 3 * WEIGHT,
      settled: true,
    });
  });

  it('says so when the known plan leaves more unassigned than must be', () => {
    const floor = settleUnassigned(crowded(5), 3 * WEIGHT + 100);
    expect(floor.settled).toBe(false);
    expect(floor.points).toBeLessThanOrEqual(WEIGHT);
  });

  it('keeps the bound tight on what is left to decide', () => {
    const problem = crowded(6);
    const best = bruteForce(problem)!.objective;
    const { bound, provenUnassigned } = lagrangianBound(problem, { upperBound: best, iterations: 80 });
    expect(provenUnassigned).toEqual({ points: 2 * WEIGHT, settled: true });
    expect(bound).toBeLessThanOrEqual(best);
    expect(bound).toBeGreaterThan(best - 3);
  });

  it('never exceeds what the best plan leaves, and is that when it is settled', () => {
    let settled = 0;
    for (let seed = 0; seed < 70; seed++) {
      const features = {
        nobody: true,
        ceilings: true,
        maxAccounts: true,
        csmsPerAe: seed % 2 === 0,
        pairs: true,
      };
      const problem = randomProblem(seededRng(seed), { units: 5, features });
      const best = bruteForce(problem);
      if (!best) continue;
      const { unassignedPoints } = evaluateSolution(problem, best.solution);
      const floor = settleUnassigned(problem, best.objective);
      expect(floor.points).toBeLessThanOrEqual(unassignedPoints * (1 + 1e-9));
      if (!floor.settled) continue;
      settled++;
      expect(floor.points).toBeCloseTo(unassignedPoints, 3);
    }
    expect(settled).toBeGreaterThan(25);
  });
});
