import { defaultPolicy, defaultRuleSet, type Policy, type TierOverride } from '@bailiwick/contracts';
import type { RuleSets, Territory, TierOverrides } from '@bailiwick/territory';
import { type CheckedRuleSet, checkRuleSet, type TierHistory } from '@bailiwick/tiering';

/** What tiers are decided by, and hours and currencies judged by, as of the last event that was recorded. */
export interface InForce {
  ruleSet(): Promise<CheckedRuleSet>;
  policy(): Promise<Policy>;
  /** What somebody decided on an account's tier, while it is in force. */
  overrideOf(accountId: string): Promise<TierOverride | undefined>;
  /** What the account's family amounts to, where the rules ask for it. */
  familyArrOf(accountId: string): Promise<number | undefined>;
  /** What is on its way with an account's tier. */
  historyOf(accountId: string): Promise<TierHistory | undefined>;
}

export function inForce(
  ruleSets: Pick<RuleSets, 'active'>,
  overrides: Pick<TierOverrides, 'of'>,
  territory: Pick<Territory, 'policy' | 'tierHistory' | 'familyArr'>,
): InForce {
  return {
    ruleSet: async () => (await ruleSets.active()).ruleSet,
    policy: async () => (await territory.policy()).policy,
    overrideOf: async (accountId) => {
      const set = await overrides.of(accountId);
      if (!set) return undefined;
      const { tier, reason, author, approver, expiresAt } = set;
      return { accountId, tier, reason, author, expiresAt, ...(approver === undefined ? {} : { approver }) };
    },
    familyArrOf: (accountId) => territory.familyArr(accountId),
    historyOf: (accountId) => territory.tierHistory(accountId),
  };
}

/** What is in force in a log that says nothing of it. */
export function builtIn(): InForce {
  const ruleSet = checkRuleSet(defaultRuleSet);
  return {
    ruleSet: () => Promise.resolve(ruleSet),
    policy: () => Promise.resolve(defaultPolicy),
    overrideOf: () => Promise.resolve(undefined),
    familyArrOf: () => Promise.resolve(undefined),
    historyOf: () => Promise.resolve(undefined),
  };
}
