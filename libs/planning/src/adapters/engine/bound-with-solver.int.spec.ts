import { seededRng } from '@bailiwick/kernel';
import { boundFromMultipliers, lagrangianBound, type ModelSolver } from '../../domain/bound/index.js';
import { buildMip } from '../../domain/model/index.js';
import type { Problem } from '../../domain/problem/problem.js';
import { crowded, WEIGHT } from '../../testing/crowded-problem.js';
import { bruteForce, randomProblem } from '../../testing/random-problem.js';
import { modelSolver } from './model-solver.js';

const slack = (value: number): number => 1e-7 * Math.max(1, Math.abs(value));

interface Case {
  readonly seed: number;
  readonly problem: Problem;
  readonly optimum: number;
}

/** Random problems with hours that are often too short for everybody, and every other feature by the toss of a coin. */
function cases(count: number): Case[] {
  const found: Case[] = [];
  for (let seed = 0; found.length < count; seed++) {
    const features = { nobody: true, ceilings: true, pairs: true };
    const problem = randomProblem(seededRng(seed), { units: 6, csms: 3, arcsPerUnit: 3, features });
    const optimum = bruteForce(problem)?.objective;
    if (optimum !== undefined) found.push({ seed, problem, optimum });
  }
  return found;
}

describe('a bound with the help of a solver', () => {
  let solver: ModelSolver;
  beforeEach(async () => {
    solver = await modelSolver(Number.POSITIVE_INFINITY, () => false);
  });

  it('never exceeds the optimum, with parts where hours are short solved as one as without', () => {
    let raised = 0;
    for (const { seed, problem, optimum } of cases(150)) {
      const upperBound = optimum + (seed % 3) * 20;
      const cold = lagrangianBound(problem, { upperBound, iterations: 10, solver });
      const warm = lagrangianBound(problem, { upperBound, iterations: 10, solver, warm: cold.multipliers });
      for (const { bound, jointBound, multipliers } of [cold, warm]) {
        const at = { seed, optimum, bound, jointBound };
        const valid = bound <= optimum + slack(optimum) && jointBound <= optimum + slack(optimum);
        expect({ ...at, valid }).toEqual({ ...at, valid: true });
        expect(boundFromMultipliers(problem, multipliers)).toBe(bound);
        expect(jointBound).toBeGreaterThanOrEqual(bound);
      }
      if (warm.jointBound > warm.bound + 0.1) raised++;
    }
    expect(raised).toBeGreaterThan(10);
  });

  it('begins with the linear relaxation where there is a solver, and goes on without where that fails', () => {
    const { problem, optimum } = cases(4)[3]!;
    const phasesWith = (helper: ModelSolver | undefined): string[] => {
      const phases = new Set<string>();
      const { bound } = lagrangianBound(problem, {
        upperBound: optimum,
        iterations: 20,
        solver: helper,
        onProgress: ({ phase }) => phases.add(phase),
      });
      expect(bound).toBeLessThanOrEqual(optimum + slack(optimum));
      return [...phases];
    };
    expect(phasesWith(solver)).toContain('linear-prices');
    expect(phasesWith(undefined)).not.toContain('linear-prices');
    const unable: ModelSolver = { duals: () => undefined, leastCost: () => undefined };
    expect(phasesWith(unable)).toEqual(['unassigned', 'load-prices', 'book-prices']);
  });

  it('does without a solver that breaks, and has a new one afterwards', async () => {
    const model = buildMip(crowded(5));
    const broken = { ...model, rowIndex: undefined as unknown as Int32Array };
    expect(solver.duals(broken)).toBeUndefined();
    expect(solver.leastCost(model, { share: 1 })).toBeUndefined();
    const next = await modelSolver(Number.POSITIVE_INFINITY, () => false);
    expect(next.leastCost(model, { share: 1 })).toBeCloseTo(WEIGHT + 20, -2);
  });

  it('proves the best plan of books that only fit together', () => {
    // Four of six accounts fit, and who they are is not for each book to choose by itself.
    const problem = crowded(6);
    const optimum = bruteForce(problem)!.objective;
    const options = { upperBound: optimum + 2, iterations: 2, solver };
    const { multipliers } = lagrangianBound(problem, options);
    const { jointBound } = lagrangianBound(problem, { ...options, warm: multipliers });
    expect(optimum).toBeGreaterThan(2 * WEIGHT);
    expect(jointBound).toBeLessThanOrEqual(optimum);
    expect(jointBound).toBeGreaterThan(optimum - 3);
  });
});
