import { seededRng } from '@bailiwick/kernel';
import { bruteForce, randomProblem } from '../../testing/random-problem.js';
import { capUnassigned } from './cap-unassigned.js';
import { evaluateSolution } from './evaluate.js';
import type { Problem } from './problem.js';

/** A random problem in which somebody may stay unassigned. */
function problemWithChoice(): Problem {
  for (let seed = 1; ; seed++) {
    const problem = randomProblem(seededRng(seed));
    if (problem.unassignedPoints.some((points) => points > 0)) return problem;
  }
}

describe('a problem in which no more may be left unassigned than a plan leaves', () => {
  it('has the optimum of the problem, less what its unassigned units cost', () => {
    const left: number[] = [];
    for (let seed = 1; seed <= 60; seed++) {
      const problem = randomProblem(seededRng(seed));
      const best = bruteForce(problem);
      if (!best) continue;
      const { objective, unassignedPoints } = evaluateSolution(problem, best.solution);
      const capped = capUnassigned(problem, best.solution);
      expect(bruteForce(capped)!.objective).toBeCloseTo(objective - unassignedPoints, 6);
      expect(evaluateSolution(capped, best.solution).feasible).toBe(true);
      left.push(unassignedPoints);
    }
    expect(left.filter((points) => points > 0).length).toBeGreaterThan(5);
  });

  it('refuses a plan that leaves one more', () => {
    const problem = problemWithChoice();
    const nobody = Int32Array.from({ length: problem.unitCount }, (_, u) => problem.arcStart[u + 1]! - 1);
    const free = [...nobody.keys()].find(
      (u) => problem.unassignedPoints[u]! > 0 && problem.arcStart[u + 1]! - problem.arcStart[u]! > 1,
    )!;
    const oneServed = nobody.slice();
    oneServed[free] = problem.arcStart[free]!;
    const capped = capUnassigned(problem, oneServed);
    const broken = (plan: Int32Array): boolean =>
      evaluateSolution(capped, plan).violations.rows.some(({ index }) => index === problem.rows.length);
    expect([broken(oneServed), broken(nobody)]).toEqual([false, true]);
  });
});
