import { seededRng } from '@bailiwick/kernel';
import { crowded, WEIGHT } from '../../testing/crowded-problem.js';
import { bruteForce, randomProblem } from '../../testing/random-problem.js';
import { sideBySide } from '../../testing/side-by-side.js';
import { evaluateSolution } from '../problem/evaluate.js';
import type { Problem } from '../problem/problem.js';
import { countingPart, provenPoints } from './bound-from-multipliers.js';
import { lagrangianBound } from './lagrangian-bound.js';
import { contendedParts } from './contended-parts.js';
import { countingProblem } from './counting-problem.js';
import { impossibleArcs } from './impossible-arcs.js';
import { noMultipliers } from './multipliers.js';
import { settleUnassigned, type UnassignedFloor } from './unassigned-floor.js';

const settle = (problem: Problem, upperBound: number): UnassignedFloor =>
  settleUnassigned(problem, upperBound, impossibleArcs(problem));

/** The least points that any plan spends on unassigned accounts among these units. */
function fewestAmong(problem: Problem, units: Int32Array): number {
  const chosen = new Set(units);
  const unassignedPoints = problem.unassignedPoints.map((p, u) => (chosen.has(u) ? p : 0));
  return bruteForce(countingProblem({ ...problem, unassignedPoints }, undefined))!.objective;
}

describe('parts that contend for hours', () => {
  it('are none where there is room for everybody, also after rounding to whole accounts', () => {
    expect(contendedParts(crowded(2))).toEqual([]);
    expect(contendedParts(sideBySide([crowded(1), crowded(2)]))).toEqual([]);
  });

  it('are apart where no CSM is shared, and leave out who has room', () => {
    const parts = contendedParts(sideBySide([crowded(5), crowded(2), crowded(7)]));
    expect(parts).toEqual([Int32Array.of(0, 1, 2, 3, 4), Int32Array.of(7, 8, 9, 10, 11, 12, 13)]);
  });

  it('are each rounded up: half an account twice is two accounts', () => {
    // 200 h for 190 h: a quarter of an account has no room, which is a whole one in each part.
    const tight = (): Problem => ({ ...crowded(5), ceiling: Float64Array.of(9_500, 9_500) });
    const floor = settle(sideBySide([tight(), tight()]), 2 * WEIGHT + 1_000);
    expect(floor).toMatchObject({ points: 2 * WEIGHT, settled: true });
    expect(floor.parts).toHaveLength(2);
  });
});

describe('a part under the limits of the whole', () => {
  /** Five accounts for room for four; the first has to go to the first CSM: −x ≤ −1. */
  const forced: Problem = {
    ...crowded(5),
    rows: [{ kind: 'conflict', subject: 'first', limit: -1 }],
    rowOfArcStart: Int32Array.from({ length: 16 }, (_, a) => (a === 0 ? 0 : 1)),
    rowOfArc: Int32Array.of(0),
    rowCoef: Float64Array.of(-1),
  };

  it('is not limited by what others may put right, whatever price is claimed for it', () => {
    const units = Int32Array.of(1, 2, 3, 4);
    const part = countingPart(forced, units);
    const multipliers = { ...noMultipliers(part), row: Float64Array.of(1_000) };
    expect(provenPoints(forced, { units, multipliers })).toBe(0);
    expect(fewestAmong(forced, units)).toBe(WEIGHT);
  });
});

describe('the floor of unassigned accounts', () => {
  it('is nothing to prove where a plan that serves everybody is known', () => {
    expect(settle(crowded(4), 50)).toEqual({ points: 0, settled: true, parts: [] });
  });

  it('counts what capacity cannot hold, also where only whole accounts do not fit', () => {
    // 5 × 40 h fill 200 h exactly, but a CSM holds only two whole accounts.
    expect(settle(crowded(5), WEIGHT + 100)).toMatchObject({ points: WEIGHT, settled: true });
    expect(settle(crowded(7), 3 * WEIGHT + 100)).toMatchObject({
      points: 3 * WEIGHT,
      settled: true,
    });
  });

  it('says so when the known plan leaves more unassigned than must be', () => {
    const floor = settle(crowded(5), 3 * WEIGHT + 100);
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
      const floor = settle(problem, best.objective);
      const fewest = bruteForce(countingProblem(problem, undefined))!.objective;
      expect(floor.points).toBeLessThanOrEqual(fewest * (1 + 1e-9));
      for (const { units, points } of floor.parts)
        expect(points).toBeLessThanOrEqual(fewestAmong(problem, units) * (1 + 1e-9));
      expect(floor.points).toBeLessThanOrEqual(unassignedPoints * (1 + 1e-9));
      if (!floor.settled) continue;
      settled++;
      expect(floor.points).toBeCloseTo(unassignedPoints, 3);
    }
    expect(settled).toBeGreaterThan(25);
  });
});
