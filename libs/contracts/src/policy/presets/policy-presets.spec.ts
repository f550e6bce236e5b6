import { defaultPolicy } from '../default-policy.js';
import { policySchema } from '../policy.js';
import { policyPresets, presetDescriptions, presetNamed } from './policy-presets.js';
import { PRESET_NAMES } from './preset.js';

describe('policy presets', () => {
  it.each(PRESET_NAMES)('%s is a complete policy of its own name', (name) => {
    const policy = policyPresets[name];
    expect(policySchema.parse(policy)).toEqual(policy);
    expect(policy.id).toBe(name);
    expect(presetDescriptions[name]).toMatch(/^[A-Z].+\.$/);
    expect(presetNamed(name)).toBe(policy);
  });

  it.each(PRESET_NAMES)('%s differs from the default in places and prices only', (name) => {
    const { region, country } = defaultPolicy.eligibility;
    const { move, pair, avp, fit, balanceHours, balanceArr, balanceRenewals } = defaultPolicy.weights;
    const { eligibility, weights, ...rest } = policyPresets[name];
    expect({
      ...rest,
      id: 'default',
      balanceWithin: defaultPolicy.balanceWithin,
      eligibility: { ...eligibility, region, country },
      weights: {
        ...weights,
        move: { ...weights.move, base: move.base },
        pair,
        avp,
        fit,
        balanceHours,
        balanceArr,
        balanceRenewals,
      },
    }).toEqual(defaultPolicy);
  });

  it('knows no other names, not even those that every object has', () => {
    expect(['default', 'Even', 'toString', '__proto__', ''].map(presetNamed)).toEqual(
      Array(5).fill(undefined),
    );
  });
});
