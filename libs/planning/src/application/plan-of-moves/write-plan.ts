import type { PlanMoves } from '@bailiwick/contracts';
import type { Plan } from '../../domain/plan/plan.js';
import type { PlanningInput } from '../../domain/problem/planning-input.js';
import type { WrittenPlan } from '../planner.port.js';
import { planChanges } from './plan-changes.js';

/** A plan in the form in which it lasts. */
export function writePlan(input: PlanningInput, plan: Plan): WrittenPlan {
  const { policy } = input;
  const { asOf, status, objective, bound, gap, counts, metrics } = plan;
  const moves = planChanges(input, plan).map((change) => ({ ...change, basis: { ...change.basis } }));
  return {
    figures: { asOf, status, objective, bound, gap, counts, metrics },
    plan: JSON.stringify(plan),
    moves: JSON.stringify({ asOf, policy, moves } satisfies PlanMoves),
  };
}
