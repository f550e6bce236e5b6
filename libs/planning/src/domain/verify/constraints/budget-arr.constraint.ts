import { overspent } from './budget.js';
import type { Constraint } from './constraint.js';

/** Hard. ARR of the discretionary moves ≤ `disruption.maxArr`, or that share of the ARR with a present CSM. */
export const budgetArr: Constraint = (plan) =>
  overspent(plan, {
    constraint: 'budgetArr',
    budget: plan.setting.policy.disruption.maxArr,
    size: ({ setting }, i) => setting.accounts[i]!.arr,
    spentBy: () => 0,
    bookOf: () => 0,
    subject: () => 'company',
    what: 'ARR',
  });
