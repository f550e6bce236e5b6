import { seededRng } from '@bailiwick/kernel';
import { threadedEngine } from '../../adapters/engine/threaded-engine.js';
import { loadHighsDriver } from '../../adapters/solver/highs.driver.js';
import type { SolverDriver } from '../../adapters/solver/solve-task.js';
import { countingProblem } from '../../domain/bound/counting-problem.js';
import { lagrangianBound } from '../../domain/bound/index.js';
import { buildMip } from '../../domain/model/index.js';
import type { Problem } from '../../domain/problem/problem.js';
import { inlineEngine } from '../../testing/inline-engine.js';
import {
  FEATURES,
  randomProblem,
  randomSolution,
  withRoomFor,
  type Feature,
} from '../../testing/random-problem.js';
import type { PlanOptions } from '../plan-territories/plan-options.js';
import { solveProblem } from './solve-problem.js';

const PATIENCE = 300_000;
const COUNT = 200;
const everything = Object.fromEntries(FEATURES.map((name) => [name, true])) as Record<Feature, boolean>;
const options: PlanOptions = { seed: 1, iterations: 2_000, timeLimitSeconds: null, solver: 'highs' };
const slack = (value: number): number => 1e-6 * Math.max(1, Math.abs(value));

/** A problem with every term on, more than brute force could try, whose limits some plan keeps. */
function drawProblem(seed: number): Problem {
  const rng = seededRng(10_000 + seed);
  const size = { units: 6 + (seed % 4), csms: 4, aes: 3 };
  const problem = randomProblem(rng, { ...size, features: everything });
  return withRoomFor(problem, randomSolution(rng, problem));
}

describe('plans of problems whose optimum HiGHS proves', () => {
  let highs: SolverDriver;
  beforeAll(async () => (highs = await loadHighsDriver()));

  const optimumOf = (problem: Problem): number => {
    const outcome = highs.solve(buildMip(problem), { timeLimitSeconds: 60 });
    if (outcome.status !== 'optimal') throw new Error(JSON.stringify(outcome));
    return outcome.objective;
  };

  it(
    'have a Lagrangian bound below it, every term on',
    () => {
      let apart = 0;
      for (let seed = 0; seed < COUNT; seed++) {
        const problem = drawProblem(seed);
        const optimum = optimumOf(problem);
        const upperBound = seed % 3 === 0 ? Number.POSITIVE_INFINITY : optimum;
        const { bound } = lagrangianBound(problem, { upperBound, iterations: 40 });
        if (bound > optimum + slack(optimum)) throw new Error(`seed ${seed}: bound ${bound} > ${optimum}`);
        if (bound < 0.9 * optimum) apart++;
      }
      expect(apart / COUNT).toBeLessThan(0.5);
    },
    PATIENCE,
  );

  it(
    'are never better than it, claim no bound above it, and reach it where they are called proven',
    async () => {
      const engine = inlineEngine({ solve: (model, o) => Promise.resolve(highs.solve(model, o)) });
      let reached = 0;
      for (let seed = 0; seed < 25; seed++) {
        const problem = drawProblem(seed);
        const optimum = optimumOf(problem);
        const found = await solveProblem(problem, options, engine, Date.now);
        const { feasible, objective, bound } = found;
        expect({ seed, feasible }).toEqual({ seed, feasible: true });
        expect(objective).toBeGreaterThanOrEqual(optimum - slack(optimum));
        expect(bound).toBeLessThanOrEqual(optimum + slack(optimum));
        if (bound! >= objective - slack(optimum)) reached++;
      }
      expect(reached).toBeGreaterThan(12);
    },
    PATIENCE,
  );
});

/** Accounts of all sizes, and CSMs who together have room for two thirds of their work. */
function crowdedProblem(seed: number): Problem {
  const rng = seededRng(seed);
  const problem = randomProblem(rng, {
    ...{ units: 40, csms: 4, aes: 5, arcsPerUnit: 4 },
    features: Object.fromEntries(FEATURES.map((name) => [name, name === 'nobody' || name === 'pairs'])),
  });
  const arcHours = problem.arcHours.slice();
  for (let u = 0; u < problem.unitCount; u++) {
    const hours = 100 + rng.int(800);
    for (let a = problem.arcStart[u]!; a < problem.arcStart[u + 1]!; a++)
      if (problem.arcCsm[a]! >= 0) arcHours[a] = hours;
  }
  return { ...problem, arcHours, ceiling: Float64Array.of(2_000, 2_000, 3_000, 5_000) };
}

describe('accounts that nobody has hours for', () => {
  it(
    'are as few as can be, and the bound knows',
    async () => {
      const driver = await loadHighsDriver();
      const engine = inlineEngine({ solve: (model, o) => Promise.resolve(driver.solve(model, o)) });
      let crowded = 0;
      for (let seed = 0; seed < 3; seed++) {
        const problem = crowdedProblem(seed);
        const counting = buildMip(countingProblem(problem, undefined));
        const fewest = driver.solve(counting, { timeLimitSeconds: 60 });
        if (fewest.status !== 'optimal') throw new Error(JSON.stringify(fewest));
        const { unassignedPoints, objective, bound } = await solveProblem(problem, options, engine, Date.now);
        expect({ seed, unassignedPoints }).toEqual({ seed, unassignedPoints: Math.round(fewest.objective) });
        expect(bound).toBeGreaterThanOrEqual(fewest.objective - slack(objective));
        expect(bound).toBeLessThanOrEqual(objective);
        if (fewest.objective > 0) crowded++;
      }
      expect(crowded).toBeGreaterThan(1);
    },
    PATIENCE,
  );
});

describe('the same seed and iterations', () => {
  it(
    'give the same plan twice, on one thread and on two',
    async () => {
      const problem = randomProblem(seededRng(5), {
        ...{ units: 60, csms: 6, aes: 8, arcsPerUnit: 5 },
        features: { conflicts: false, tierShares: false, perPersonBudgets: false, maxAccounts: false },
      });
      const plans = [];
      for (const threads of [1, 2, 2]) {
        const engine = threadedEngine({ threads });
        try {
          plans.push(
            await solveProblem(problem, { ...options, iterations: 20_000, solver: 'auto' }, engine, Date.now),
          );
        } finally {
          await engine.close();
        }
      }
      const [first, ...others] = plans.map(({ solution, objective, bound }) => ({
        solution,
        objective,
        bound,
      }));
      for (const other of others) expect(other).toEqual(first);
    },
    PATIENCE,
  );
});
