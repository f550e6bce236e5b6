import { defaultPolicy, defaultRuleSet, type Policy } from '@bailiwick/contracts';
import type { RuleSets, Territory } from '@bailiwick/territory';
import { type CheckedRuleSet, checkRuleSet } from '@bailiwick/tiering';

/** What tiers are decided by, and hours and currencies judged by, as of the last event that was recorded. */
export interface InForce {
  ruleSet(): Promise<CheckedRuleSet>;
  policy(): Promise<Policy>;
}

export function inForce(ruleSets: Pick<RuleSets, 'active'>, territory: Pick<Territory, 'policy'>): InForce {
  return {
    ruleSet: async () => (await ruleSets.active()).ruleSet,
    policy: async () => (await territory.policy()).policy,
  };
}

/** What is in force in a log that says nothing of it. */
export function builtIn(): InForce {
  const ruleSet = checkRuleSet(defaultRuleSet);
  return { ruleSet: () => Promise.resolve(ruleSet), policy: () => Promise.resolve(defaultPolicy) };
}
