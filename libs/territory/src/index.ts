export { Documents } from './application/documents.js';
export type { MakingProgress } from './application/plans/making-board.js';
export { type CompanySource, PlanMaker, type PlanMakerOptions } from './application/plans/plan-maker.js';
export { type PlanOrigin, Plans, type PlanWithBody } from './application/plans/plans.js';
export {
  type ProcessDuty,
  ProcessRunner,
  type RunnerOptions,
  type TimeMode,
} from './application/process/process-runner.js';
export { TerritoryProcess, type ProcessDependencies } from './application/process/territory-process.js';
export { type ListedUnplaced, type PlanAct, type PlanRequest, Territory } from './application/territory.js';
export type { PolicyInForce } from './application/policy-in-force.js';
export { type RuleReader, ruleReader } from './application/rules/rule-reader.js';
export type { RuleSetImpact } from './application/rules/impact-on-process.js';
export {
  accountsIn,
  type ReplayRequest,
  replayRules,
  type RulesReplay,
} from './application/rules/replay-rules.js';
export type { RuleReplay } from './domain/replay/rule-replay.js';
export { type RuleSetInForce, RuleSets } from './application/rules/rule-sets.js';
export type { PlanStage, PlanState } from './domain/plan/plan-state.js';
export {
  BUILT_IN_VERSION,
  type RuleSetDraft,
  type RuleSetsState,
  type RuleSetVersion,
} from './domain/rules/rule-set-state.js';
export type { DraftSeen } from './domain/rules/rule-sets.decider.js';
export { TERRITORY } from './nest/plan.handlers.js';
export * from './nest/plan.messages.js';
export {
  type ListedOverride,
  MOST_OVERRIDES,
  type TierOverrides,
  type TierWish,
} from './application/rules/tier-overrides.js';
export { RULE_SETS, TIER_OVERRIDES } from './nest/rule-set.handlers.js';
export * from './nest/rule-set.messages.js';
export { PROCESS_RUNNER, TerritoryModule, type TerritoryOptions } from './nest/territory.module.js';
