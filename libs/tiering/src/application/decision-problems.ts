import type { TierOverride } from '@bailiwick/contracts';
import type { Problem } from '@bailiwick/kernel';
import type { RuleSetModel } from '../domain/rule-set-model.js';

export function missingCriterion(fact: string): Problem {
  return {
    code: 'missing-fact',
    message: `a score needs "${fact}", which is missing`,
    column: fact,
    hint: `Maybe give the score's criterion an "onMissing" other than "error"`,
  };
}

export function unknownPreviousTier(tier: string, model: RuleSetModel): Problem {
  return {
    code: 'unknown-previous-tier',
    message: `its present tier "${tier}" is not a tier of rule set "${model.ruleSet.id}"; it counts as having none`,
    column: 'tier',
    value: tier,
    expected: `one of ${[...model.tiers.keys()].join(', ')}`,
    severity: 'warning',
  };
}

export function unknownOverrideTier(override: TierOverride, model: RuleSetModel): Problem {
  return {
    code: 'unknown-tier',
    message: `the override of account ${override.accountId} names the unknown tier "${override.tier}"`,
    value: override.tier,
    expected: `one of ${[...model.tiers.keys()].join(', ')}`,
  };
}
