import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler, type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import type { Plans } from '../application/plans.js';
import { type ProposeDependencies, proposePlan } from '../application/propose-plan.js';
import { GetPlan, ListPlans, ProposePlan } from './plan.messages.js';

export const PROPOSE_DEPENDENCIES = Symbol('PROPOSE_DEPENDENCIES');
export const PLANS = Symbol('PLANS');

@CommandHandler(ProposePlan)
export class ProposePlanHandler implements ICommandHandler<ProposePlan> {
  constructor(@Inject(PROPOSE_DEPENDENCIES) private readonly deps: ProposeDependencies) {}

  execute({ request, actor }: ProposePlan) {
    return proposePlan(this.deps, request, actor);
  }
}

@QueryHandler(ListPlans)
export class ListPlansHandler implements IQueryHandler<ListPlans> {
  constructor(@Inject(PLANS) private readonly plans: Plans) {}

  execute() {
    return this.plans.list();
  }
}

@QueryHandler(GetPlan)
export class GetPlanHandler implements IQueryHandler<GetPlan> {
  constructor(@Inject(PLANS) private readonly plans: Plans) {}

  execute({ planId }: GetPlan) {
    return this.plans.read(planId);
  }
}
