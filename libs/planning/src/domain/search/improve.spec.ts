import { seededRng } from '@bailiwick/kernel';
import { labProblem } from '../instances/lab-instance.js';
import { smallProblem } from '../../testing/small-problem.js';
import { keepArcs } from '../problem/keep-arcs.js';
import type { Problem } from '../problem/problem.js';
import { bruteForce, randomProblem } from '../../testing/random-problem.js';
import { evaluateSolution } from '../problem/evaluate.js';
import { construct } from './construct.js';
import { improve } from './improve.js';

describe('improve', () => {
  it('finds the optimum of small problems of all kinds and never claims a broken limit is kept', () => {
    const rng = seededRng(5);
    let [cases, found] = [0, 0];
    for (let round = 0; round < 200; round++) {
      const problem = randomProblem(rng, { units: 6, csms: 3, arcsPerUnit: 3 });
      const result = improve(problem, construct(problem), { iterations: 4000, seed: round });
      const evaluation = evaluateSolution(problem, result.solution);
      expect(result.feasible).toBe(evaluation.feasible);
      expect(result.objective).toBe(evaluation.objective);
      const best = bruteForce(problem);
      expect(result.feasible && !best).toBe(false);
      if (!best) continue;
      cases++;
      if (result.feasible && result.objective <= best.objective + 1e-6) found++;
    }
    expect(cases).toBeGreaterThan(80);
    expect(found / cases).toBeGreaterThanOrEqual(0.95);
  });

  it('ends where the only account that has a choice fits with nobody', () => {
    const { problem } = keepArcs(smallProblem, Uint8Array.of(1, 0, 0, 1, 1));
    const full: Problem = {
      ...problem,
      ceiling: Float64Array.of(600, 100),
      rows: [],
      rowCoef: new Float64Array(0),
    };
    const bare = { ...full, rowOfArc: new Int32Array(0), rowOfArcStart: new Int32Array(4) };
    const { solution, feasible } = improve(bare, Int32Array.of(0, 2), { iterations: 500, seed: 1 });
    expect([feasible, ...solution]).toEqual([true, 0, 2]);
  });

  it('is never worse than the solution it starts from, and the same for the same seed', () => {
    const problem = labProblem('s200');
    const start = construct(problem);
    const first = improve(problem, start, { iterations: 50_000, seed: 1 });
    const again = improve(problem, start, { iterations: 50_000, seed: 1 });
    expect(again).toEqual(first);
    expect(improve(problem, first.solution, { iterations: 1000, seed: 2 }).objective).toBeLessThanOrEqual(
      first.objective,
    );
    expect(start).toEqual(construct(problem));
  });

  it.each(['s1000', 's5000', 's20000'] as const)(
    'has a feasible solution of %s also when it is ended at once',
    (size) => {
      const problem = labProblem(size);
      const start = construct(problem);
      expect(evaluateSolution(problem, start).feasible).toBe(false);
      const ended = improve(problem, start, { iterations: 1_000_000, seed: 1, deadline: () => true });
      expect(ended).toMatchObject({ feasible: true, stoppedEarly: true });
    },
  );

  it('solves the published instance of 200 accounts to its optimum', () => {
    const problem = labProblem('s200');
    const { objective, feasible, stoppedEarly } = improve(problem, construct(problem), {
      iterations: 1_500_000,
      seed: 1,
    });
    expect([objective, feasible, stoppedEarly]).toEqual([392_717, true, false]);
  });

  it('stops at the deadline with a valid solution and says so', () => {
    const problem = labProblem('s200');
    let asked = 0;
    const result = improve(problem, construct(problem), {
      iterations: 1_000_000,
      seed: 1,
      deadline: () => ++asked > 5,
    });
    expect(result.stoppedEarly).toBe(true);
    expect(result.iterations).toBeLessThan(100_000);
    expect(result.objective).toBe(evaluateSolution(problem, result.solution).objective);
  });
});
