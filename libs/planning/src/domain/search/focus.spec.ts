import { seededRng } from '@bailiwick/kernel';
import { randomProblem, randomSolution } from '../../testing/random-problem.js';
import { cheapestArcs, focusOn } from './focus.js';

describe('focusOn', () => {
  it('keeps the cheapest arcs, one of each unit, and those of the solutions, and no others', () => {
    for (let seed = 0; seed < 50; seed++) {
      const rng = seededRng(seed);
      const problem = randomProblem(rng, { units: 8, csms: 5, arcsPerUnit: 5 });
      const costs = Float64Array.from(problem.arcCsm, () => (rng.next() < 0.1 ? Infinity : rng.int(100)));
      const solution = randomSolution(rng, problem);
      const focus = focusOn(problem, costs, 0.5, solution);
      const count = Math.min(12, costs.filter((c) => c < Infinity).length);
      const most = costs.slice().sort()[count - 1]!;
      const kept = new Set([...solution, ...cheapestArcs(problem, costs)]);
      costs.forEach((c, a) => c <= most && kept.add(a));
      expect(focus.problem.arcCsm.length).toBe(kept.size);
      expect(focus.toWhole(focus.fromWhole(solution)!)).toEqual(solution);
    }
  });
});

describe('cheapestArcs', () => {
  it('is one arc of each unit, the first among equals', () => {
    const problem = randomProblem(seededRng(2), { units: 4, csms: 3 });
    const costs = new Float64Array(problem.arcCsm.length);
    expect([...cheapestArcs(problem, costs)]).toEqual([...problem.arcStart.slice(0, 4)]);
    costs[problem.arcStart[1]!] = 5;
    const second = problem.arcStart[2]! - problem.arcStart[1]! > 1 ? 1 : 0;
    expect(cheapestArcs(problem, costs)[1]).toBe(problem.arcStart[1]! + second);
  });
});
