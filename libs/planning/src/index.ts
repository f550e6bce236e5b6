export { type ExportedProblem, exportModel, exportProblem } from './adapters/export-model.js';
export { type EngineOptions, threadedEngine } from './adapters/engine/threaded-engine.js';
export { threadedPlanner } from './adapters/planner/threaded-planner.js';
export type { BlockNews, BlockOffer, BlockStep } from './application/blocks/block-helpers.port.js';
export type {
  BlockExchange,
  DecidedByHand,
  PlanFigures,
  PlannedChanges,
  Planner,
  PlanSource,
  WrittenPlan,
} from './application/planner.port.js';
export { type PlanChange, planChanges } from './application/plan-of-moves/plan-changes.js';
export type { PlanningEngine } from './application/planning-engine.port.js';
export {
  type DecidedMove,
  planOfMoves,
  planOfMovesInSteps,
} from './application/plan-of-moves/plan-of-moves.js';
export {
  type PlanHead,
  planHeadIn,
  type PlanRows,
  planText,
} from './application/plan-of-moves/write-plan.js';
export { todaysAssignment } from './application/plan-of-moves/todays-assignment.js';
export { planTerritories } from './application/plan-territories/plan-territories.js';
export type { PhaseName, PlanOptions, PlanProgress } from './application/plan-territories/plan-options.js';
export {
  planningTiers,
  prepareInput,
  type PreparedInput,
  type PrepareRequest,
} from './application/prepare-input/prepare-input.js';
export { type PolicyRead, readPolicy } from './application/read-policy/read-policy.js';
export type { Disruption, ReoptimisedMove } from './application/reoptimise/disruption.js';
export {
  type EditedBook,
  previewReoptimised,
  type ReoptimisedImpact,
} from './application/reoptimise/preview-reoptimised.js';
export type { Reoptimisation, ReoptimiseOptions } from './application/reoptimise/reoptimise.js';
export { type ProblemSolution, solveProblem } from './application/solve-problem/solve-problem.js';
export * from './domain/index.js';
export {
  checkClaims,
  newViolations,
  type PlanClaims,
  type Verification,
  verifierInSteps,
  verifierOf,
  verifyPlan,
} from './domain/verify/index.js';
export { workloadMeasures } from './application/workload-measures.js';
