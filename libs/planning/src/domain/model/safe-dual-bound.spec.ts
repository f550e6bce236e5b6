import { seededRng } from '@bailiwick/kernel';
import { bruteForce, randomProblem } from '../../testing/random-problem.js';
import type { Problem } from '../problem/problem.js';
import { buildMip } from './build-mip.js';
import type { MipModel } from './mip-model.js';
import { safeDualBound } from './safe-dual-bound.js';

/** minimise 3 a + 2 b, a + b ≥ 2, a − b ≤ 1, a and b in [0, 5]: 4 at b = 2, with the dual 2 on the first row. */
const toy: MipModel = {
  numCols: 2,
  numRows: 2,
  colCost: Float64Array.of(3, 2),
  colLower: Float64Array.of(0, 0),
  colUpper: Float64Array.of(5, 5),
  integrality: Uint8Array.of(0, 0),
  rowStart: Int32Array.of(0, 2, 4),
  rowIndex: Int32Array.of(0, 1, 0, 1),
  rowValue: Float64Array.of(1, 1, 1, -1),
  rowLower: Float64Array.of(2, -Infinity),
  rowUpper: Float64Array.of(Infinity, 1),
};

function leastCost({ arcStart, arcCost }: Problem, unit: number): number {
  return Math.min(...arcCost.subarray(arcStart[unit], arcStart[unit + 1]));
}

describe('safeDualBound', () => {
  it('is the optimum at optimal duals, to rounding and never above', () => {
    const bound = safeDualBound(toy, Float64Array.of(2, 0));
    expect(bound).toBeLessThanOrEqual(4);
    expect(bound).toBeGreaterThan(4 - 1e-12);
  });

  it('takes a dual towards a missing bound, and one that is no number, as 0', () => {
    const bound = safeDualBound(toy, Float64Array.of(2, 0));
    expect(safeDualBound(toy, Float64Array.of(2, 9))).toBe(bound);
    expect(safeDualBound(toy, Float64Array.of(2, NaN))).toBe(bound);
    expect(safeDualBound(toy, Float64Array.of(-7, 0))).toBeLessThanOrEqual(0);
  });

  it('charges reduced costs to the box', () => {
    expect(safeDualBound(toy, Float64Array.of(4, 0))).toBeCloseTo(4 * 2 - 1 * 5 - 2 * 5, 9);
  });

  it('is minus infinity where a column without a bound gains', () => {
    const open = { ...toy, colUpper: Float64Array.of(Infinity, Infinity) };
    expect(safeDualBound(open, Float64Array.of(4, 0))).toBe(-Infinity);
    expect(safeDualBound(open, Float64Array.of(1.5, 0))).toBeCloseTo(3, 9);
  });

  it('never exceeds the optimum of a problem, whatever the duals', () => {
    let positive = 0;
    for (let seed = 0; seed < 150; seed++) {
      const rng = seededRng(seed);
      const problem = randomProblem(rng, { units: 4 });
      const best = bruteForce(problem);
      if (!best) continue;
      const model = buildMip(problem);
      for (const scale of [0, 1e-9, 1, 100]) {
        const duals = Float64Array.from({ length: model.numRows }, () => scale * (rng.next() - 0.5));
        for (let unit = 0; unit < problem.unitCount; unit++)
          duals[unit] = leastCost(problem, unit) * rng.next() * 1.1;
        const bound = safeDualBound(model, duals);
        expect(bound).toBeLessThanOrEqual(best.objective);
        if (bound > 0) positive++;
      }
    }
    expect(positive).toBeGreaterThan(20);
  });

  it('stays below a sum that plain addition would overstate', () => {
    const columns = 100_000;
    const model: MipModel = {
      ...toy,
      numCols: columns,
      numRows: 0,
      colCost: new Float64Array(columns).fill(0.1),
      colLower: new Float64Array(columns).fill(1),
      colUpper: new Float64Array(columns).fill(1),
      integrality: new Uint8Array(columns),
      ...{ rowStart: Int32Array.of(0), rowIndex: new Int32Array(0), rowValue: new Float64Array(0) },
      ...{ rowLower: new Float64Array(0), rowUpper: new Float64Array(0) },
    };
    const bound = safeDualBound(model, new Float64Array(0));
    expect(bound).toBeLessThanOrEqual(10_000);
    expect(bound).toBeGreaterThan(10_000 * (1 - 1e-12));
  });
});
