import { type Condition, defaultRuleSet, type RuleSet, type TierRule } from '@bailiwick/contracts';
import { type AccountId, type Rng, seededRng } from '@bailiwick/kernel';
import { type CheckedRuleSet, checkRuleSet, type TieringAccount } from '@bailiwick/tiering';

const SEED = 1;
const REGIONS = ['EMEA', 'AMER', 'APAC'];
const STAGES = ['onboarding', 'adoption', 'value', 'renewal', 'at-risk'];
const TIERS = ['high', 'low', 'tech'];

/** Twelve rules (or so many) as ops write them: bands, lists, nulls, nested groups; the last ones hold for most accounts. */
export function benchRuleSet(count = 12): CheckedRuleSet {
  const document: RuleSet = {
    ...structuredClone(defaultRuleSet),
    id: 'bench',
    facts: {
      ...defaultRuleSet.facts,
      region: { type: 'string', onMissing: 'none' },
      products: { type: 'list', onMissing: [] },
    },
    stability: { bypassRules: [] },
    rules: Array.from({ length: count }, (_, i) => benchRule(i, count)),
    tests: [],
  };
  return checkRuleSet(document);
}

function benchRule(i: number, count: number): TierRule {
  const bottom = Math.max(1_000, Math.round(600_000 / (i + 1)));
  const kinds: readonly (readonly Condition[])[] = [
    [
      { fact: 'strategic', operator: 'equal', value: true },
      { fact: 'arr', operator: 'greaterThanInclusive', value: bottom },
    ],
    [
      { fact: 'arrBand', operator: 'equal', value: 'from250k' },
      { not: { fact: 'stage', operator: 'in', value: ['onboarding', 'at-risk'] } },
    ],
    [
      { fact: 'healthScore', operator: 'notEqual', value: null },
      { fact: 'healthScore', operator: 'lessThan', value: 20 + i },
      { fact: 'products', operator: 'contains', value: 'platform' },
    ],
    [
      {
        any: [
          { fact: 'region', operator: 'equal', value: REGIONS[i % 3]! },
          { fact: 'complexity', operator: 'greaterThanInclusive', value: 4 },
        ],
      },
      { fact: 'arr', operator: 'greaterThan', value: bottom },
    ],
  ];
  return {
    id: `rule-${i}`,
    priority: 10 * (count - i),
    conditions: { all: [...kinds[i % kinds.length]!] },
    event: { type: 'tier', params: { tier: TIERS[i % 3]! } },
  };
}

/** Accounts with everything that the rules ask for; ARR from 1,000 to 1,000,000, evenly by orders of magnitude. */
export function benchAccounts(count: number): TieringAccount[] {
  const rng = seededRng(SEED);
  return Array.from({ length: count }, (_, i) => ({
    accountId: `A${i}` as AccountId,
    arr: Math.round(10 ** (3 + 3 * rng.next())),
    strategic: rng.int(20) === 0,
    complexity: 1 + rng.int(5),
    ...(rng.int(10) === 0 ? {} : { healthScore: rng.int(101) }),
    region: one(REGIONS, rng),
    stage: one(STAGES, rng),
    products: rng.int(3) === 0 ? ['platform', 'crm'] : ['crm'],
  }));
}

/** The same rules with a higher bar for the highest tier, to have something to compare with. */
export function editedRuleSet(ruleSet: CheckedRuleSet): CheckedRuleSet {
  const copy = structuredClone(ruleSet) as unknown as RuleSet;
  copy.version += 1;
  copy.bands!['arr']![1]!.to = 300_000;
  copy.bands!['arr']![2]!.from = 300_000;
  return checkRuleSet(copy);
}

function one<T>(of: readonly T[], rng: Rng): T {
  return of[rng.int(of.length)]!;
}
