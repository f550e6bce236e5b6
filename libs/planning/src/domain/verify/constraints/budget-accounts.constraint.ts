import { overspent } from './budget.js';
import type { Constraint } from './constraint.js';

/** Hard. Discretionary moves ≤ `disruption.maxAccounts` accounts, or that share of the accounts with a present CSM. */
export const budgetAccounts: Constraint = (plan) =>
  overspent(plan, {
    constraint: 'budgetAccounts',
    budget: plan.setting.policy.disruption.maxAccounts,
    size: () => 1,
    spentBy: () => 0,
    bookOf: () => 0,
    subject: () => 'company',
    what: 'accounts',
  });
