import { BailiwickError } from '@bailiwick/kernel';
import type { Problem } from '../problem/problem.js';
import { untied } from '../problem/untied.js';

/**
 * A generalised-assignment file as a problem: jobs are accounts, agents are CSMs, and the cost and the resource of
 * each (job, agent) are the arc's cost and hours. Every job must be assigned; nothing else is priced.
 * Format: `m n`, m × n costs, m × n resources, m capacities, separated by white space.
 * @throws BailiwickError `gap-format` when the count of numbers is not 2 + 2mn + m.
 * @see J. E. Beasley, OR-Library; the types c, d and e of Chu & Beasley and Yagiura
 */
export function readGapInstance(text: string): Problem {
  const numbers = Float64Array.from(text.trim().split(/\s+/), Number);
  const [m, n] = [numbers[0]!, numbers[1]!];
  if (numbers.length !== 2 + 2 * m * n + m)
    throw new BailiwickError('gap-format', 'A generalised-assignment file has the wrong count of numbers.', {
      value: numbers.length,
      expected: `2 + 2·${m}·${n} + ${m}`,
    });
  const [arcCsm, arcCost, arcHours] = [
    new Int32Array(m * n),
    new Float64Array(m * n),
    new Float64Array(m * n),
  ];
  for (let i = 0; i < n; i++)
    for (let j = 0; j < m; j++) {
      arcCsm[i * m + j] = j;
      arcCost[i * m + j] = numbers[2 + j * n + i]!;
      arcHours[i * m + j] = numbers[2 + m * n + j * n + i]!;
    }
  return {
    unitCount: n,
    csmCount: m,
    arcStart: Int32Array.from({ length: n + 1 }, (_, i) => i * m),
    arcCsm,
    arcCost,
    arcHours,
    unitArr: new Float64Array(n),
    todayArc: new Int32Array(n).fill(-1),
    unitSize: new Int32Array(n).fill(1),
    unassignedPoints: new Float64Array(n),
    ...untied(m * n),
    ceiling: numbers.slice(2 + 2 * m * n),
  };
}
