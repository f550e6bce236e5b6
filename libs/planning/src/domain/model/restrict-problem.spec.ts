import { seededRng } from '@bailiwick/kernel';
import { bruteForce, randomProblem, randomSolution } from '../../testing/random-problem.js';
import { evaluateSolution } from '../problem/evaluate.js';
import { restrictProblem } from './restrict-problem.js';

function drawCase(seed: number) {
  const rng = seededRng(seed);
  const problem = randomProblem(rng, { units: 5 + rng.int(3), csms: 4, aes: 3 });
  const solution = randomSolution(rng, problem);
  const free = Array.from({ length: problem.unitCount }, (_, unit) => unit).filter(() => rng.next() < 0.5);
  const allowed = rng.next() < 0.3 ? undefined : new Set([0, 1, 2, 3].filter(() => rng.next() < 0.7));
  return { rng, problem, solution, free, part: restrictProblem(problem, solution, free, allowed) };
}

describe('restrictProblem', () => {
  it('keeps differences of objectives, and feasibility where the rest keeps its limits', () => {
    let feasibleCases = 0;
    for (let seed = 0; seed < 300; seed++) {
      const { rng, problem, solution, part } = drawCase(seed);
      const whole = evaluateSolution(problem, solution);
      const base = whole.objective - evaluateSolution(part.problem, part.start).objective;
      for (let k = 0; k < 4; k++) {
        const chosen = randomSolution(rng, part.problem);
        const here = evaluateSolution(part.problem, chosen);
        const there = evaluateSolution(problem, part.mapBack(chosen));
        expect(there.objective - here.objective).toBeCloseTo(base, 5);
        if (whole.feasible) expect(here.feasible).toBe(there.feasible);
        if (there.feasible) expect(here.feasible).toBe(true);
        if (whole.feasible) feasibleCases++;
      }
    }
    expect(feasibleCases).toBeGreaterThan(100);
  });

  it('finds the best replanning of the free units', () => {
    let improved = 0;
    for (let seed = 0; seed < 150; seed++) {
      const { problem, solution, part } = drawCase(seed);
      const before = evaluateSolution(problem, solution);
      const best = before.feasible && bruteForce(part.problem);
      if (!best) continue;
      const after = evaluateSolution(problem, part.mapBack(best.solution));
      expect(after.feasible).toBe(true);
      expect(after.objective).toBeLessThanOrEqual(before.objective + 1e-9);
      if (after.objective < before.objective - 1) improved++;
    }
    expect(improved).toBeGreaterThan(10);
  });

  it('maps its own start back to the given solution and leaves fixed units alone', () => {
    for (let seed = 0; seed < 100; seed++) {
      const { rng, problem, solution, free, part } = drawCase(seed);
      expect(part.mapBack(part.start)).toEqual(solution);
      const other = part.mapBack(randomSolution(rng, part.problem));
      for (let unit = 0; unit < problem.unitCount; unit++) {
        if (!free.includes(unit)) expect(other[unit]).toBe(solution[unit]);
      }
    }
  });

  it('keeps every arc to nobody and every present arc, and no arc to a CSM that is not allowed', () => {
    const { problem, solution } = drawCase(3);
    const units = [...solution.keys()];
    const part = restrictProblem(problem, solution, units, new Set([1]));
    for (const arc of part.arcs) {
      const csm = problem.arcCsm[arc]!;
      expect(csm === 1 || csm === -1 || solution.includes(arc)).toBe(true);
    }
    const nobody = problem.arcCsm.filter((csm) => csm < 0).length;
    expect([...part.arcs].filter((arc) => problem.arcCsm[arc]! < 0)).toHaveLength(nobody);
  });
});
