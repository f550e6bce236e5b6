export { breathe } from './adapters/breathe.js';
export { readJson, type DocumentCaps, type JsonDocument, type JsonRead } from './adapters/json-document.js';
export type { AccountCircumstances } from './application/account-request.js';
export {
  sampleParity,
  type BothEvaluators,
  type Disagreement,
  type ParitySample,
} from './application/both-evaluators.js';
export type { CompiledRuleSet } from './application/compile-rule-set.js';
export type { DecisionOutcome } from './application/decide-account.js';
export type { ImpactBook } from './application/preview-impact.js';
export type { StoredTestResult } from './application/run-stored-tests.js';
export type { TierAccountsOptions, TierAccountsResult } from './application/tier-accounts.js';
export type { TierEvaluator, TieringPorts } from './application/tier-evaluator.port.js';
export type { ConditionCoverage, RuleCoverage, TestCoverage } from './domain/test-coverage/test-coverage.js';
export type {
  BufferProbe,
  ConditionVerdict,
  DecisionCause,
  RuleVerdict,
  TierDecision,
} from './domain/decision/tier-decision.js';
export { isInForce } from './domain/decision/settle.js';
export type {
  AnalysisLimits,
  ContradictoryRule,
  Gap,
  OpaqueComparison,
  Overlap,
  RuleAnalysis,
  ShadowedRule,
} from './domain/analysis/analyse-rules.js';
export type { DiffLimits, RuleDiff, TierChange } from './domain/analysis/diff-rules.js';
export type { DocumentEdit } from './domain/analysis/document-edits.js';
export type { WitnessAccount } from './domain/analysis/rule-questions.js';
export type { TieringAccount } from './domain/facts/account.js';
export type { FactMode } from './domain/facts/build-facts.js';
export type { Facts } from './domain/facts/facts.js';
export type {
  CriterionSensitivity,
  OtherTier,
  ScoreSensitivity,
} from './domain/explain/score-sensitivity.js';
export { familyArrOf, type FamilyMember } from './domain/facts/family-arr.js';
export { FamilyTotals, type FamilyPart } from './domain/facts/family-totals.js';
export type { ImpactCsm } from './domain/impact/impact.js';
export { strictestLimits } from './domain/impact/strictest-limits.js';
export type {
  ImpactChange,
  ImpactLimit,
  ImpactReport,
  TierByHand,
  TransitionCell,
  WorkloadRow,
} from './domain/impact/impact-report.js';
export { canonicalJson } from './domain/json/canonical-json.js';
export {
  stabilityOf,
  type CheckedRuleSet,
  type RuleSetModel,
  type RuleSetRef,
} from './domain/rule-set-model.js';
export { nextOpenReviewDate, nextReviewDate } from './domain/stability/review-calendar.js';
export { changeOrigin } from './domain/stability/change-origin.js';
export { type CourseRules, TierCourse, type TierMove } from './domain/stability/tier-course.js';
export {
  stabilise,
  type ChangeOrigin,
  type StabilityOutcome,
  type TierCheck,
  type TierHistory,
} from './domain/stability/tier-stability.js';
export {
  analyseRuleSet,
  coverageOfTests,
  diffRuleSets,
  evaluatorsOf,
  exampleText,
  placeFindings,
  previewImpact,
  type RuleSetAnalysis,
  type RuleSetDiff,
  type StoredTestCoverage,
} from './rule-analysis.js';
export * from './tiering.js';
