import { seededRng } from '@bailiwick/kernel';
import { bruteForce, randomProblem, randomSolution } from '../../testing/random-problem.js';
import { evaluateSolution } from '../problem/evaluate.js';
import { polish, type SolveSub } from './polish.js';

const byBruteForce: SolveSub = (sub) => {
  const best = bruteForce(sub);
  return Promise.resolve(best && { solution: best.solution, optimal: true });
};

/** A feasible problem of all kinds, with some feasible solution. */
function feasibleStart(seed: number) {
  const rng = seededRng(seed);
  for (;;) {
    const problem = randomProblem(rng, { units: 7, csms: 4, arcsPerUnit: 3 });
    for (let attempt = 0; attempt < 50; attempt++) {
      const solution = randomSolution(rng, problem);
      if (evaluateSolution(problem, solution).feasible) return { problem, solution };
    }
  }
}

describe('polish', () => {
  it('never worsens a solution, keeps it feasible and says its true objective', async () => {
    let improved = 0;
    for (let seed = 0; seed < 40; seed++) {
      const { problem, solution } = feasibleStart(seed);
      const before = evaluateSolution(problem, solution).objective;
      const polished = await polish(problem, solution, byBruteForce, {
        neighbourhoods: 6,
        seed,
        parallel: 2,
      });
      const after = evaluateSolution(problem, polished.solution);
      expect(after.feasible).toBe(true);
      expect(polished.objective).toBeCloseTo(after.objective, 6);
      expect(after.objective).toBeLessThanOrEqual(before + 1e-6);
      if (after.objective < before - 1e-6) improved++;
    }
    expect(improved).toBeGreaterThan(25);
  });

  it('gives the same result whichever neighbourhood of a round is solved first', async () => {
    const { problem, solution } = feasibleStart(1);
    let calls = 0;
    const unevenly: SolveSub = async (sub, start) => {
      if (calls++ % 2 === 0) for (let tick = 0; tick < 5; tick++) await Promise.resolve();
      return byBruteForce(sub, start);
    };
    const options = { neighbourhoods: 8, seed: 3, parallel: 2 };
    const plain = await polish(problem, solution, byBruteForce, options);
    expect(await polish(problem, solution, unevenly, options)).toEqual(plain);
  });

  it('says when a sub-problem was not solved to its end', async () => {
    const { problem, solution } = feasibleStart(2);
    const polished = await polish(problem, solution, () => Promise.resolve(undefined), {
      neighbourhoods: 2,
      seed: 1,
    });
    expect([polished.stoppedEarly, polished.improved]).toEqual([true, 0]);
    expect(polished.solution).toEqual(solution);
  });
});
