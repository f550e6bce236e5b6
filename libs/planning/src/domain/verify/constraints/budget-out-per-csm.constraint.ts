import { overspent } from './budget.js';
import type { Constraint } from './constraint.js';

/** Hard. Discretionary moves that leave j ≤ `disruption.maxOutPerCsm`, or that share of the accounts with j today. */
export const budgetOutPerCsm: Constraint = (plan) =>
  overspent(plan, {
    constraint: 'budgetOutPerCsm',
    budget: plan.setting.policy.disruption.maxOutPerCsm,
    size: () => 1,
    spentBy: ({ setting }, i) => setting.present[i]!,
    bookOf: ({ setting }, i) => setting.present[i]!,
    subject: ({ setting }, j) => setting.csms[j]!.csmId,
    what: 'accounts out',
  });
