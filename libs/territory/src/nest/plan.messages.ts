import { Command, Query } from '@nestjs/cqrs';
import type { PlanProposedData } from '@bailiwick/contracts';
import type { Actor } from '@bailiwick/kernel';
import type { Plan } from '@bailiwick/planning';
import type { ProposeRequest } from '../application/propose-plan.js';

/** Plan the whole book and record the plan as proposed. */
export class ProposePlan extends Command<PlanProposedData> {
  constructor(
    readonly request: ProposeRequest,
    readonly actor: Actor,
  ) {
    super();
  }
}

/** Every proposed plan, the oldest first. */
export class ListPlans extends Query<readonly PlanProposedData[]> {}

/** One plan with its body. */
export class GetPlan extends Query<{ readonly proposed: PlanProposedData; readonly plan: Plan }> {
  constructor(readonly planId: string) {
    super();
  }
}
