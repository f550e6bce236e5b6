import { type CheckedRuleSet, compileRuleSet, stabilityOf } from '@bailiwick/tiering';
import type { TierRules } from '../domain/process/tiering.reaction.js';

/** A rule set ready to decide, one account at a time. */
export function tierRules(ruleSet: CheckedRuleSet): TierRules {
  const compiled = compileRuleSet(ruleSet);
  const tiers = new Set(ruleSet.tiers.map(({ id }) => id));
  return {
    id: ruleSet.id,
    version: ruleSet.version,
    stability: stabilityOf(ruleSet),
    has: (tier) => tiers.has(tier),
    decide: (account, previousTier) => compiled.decide(account, { previousTier, mode: 'service' }).decision,
  };
}
