import { defaultRuleSet } from '@bailiwick/contracts';
import type { AccountId, TierId } from '@bailiwick/kernel';
import { checkRuleSet } from '@bailiwick/tiering';
import { account } from '../../domain/verify/testing/company.js';
import type { Plan } from '../../domain/plan/plan.js';
import { listTiersByHand } from './list-tiers-by-hand.js';

const accounts = [
  account('dollars', { arr: 240_000, currency: 'USD' }),
  account('euros', { arr: 240_000, currency: 'EUR' }),
  account('francs', { arr: 240_000, currency: 'CHF' }),
  account('parent', { arr: 200_000, status: 'churned' }),
  account('child', { arr: 140_000, parentId: 'parent' }),
  account('sister', { arr: 140_000, parentId: 'parent' }),
];
const planned = accounts.filter(({ status }) => status === 'active');
// Of a plan only this is looked at.
const plan = {
  accounts: planned.map(({ accountId }) => ({ accountId, tier: 'tech' as TierId })),
} as unknown as Plan;
const overrides = planned.map(({ accountId }) => {
  return { accountId, tier: 'tech', author: 'olga', reason: 'r', expiresAt: '2027-01-01' };
});
const policy = { currency: 'USD', fxRates: { EUR: 1.1 } };

function byRules(document: unknown): Record<string, string | null> {
  const { tiersByHand } = listTiersByHand(plan, accounts, {
    overrides,
    ruleSet: checkRuleSet(document),
    policy,
  });
  return Object.fromEntries(tiersByHand!.map(({ accountId, byRules: tier }) => [accountId, tier]));
}

describe('what the rules alone give accounts with a tier by hand', () => {
  it('is by their ARR in the currency of the policy in force, as it is where that has no rate', () => {
    expect(byRules(defaultRuleSet)).toMatchObject({ dollars: 'low', euros: 'high', francs: 'low' });
  });

  it('is by what their family amounts to where the rules ask for that, churned members left out', () => {
    const family = structuredClone(defaultRuleSet) as unknown as {
      stability: unknown;
      facts: Record<string, unknown>;
      rules: unknown[];
      tests: unknown[];
    };
    family.facts['familyArr'] = { type: 'number', min: 0, onMissing: 0 };
    family.tests = [];
    family.stability = undefined;
    family.rules = [
      {
        id: 'family',
        priority: 100,
        conditions: { all: [{ fact: 'familyArr', operator: 'greaterThanInclusive', value: 280_000 }] },
        event: { type: 'tier', params: { tier: 'high', reason: 'a large family' } },
      },
    ];
    const fallen = byRules(family);
    expect([fallen['child'], fallen['sister']]).toEqual(['high', 'high']);
    expect(fallen['dollars']).not.toBe('high');
    (family.rules[0] as { conditions: { all: { value: number }[] } }).conditions.all[0]!.value = 280_001;
    expect(byRules(family)['child' as AccountId]).not.toBe('high');
  });
});
