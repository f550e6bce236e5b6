import { Command, Query } from '@nestjs/cqrs';
import type { Policy } from '@bailiwick/contracts';
import type { Actor } from '@bailiwick/kernel';
import type { Candidates, CsmLoad, PlanHead } from '@bailiwick/planning';
import type { PlanWithBody } from '../application/plans/plans.js';
import type { PolicyInForce } from '../application/policy-in-force.js';
import type { ListedUnplaced, PlanAct, PlanRequest } from '../application/territory.js';
import type { PlanState } from '../domain/plan/plan-state.js';

/** Record that a plan of the whole book is wanted; answers with its id. */
export class RequestPlan extends Command<string> {
  constructor(
    readonly request: PlanRequest,
    readonly actor: Actor,
  ) {
    super();
  }
}

/** Ask for the same plan again, as things are now; answers with the new plan's id. */
export class ResolvePlan extends Command<string> {
  constructor(
    readonly planId: string,
    readonly actor: Actor,
  ) {
    super();
  }
}

/** Cancel, review, approve, reject, commit or roll back a plan. */
export class ActOnPlan extends Command<PlanState> {
  constructor(
    readonly planId: string,
    readonly act: PlanAct,
    readonly actor: Actor,
  ) {
    super();
  }
}

/** Put a policy in force. */
export class ActivatePolicy extends Command<PolicyInForce> {
  constructor(
    readonly policy: Policy,
    readonly reason: string | undefined,
    readonly revision: number | undefined,
    readonly actor: Actor,
  ) {
    super();
  }
}

/** Every plan, the oldest first. */
export class ListPlans extends Query<readonly PlanState[]> {}

/** Where one plan is in its life. */
export class GetPlan extends Query<PlanState> {
  constructor(readonly planId: string) {
    super();
  }
}

/** One plan without its rows. */
export class GetPlanHead extends Query<PlanHead> {
  constructor(readonly planId: string) {
    super();
  }
}

/** One plan with its body. */
export class GetPlanBody extends Query<PlanWithBody> {
  constructor(readonly planId: string) {
    super();
  }
}

/** Every CSM ranked for an account. */
export class GetCandidates extends Query<Candidates> {
  constructor(readonly accountId: string) {
    super();
  }
}

/** Accounts without an owner. */
export class ListUnplaced extends Query<readonly ListedUnplaced[]> {}

/** What each CSM carries. */
export class ListLoads extends Query<readonly CsmLoad[]> {}

/** The policy in force. */
export class GetPolicy extends Query<PolicyInForce> {}
