import { overspent } from './budget.js';
import type { Constraint } from './constraint.js';

/** Hard. Discretionary moves of an AE’s accounts ≤ `disruption.maxPerAe`, or that share of those with a present CSM. */
export const budgetPerAe: Constraint = (plan) =>
  overspent(plan, {
    constraint: 'budgetPerAe',
    budget: plan.setting.policy.disruption.maxPerAe,
    size: () => 1,
    spentBy: ({ setting }, i) => setting.ae[i]!,
    bookOf: ({ setting }, i) => setting.ae[i]!,
    subject: ({ setting }, a) => setting.aeIds[a]!,
    what: 'accounts',
  });
