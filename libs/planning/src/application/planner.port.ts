import type { Plan } from '../domain/plan/plan.js';
import type { PlanningInput } from '../domain/problem/planning-input.js';
import type { PlanChange } from './plan-of-moves/plan-changes.js';
import type { PlanOutline } from './reoptimise/outline-plan.js';
import type { PlanOptions } from './plan-territories/plan-options.js';

export interface PlannedChanges {
  readonly plan: Plan;
  /** Every account that would get another owner, or its first one. */
  readonly changes: readonly PlanChange[];
}

/** Makes whole plans somewhere else, so that the caller's thread stays free from the compilation to the explanations. */
export interface Planner {
  /** @throws InvalidInputError as `planTerritories` */
  plan(input: PlanningInput, options: PlanOptions): Promise<PlannedChanges>;
  /** The same plan in numbers and moves. @throws InvalidInputError as `planTerritories` */
  outline(input: PlanningInput, options: PlanOptions): Promise<PlanOutline>;
  close(): Promise<void>;
}
