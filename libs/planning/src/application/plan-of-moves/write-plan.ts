import type { PlanMoves } from '@bailiwick/contracts';
import type { Plan } from '../../domain/plan/plan.js';
import type { PlanningInput } from '../../domain/problem/planning-input.js';
import type { WrittenPlan } from '../planner.port.js';
import { planChanges } from './plan-changes.js';

/** What of a plan is as long as the company is large. */
export type PlanRows = 'pairs' | 'csms' | 'moves' | 'accounts';

/** A plan without its rows. */
export type PlanHead = Omit<Plan, PlanRows>;

/** The first of the rows. In a string its quotes would be escaped, and above the rows nothing else has this name. */
const ROWS_BEGIN = ',"pairs":[';

/** The plan as JSON, the rows last, so that who wants nothing of them need not read so far. */
export function planText(plan: Plan): string {
  const { pairs, csms, moves, accounts, ...head } = plan;
  return JSON.stringify({ ...head, pairs, csms, moves, accounts });
}

/** The head of a plan from the beginning of its text; `undefined` where that does not reach to the rows. */
export function planHeadIn(text: string): PlanHead | undefined {
  const end = text.indexOf(ROWS_BEGIN);
  return end < 0 ? undefined : (JSON.parse(`${text.slice(0, end)}}`) as PlanHead);
}

/** A plan in the form in which it lasts. */
export function writePlan(input: PlanningInput, plan: Plan): WrittenPlan {
  const { policy } = input;
  const { asOf, status, objective, bound, gap, counts, metrics } = plan;
  const moves = planChanges(input, plan).map((change) => ({ ...change, basis: { ...change.basis } }));
  return {
    figures: { asOf, status, objective, bound, gap, counts, metrics },
    plan: planText(plan),
    moves: JSON.stringify({ asOf, policy, moves } satisfies PlanMoves),
  };
}
