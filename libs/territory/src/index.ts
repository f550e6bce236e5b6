export { type PlanOrigin, Plans } from './application/plans.js';
export {
  type CompanySource,
  proposePlan,
  type ProposeDependencies,
  type ProposeRequest,
} from './application/propose-plan.js';
export { PLANS } from './nest/plan.handlers.js';
export { GetPlan, ListPlans, ProposePlan } from './nest/plan.messages.js';
export { TerritoryModule, type TerritoryOptions } from './nest/territory.module.js';
