import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultRuleSet, ruleSetJsonSchema, ruleSetSchema, tierOverrideSchema } from './index.js';

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
const samples = join(__dirname, '../../../../samples/rulesets');

describe('the rule-set schema', () => {
  it('accepts the default rule set and keeps it as it is', () => {
    expect(ruleSetSchema.parse(defaultRuleSet)).toEqual(defaultRuleSet);
  });

  it('is shipped as three equal documents: constant, JSON and sample', () => {
    expect(json(join(__dirname, 'ruleset.default.json'))).toEqual(defaultRuleSet);
    const { $schema, ...sample } = json(join(samples, 'default.json'));
    expect(sample).toEqual(defaultRuleSet);
    expect($schema).toBe('./rule-set.schema.json');
  });

  it('is published as the JSON Schema beside the samples', () => {
    expect(json(join(samples, 'rule-set.schema.json'))).toEqual(ruleSetJsonSchema());
  });

  it.each([
    ['an unknown key', { ...defaultRuleSet, rulez: [] }],
    ['no default tier', { ...defaultRuleSet, defaultTier: undefined }],
    ['another hit policy', { ...defaultRuleSet, hitPolicy: 'collect' }],
    ['a NaN', { ...defaultRuleSet, version: Number.NaN }],
    ['an infinite number', { ...defaultRuleSet, bands: { arr: [{ id: 'a', from: 0, to: Infinity }] } }],
    [
      'a tier with ratio and hours',
      { ...defaultRuleSet, tiers: [{ ...defaultRuleSet.tiers[0], hoursPerMonth: 1 }] },
    ],
  ])('refuses %s', (_what, document) => {
    expect(ruleSetSchema.safeParse(document).success).toBe(false);
  });

  it('wants an expiry of every override', () => {
    const override = { accountId: 'A1', tier: 'high', reason: 'board member', author: 'ana' };
    expect(tierOverrideSchema.safeParse(override).success).toBe(false);
    expect(tierOverrideSchema.safeParse({ ...override, expiresAt: '2027-01-01' }).success).toBe(true);
    expect(
      tierOverrideSchema.safeParse({ ...override, expiresAt: '2027-01-01T09:00:00+02:00' }).success,
    ).toBe(true);
  });
});
