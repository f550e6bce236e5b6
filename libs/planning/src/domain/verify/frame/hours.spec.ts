import type { Policy } from '@bailiwick/contracts';
import type { PlanningTier } from '../../problem/planning-input.js';
import { account, csm, tiers } from '../testing/company.js';
import { factorsOfCsm, hoursOf, hoursWithCsm } from './hours.js';

const policy: Policy['hours'] = {
  standardHoursPerMonth: 120,
  stageFactors: { onboarding: 1.5 },
  complexityFactors: { '1': 0.8, '5': 1.4 },
  healthFactors: [
    { below: 40, factor: 1.3 },
    { below: 60, factor: 1.1 },
  ],
  skillFactors: [
    { skill: 'vault', factor: 0.5 },
    { skill: 'retail', factor: 0.67 },
  ],
};
const [t1] = tiers as readonly [PlanningTier];

function hours(facts: Parameters<typeof account>[1], tier = t1): number {
  return hoursOf([account('a', facts)], [tier], policy)[0]!;
}

describe('hours of an account', () => {
  it('are those of its tier times stage, complexity and health', () => {
    expect(hours({})).toBe(10); // 120 / 12
    expect(hours({ stage: 'onboarding', complexity: 5, healthScore: 39 })).toBe(27.3); // 10 × 1.5 × 1.4 × 1.3
    expect(hours({}, { ...t1, hoursPerMonth: 7 })).toBe(7); // takes the place of the ratio
    expect(hours({}, { ...t1, ratio: 7 })).toBe(17.14); // 17.142857…
  });

  it('take the first health entry whose limit exceeds the score', () => {
    expect(hours({ healthScore: 0 })).toBe(13);
    expect(hours({ healthScore: 40 })).toBe(11);
    expect(hours({ healthScore: 60 })).toBe(10);
  });

  it('have factor 1 for a missing fact and one that the policy does not name', () => {
    expect(hours({ stage: 'growth', complexity: 3 })).toBe(10);
    expect(hours({ stage: 'constructor' })).toBe(10);
  });

  it('are rounded half up to hundredths', () => {
    expect(hours({ healthScore: 50 }, { ...t1, hoursPerMonth: 0.05 })).toBe(0.06); // 0.055
    expect(hours({ complexity: 1 }, { ...t1, hoursPerMonth: 0.03 })).toBe(0.02); // 0.024
  });
});

describe('hours with a CSM', () => {
  const with_ = (facts: Parameters<typeof account>[1], skills: readonly string[], base: number): number =>
    hoursWithCsm(account('a', facts), factorsOfCsm(csm('j', { skills }), policy), base);

  it('are multiplied by each factor whose skill the CSM has and the account needs or names', () => {
    expect(with_({ requiredSkills: ['vault'] }, ['vault'], 10)).toBe(5);
    expect(with_({ products: ['vault'] }, ['vault'], 10)).toBe(5);
    expect(with_({ industry: 'retail' }, ['retail'], 10)).toBe(6.7);
    expect(with_({ industry: 'retail', products: ['vault'] }, ['vault', 'retail'], 10)).toBe(3.35); // 10 × 0.5 × 0.67
    expect(with_({ industry: 'retail' }, ['vault'], 10)).toBe(10);
    expect(with_({}, ['vault'], 10)).toBe(10);
  });

  it('are rounded again', () => {
    expect(with_({ industry: 'retail' }, ['retail'], 3.33)).toBe(2.23); // 2.2311
    expect(with_({ products: ['vault'] }, ['vault'], 0.05)).toBe(0.03); // 0.025, half up
  });
});
