import { seededRng } from '@bailiwick/kernel';
import { evaluateSolution } from '../domain/problem/evaluate.js';
import { bruteForce, FEATURES, randomProblem, randomSolution, type Feature } from './random-problem.js';

const only = (...on: Feature[]): Record<Feature, boolean> =>
  Object.fromEntries(FEATURES.map((name) => [name, on.includes(name)])) as Record<Feature, boolean>;

describe('randomProblem', () => {
  it('draws the same problem from the same seed', () => {
    expect(randomProblem(seededRng(7))).toEqual(randomProblem(seededRng(7)));
    expect(randomProblem(seededRng(7))).not.toEqual(randomProblem(seededRng(8)));
  });

  it('draws each kind of row, piece and ceiling that its features name', () => {
    const all = Object.fromEntries(FEATURES.map((name) => [name, true]));
    const problems = Array.from({ length: 30 }, (_, seed) =>
      randomProblem(seededRng(seed), { features: all }),
    );
    const kinds = new Set(problems.flatMap((p) => p.rows.map((row) => row.kind)));
    const terms = new Set(
      problems.flatMap((p) => p.meters.flatMap((m) => m.pieces.map((piece) => piece.term))),
    );
    expect(kinds.size).toBe(10);
    expect(terms.size).toBe(4);
    expect(new Set(problems.flatMap((p) => p.pairCeilings.map((c) => c.kind))).size).toBe(2);
    expect(problems.some((p) => p.pairKind.includes(1))).toBe(true);
    expect(
      problems.some((p) => p.pairOfArcStart.some((at, a) => a > 0 && at - p.pairOfArcStart[a - 1]! > 2)),
    ).toBe(true);
  });

  it('has nothing but arcs and ceilings when every feature is off', () => {
    const bare = randomProblem(seededRng(3), { features: only() });
    expect([bare.rows.length, bare.meters.length, bare.pairCount, bare.pairCeilings.length]).toEqual([
      0, 0, 0, 0,
    ]);
    expect([...bare.arcCsm]).not.toContain(-1);
  });

  it('is feasible more often than not, and sometimes not', () => {
    const solved = Array.from({ length: 200 }, (_, seed) => bruteForce(randomProblem(seededRng(seed))));
    const feasible = solved.filter((best) => best !== undefined).length;
    expect(feasible).toBeGreaterThan(100);
    expect(feasible).toBeLessThan(200);
  });
});

describe('bruteForce', () => {
  it('is no worse than any feasible solution', () => {
    for (let seed = 0; seed < 50; seed++) {
      const rng = seededRng(seed);
      const problem = randomProblem(rng);
      const best = bruteForce(problem);
      const other = evaluateSolution(problem, randomSolution(rng, problem));
      if (other.feasible) expect(best!.objective).toBeLessThanOrEqual(other.objective);
    }
  });
});
