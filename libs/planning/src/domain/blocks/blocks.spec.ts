import { seededRng } from '@bailiwick/kernel';
import { bruteForce, randomProblem, randomSolution } from '../../testing/random-problem.js';
import { evaluateSolution } from '../problem/evaluate.js';
import type { Problem } from '../problem/problem.js';
import { type Block, blocksOf, mergedSolution } from './blocks.js';

const EVERY = { arcs: 1, share: 0 };
/** Few arcs for many CSMs: such companies fall apart. */
const LOOSE = { units: 6, csms: 6, arcsPerUnit: 2, aes: 3 };
const problems = Array.from({ length: 150 }, (_, seed) => randomProblem(seededRng(seed), LOOSE));
const split = problems.filter((problem) => blocksOf(problem, EVERY).blocks.length > 1);

describe('a problem in blocks', () => {
  it('has every unit in one of them, and no CSM in two', () => {
    for (const problem of problems) {
      const { blocks } = blocksOf(problem, EVERY);
      const units = blocks.flatMap((block) => [...block.units]).sort((a, b) => a - b);
      expect(units).toEqual(Array.from({ length: problem.unitCount }, (_, unit) => unit));
      const csms = blocks.flatMap((block) => [...block.csms]);
      expect(new Set(csms).size).toBe(csms.length);
    }
    expect(split.length).toBeGreaterThan(40);
  });

  it('costs what they cost together, and keeps its limits where each keeps its own', () => {
    const rng = seededRng(1);
    let feasible = 0;
    for (const problem of split) {
      const { blocks, constant } = blocksOf(problem, EVERY);
      for (let n = 0; n < 20; n++) {
        const parts = blocks.map((block) => randomSolution(rng, block.problem));
        const whole = evaluateSolution(problem, mergedSolution(problem, blocks, parts));
        const each = blocks.map((block, k) => evaluateSolution(block.problem, parts[k]!));
        expect(each.reduce((sum, { objective }) => sum + objective, constant)).toBeCloseTo(
          whole.objective,
          6,
        );
        expect(each.every((part) => part.feasible)).toBe(whole.feasible);
        feasible += Number(whole.feasible);
      }
    }
    expect(feasible).toBeGreaterThan(50);
  });

  it('is best where each is', () => {
    for (const problem of split) {
      const { blocks, constant } = blocksOf(problem, EVERY);
      const best = blocks.map((block) => bruteForce(block.problem)?.objective ?? Infinity);
      const together = best.reduce((sum, points) => sum + points, constant);
      expect(together).toBeCloseTo(bruteForce(problem)?.objective ?? Infinity, 6);
    }
  });

  it('hangs together by a budget that all moves spend, unless no plan could use it up', () => {
    const apart = split.find(({ rows }) => rows.length === 0)!;
    const spent = (limit: number): Problem => ({
      ...apart,
      rows: [{ kind: 'budget-accounts', subject: 'moved accounts', limit }],
      rowOfArcStart: Int32Array.from({ length: apart.arcCsm.length + 1 }, (_, arc) => arc),
      rowOfArc: new Int32Array(apart.arcCsm.length),
      rowCoef: new Float64Array(apart.arcCsm.length).fill(1),
    });
    expect(blocksOf(spent(apart.unitCount - 1), EVERY).blocks).toHaveLength(1);
    expect(blocksOf(spent(apart.unitCount + 1), EVERY).blocks.length).toBe(
      blocksOf(apart, EVERY).blocks.length,
    );
  });

  it('hangs together by what two CSMs may not both do for an AE', () => {
    const ofTwo = (problem: Problem): readonly [Block, Block] | undefined => {
      const [a, b] = blocksOf(problem, EVERY).blocks;
      return a && b && a.problem.pairCount > 0 && b.problem.pairCount > 0 ? [a, b] : undefined;
    };
    const apart = split.find((p) => p.pairCeilings.length === 0 && ofTwo(p))!;
    const pairs = ofTwo(apart)!.map(({ csms }) => apart.pairCsm.findIndex((csm) => csms.includes(csm)));
    const ceiling = { kind: 'csms-per-ae', subject: 'Ann', pairs: Int32Array.from(pairs) } as const;
    const count = (limit: number): number =>
      blocksOf({ ...apart, pairCeilings: [{ ...ceiling, limit }] }, EVERY).blocks.length;
    expect([count(2), count(1)]).toEqual([count(2), count(2) - 1]);
    expect(count(2)).toBe(blocksOf(apart, EVERY).blocks.length);
  });

  it('has small ones gathered into the smallest that is not', () => {
    for (const problem of split) {
      const whole = blocksOf(problem).blocks;
      expect(whole).toHaveLength(1);
      const three = blocksOf(problem, { arcs: 3, share: 0 }).blocks;
      expect(three.length === 1 || three.every(({ arcs }) => arcs.length >= 3)).toBe(true);
    }
  });
});
