export * from './check-claims.js';
export type { CostDelta } from './cost-delta.js';
export type { Assignment } from './plan/plan.js';
export * from './verification.js';
export { objectiveOf, type Verifier, verifierInSteps, verifierOf, verifyPlan } from './verify-plan.js';
export { newViolations } from './new-violations.js';
