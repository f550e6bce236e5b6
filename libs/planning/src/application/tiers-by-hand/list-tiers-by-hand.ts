import { type AccountRecord, inCurrencyOf } from '@bailiwick/contracts';
import { compileRuleSet, familyArrOf } from '@bailiwick/tiering';
import type { Plan } from '../../domain/plan/plan.js';
import { withTiersByHand } from '../../domain/plan/tiers-by-hand.js';
import type { DecidedByHand } from '../planner.port.js';

/**
 * The plan with the tiers by hand that it was made by.
 * @param accounts every account of the company, churned ones too, ARR in any currency
 */
export function listTiersByHand(
  plan: Plan,
  accounts: readonly AccountRecord[],
  { overrides, ruleSet, policy }: DecidedByHand,
): Plan {
  const rules = compileRuleSet(ruleSet);
  const asSeen = accounts.map((account) => inCurrencyOf(policy, account) ?? account);
  const families = rules.needsFamilyArr ? familyArrOf(asSeen) : undefined;
  const accountOf = new Map(asSeen.map((account) => [account.accountId, account]));
  return withTiersByHand(plan, overrides, (accountId) => {
    const familyArr = families?.get(accountId);
    const family = familyArr === undefined ? {} : { familyArr };
    const { decision } = rules.decide(accountOf.get(accountId)!, {
      previousTier: null,
      mode: 'service',
      ...family,
    });
    return decision?.rawTier;
  });
}
