import { ascend, type AscentOptions, type Oracle } from './subgradient.js';

/** TOP − Σ weight · |x − at|. */
const TOP = 100;
const AT = [3, -8, 0.5];
const WEIGHT = [1, 2, 4];
const cone: Oracle = (point, slope) => {
  let value = TOP;
  AT.forEach((at, k) => {
    value -= WEIGHT[k]! * Math.abs(point[k]! - at);
    slope[k] = WEIGHT[k]! * Math.sign(at - point[k]!);
  });
  return value;
};

const options: AscentOptions = {
  target: TOP + 1,
  iterations: 300,
  firstStep: 0.5,
  momentum: 0.3,
  patience: 8,
  shrink: 0.7,
  lastStep: 1e-6,
  lower: new Float64Array(3).fill(-Infinity),
  upper: new Float64Array(3).fill(Infinity),
  scale: new Float64Array(3).fill(1),
};

describe('the ascent', () => {
  it('comes near the maximum', () => {
    expect(ascend(cone, new Float64Array(3), options).best).toBeGreaterThan(TOP - 0.5);
  });

  it('takes the same way however much every value contains that nothing can change', () => {
    const CONSTANT = 2 ** 30;
    const raised: Oracle = (point, slope) => CONSTANT + cone(point, slope);
    const plain = ascend(cone, new Float64Array(3), options);
    const high = ascend(raised, new Float64Array(3), {
      ...options,
      target: options.target + CONSTANT,
      constant: CONSTANT,
    });
    expect(high.best - CONSTANT).toBeCloseTo(plain.best, 3);
    expect(high.iterations).toBe(plain.iterations);
  });
});
