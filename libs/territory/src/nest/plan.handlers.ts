import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler, type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import type { Territory } from '../application/territory.js';
import {
  ActivatePolicy,
  ActOnPlan,
  GetCandidates,
  GetPlan,
  GetPlanBody,
  GetPlanHead,
  GetPolicy,
  ListLoads,
  ListPlans,
  ListUnplaced,
  RequestPlan,
  ResolvePlan,
} from './plan.messages.js';

/** The token under which territories are injected. */
export const TERRITORY = Symbol('TERRITORY');

@CommandHandler(RequestPlan)
export class RequestPlanHandler implements ICommandHandler<RequestPlan> {
  constructor(@Inject(TERRITORY) private readonly territory: Territory) {}

  execute({ request, actor }: RequestPlan) {
    return this.territory.requestPlan(request, actor);
  }
}

@CommandHandler(ResolvePlan)
export class ResolvePlanHandler implements ICommandHandler<ResolvePlan> {
  constructor(@Inject(TERRITORY) private readonly territory: Territory) {}

  execute({ planId, actor }: ResolvePlan) {
    return this.territory.resolvePlan(planId, actor);
  }
}

@CommandHandler(ActOnPlan)
export class ActOnPlanHandler implements ICommandHandler<ActOnPlan> {
  constructor(@Inject(TERRITORY) private readonly territory: Territory) {}

  execute({ planId, act, actor }: ActOnPlan) {
    return this.territory.act(planId, act, actor);
  }
}

@CommandHandler(ActivatePolicy)
export class ActivatePolicyHandler implements ICommandHandler<ActivatePolicy> {
  constructor(@Inject(TERRITORY) private readonly territory: Territory) {}

  execute({ policy, reason, revision, actor }: ActivatePolicy) {
    return this.territory.activatePolicy(policy, reason, revision, actor);
  }
}

@QueryHandler(ListPlans)
export class ListPlansHandler implements IQueryHandler<ListPlans> {
  constructor(@Inject(TERRITORY) private readonly territory: Territory) {}

  execute() {
    return this.territory.plans.list();
  }
}

@QueryHandler(GetPlan)
export class GetPlanHandler implements IQueryHandler<GetPlan> {
  constructor(@Inject(TERRITORY) private readonly territory: Territory) {}

  execute({ planId }: GetPlan) {
    return this.territory.plans.get(planId);
  }
}

@QueryHandler(GetPlanHead)
export class GetPlanHeadHandler implements IQueryHandler<GetPlanHead> {
  constructor(@Inject(TERRITORY) private readonly territory: Territory) {}

  execute({ planId }: GetPlanHead) {
    return this.territory.plans.head(planId);
  }
}

@QueryHandler(GetPlanBody)
export class GetPlanBodyHandler implements IQueryHandler<GetPlanBody> {
  constructor(@Inject(TERRITORY) private readonly territory: Territory) {}

  execute({ planId }: GetPlanBody) {
    return this.territory.plans.read(planId);
  }
}

@QueryHandler(GetCandidates)
export class GetCandidatesHandler implements IQueryHandler<GetCandidates> {
  constructor(@Inject(TERRITORY) private readonly territory: Territory) {}

  execute({ accountId }: GetCandidates) {
    return this.territory.candidates(accountId);
  }
}

@QueryHandler(ListUnplaced)
export class ListUnplacedHandler implements IQueryHandler<ListUnplaced> {
  constructor(@Inject(TERRITORY) private readonly territory: Territory) {}

  execute() {
    return this.territory.unplaced();
  }
}

@QueryHandler(ListLoads)
export class ListLoadsHandler implements IQueryHandler<ListLoads> {
  constructor(@Inject(TERRITORY) private readonly territory: Territory) {}

  execute() {
    return this.territory.loads();
  }
}

@QueryHandler(GetPolicy)
export class GetPolicyHandler implements IQueryHandler<GetPolicy> {
  constructor(@Inject(TERRITORY) private readonly territory: Territory) {}

  execute() {
    return this.territory.policy();
  }
}
