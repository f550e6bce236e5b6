import type { PlanState } from './plan-state.js';
import { evolvePlan, type PlanEvent } from './plan.fold.js';

/** What the board needs of a commit. */
export interface PlanCommit {
  readonly recordedAt: number;
  readonly events: readonly PlanEvent[];
}

const PLAN_EVENT = /^(Plan|Commit)/;

/** Every plan by id, in the order in which they came to be. */
export class PlanBoard {
  private readonly plans = new Map<string, PlanState>();

  constructor(plans: Iterable<PlanState> = []) {
    for (const plan of plans) this.plans.set(plan.planId, plan);
  }

  apply({ recordedAt, events }: PlanCommit): void {
    for (const event of events) {
      if (!PLAN_EVENT.test(event.type)) continue;
      const { planId } = event.data as { readonly planId?: string };
      if (planId === undefined) continue;
      const plan = evolvePlan(this.plans.get(planId), event, recordedAt);
      if (plan) this.plans.set(planId, plan);
    }
  }

  get(planId: string): PlanState | undefined {
    return this.plans.get(planId);
  }

  list(): readonly PlanState[] {
    return [...this.plans.values()];
  }
}
