import { readGapInstance } from './gap-instance.js';
import { LAB_SIZES, labProblem } from './lab-instance.js';
import type { Problem } from '../problem/problem.js';

function fingerprint(p: Problem): number {
  let sum = 0;
  for (let a = 0; a < p.arcCost.length; a++)
    sum = (sum * 31 + p.arcCost[a]! * 7 + p.arcHours[a]!) % 2147483647;
  for (const { pieces } of p.meters)
    for (const x of pieces) sum = (sum * 31 + x.at * 7 + x.slope) % 2147483647;
  return sum;
}

describe('labProblem', () => {
  it.each([
    ['s200', 1, 200437982],
    ['s200', 2, 1520162792],
    ['s1000', 1, 794314159],
  ] as const)('gives the published instance %s of seed %d', (size, seed, expected) => {
    expect(fingerprint(labProblem(size, seed))).toBe(expected);
  });

  it('gives every unit an arc and every arc one pair of its CSM', () => {
    const p = labProblem('s1000');
    expect(p.unitCount).toBe(LAB_SIZES.s1000.accounts);
    for (let u = 0; u < p.unitCount; u++) expect(p.arcStart[u + 1]!).toBeGreaterThan(p.arcStart[u]!);
    expect([...p.pairOfArc].every((pair, a) => p.pairCsm[pair] === p.arcCsm[a])).toBe(true);
  });
});

describe('readGapInstance', () => {
  const file = ' 2 3 \n 1 2 3\n 4 5 6 \n 7 8 9 \n 10 11 12\n 20 21\n';

  it('reads costs and resources by agent into arcs by job', () => {
    const p = readGapInstance(file);
    expect([p.unitCount, p.csmCount]).toEqual([3, 2]);
    expect([...p.arcCost]).toEqual([1, 4, 2, 5, 3, 6]);
    expect([...p.arcHours]).toEqual([7, 10, 8, 11, 9, 12]);
    expect([...p.ceiling]).toEqual([20, 21]);
  });

  it('refuses a file that is cut short', () => {
    expect(() => readGapInstance(file.slice(0, 30))).toThrow(/wrong count of numbers/);
  });
});
