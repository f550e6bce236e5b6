import { seededRng } from '@bailiwick/kernel';
import { randomCompany } from '../../testing/random-company.js';
import { evaluateSolution } from '../problem/evaluate.js';
import { verifyPlan } from '../verify/index.js';
import { assignmentOf, compile, gaveWay } from './compile.js';
import type { Solution } from '../problem/problem.js';
import type { Rng } from '@bailiwick/kernel';
import type { CompiledCompany } from './compile.js';

function randomSolution({ problem }: CompiledCompany, rng: Rng): Solution {
  return Int32Array.from({ length: problem.unitCount }, (_, u) => {
    const from = problem.arcStart[u]!;
    return from + rng.int(problem.arcStart[u + 1]! - from);
  });
}

/** What the compiler cannot express, since its arcs leave no other choice, but the verifier may still count. */
const byConstruction = new Set(['pins', 'locks']);

describe('compile', () => {
  it.each([
    ['few features', 0.2, 60],
    ['many features', 0.6, 120],
    ['all features', 1, 60],
  ])(
    'gives every random plan of companies with %s the same points and the same verdict as the independent verifier',
    (_name, features, runs) => {
      for (let seed = 1; seed <= runs; seed++) {
        const rng = seededRng(seed);
        const input = randomCompany(rng, { accounts: 14, csms: 6, aes: 4, features });
        const company = compile(input);
        const solution = randomSolution(company, rng);
        const own = evaluateSolution(company.problem, solution);
        const independent = verifyPlan(input, assignmentOf(company, solution), gaveWay(company));
        const context = `seed ${seed}`;
        expect({ context, objective: own.objective }).toEqual({
          context,
          objective: expect.closeTo(independent.objective, 5),
        });
        const violations = independent.violations.filter((v) => !byConstruction.has(v.constraint));
        expect({ context, feasible: own.feasible, violations }).toEqual({
          context,
          feasible: violations.length === 0,
          violations,
        });
      }
    },
  );
});
