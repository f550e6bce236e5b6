import { overspent } from './budget.js';
import type { Constraint } from './constraint.js';

/** Hard. Discretionary moves that end with j ≤ `disruption.maxInPerCsm`, or that share of the accounts with j today. */
export const budgetInPerCsm: Constraint = (plan) =>
  overspent(plan, {
    constraint: 'budgetInPerCsm',
    budget: plan.setting.policy.disruption.maxInPerCsm,
    size: () => 1,
    spentBy: ({ end }, i) => end[i]!,
    bookOf: ({ setting }, i) => setting.present[i]!,
    subject: ({ setting }, j) => setting.csms[j]!.csmId,
    what: 'accounts in',
  });
