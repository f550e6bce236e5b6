import type { RuleSet } from './rule-set.js';

/**
 * The rule set that applies where none is given; ruleset.default.json and samples/rulesets/default.json are the
 * same document for people.
 */
export const defaultRuleSet: RuleSet = {
  id: 'default-tiers',
  version: 1,
  facts: {
    arr: { type: 'number', min: 0, unit: 'USD/year', onMissing: 'error' },
    strategic: { type: 'boolean', onMissing: false },
    complexity: { type: 'integer', min: 1, max: 5, onMissing: 3 },
    healthScore: { type: 'number', min: 0, max: 100, nullable: true, onMissing: null },
    stage: {
      type: 'enum',
      values: ['onboarding', 'adoption', 'value', 'renewal', 'at-risk'],
      onMissing: 'adoption',
    },
  },
  tiers: [
    {
      id: 'high',
      rank: 1,
      touch: 'high',
      coverage: 'named',
      ratio: 20,
      purpose: 'grow and retain strategic customers',
    },
    { id: 'low', rank: 2, touch: 'low', coverage: 'named', ratio: 50, purpose: 'nurture' },
    {
      id: 'tech',
      rank: 3,
      touch: 'tech',
      coverage: 'pool',
      ratio: 200,
      purpose: 'retain through digital and pooled coverage',
    },
  ],
  bands: {
    arr: [
      { id: 'under50k', from: 0, to: 50000 },
      { id: 'from50kTo250k', from: 50000, to: 250000 },
      { id: 'from250k', from: 250000, to: null },
    ],
  },
  scores: [],
  conditions: {},
  hitPolicy: 'first',
  rules: [
    {
      id: 'strategic',
      description: 'Strategic accounts of 100K and more get high touch whatever their band',
      enabled: true,
      priority: 40,
      conditions: {
        all: [
          { fact: 'strategic', operator: 'equal', value: true },
          { fact: 'arr', operator: 'greaterThanInclusive', value: 100000 },
        ],
      },
      event: { type: 'tier', params: { tier: 'high', reason: 'strategic account of 100K or more' } },
    },
    {
      id: 'high-arr',
      description: '250K and more',
      enabled: true,
      priority: 30,
      conditions: { all: [{ fact: 'arrBand', operator: 'equal', value: 'from250k' }] },
      event: { type: 'tier', params: { tier: 'high', reason: 'ARR of 250K or more' } },
    },
    {
      id: 'low-arr',
      description: '50K to under 250K',
      enabled: true,
      priority: 20,
      conditions: { all: [{ fact: 'arrBand', operator: 'equal', value: 'from50kTo250k' }] },
      event: { type: 'tier', params: { tier: 'low', reason: 'ARR of 50K to under 250K' } },
    },
  ],
  defaultTier: 'tech',
  stability: {
    bufferPct: 10,
    confirmPeriods: 2,
    periodDays: 30,
    minDwellDays: 0,
    maxBufferDays: 365,
    reviewCadence: 'monthly',
    freezeWindows: [],
    bypassRules: ['strategic'],
  },
  limits: { maxPctAccountsChanged: 5, maxPctHoursShifted: 5 },
  tests: [
    {
      name: 'a quarter million is high touch',
      facts: { arr: 250000 },
      expectTier: 'high',
      expectRule: 'high-arr',
    },
    { name: 'one dollar less is not', facts: { arr: 249999 }, expectTier: 'low', expectRule: 'low-arr' },
    { name: 'no hole between the bands', facts: { arr: 49500 }, expectTier: 'tech' },
    {
      name: 'strategic lifts',
      facts: { arr: 120000, strategic: true },
      expectTier: 'high',
      expectRule: 'strategic',
    },
    {
      name: 'inside the buffer the tier stays',
      facts: { arr: 240000 },
      previousTier: 'high',
      expectTier: 'high',
    },
  ],
};
