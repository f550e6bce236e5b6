import type { AccountRecord } from '@bailiwick/contracts';
import type { PlanSource, WrittenPlan } from '../application/planner.port.js';
import type { Plan } from '../domain/plan/plan.js';
import type { PlanningInput } from '../domain/problem/planning-input.js';

/** A company in two pieces, on its way to a planner. */
export function sourceOf({ company, policy, tiers, tierOf, asOf }: PlanningInput): PlanSource {
  const { accounts, csms, aes } = company;
  const tiered = accounts.map((a) => ({ ...a, tier: tierOf.get(a.accountId) }) as AccountRecord);
  return {
    ...{ csms, policy, tiers, asOf, ...(aes && { aes }) },
    async *accounts() {
      yield await Promise.resolve(tiered.slice(0, 2));
      yield tiered.slice(2);
    },
  };
}

export const planIn = ({ plan }: WrittenPlan): Plan => JSON.parse(plan) as Plan;
