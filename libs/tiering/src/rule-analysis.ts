import { ruleSetCaps } from '@bailiwick/contracts';
import type { Problem } from '@bailiwick/kernel';
import { readJson } from './adapters/json-document.js';
import { type BothEvaluators, bothEvaluators } from './application/both-evaluators.js';
import { type ImpactBook, previewImpact as previewWith } from './application/preview-impact.js';
import type { StoredTestResult } from './application/run-stored-tests.js';
import { modelOf } from './application/tier-accounts.js';
import { analyseRules, type AnalysisLimits, type RuleAnalysis } from './domain/analysis/analyse-rules.js';
import { analysisFindings, witnessText } from './domain/analysis/analysis-findings.js';
import { diffRules, type DiffLimits, type RuleDiff } from './domain/analysis/diff-rules.js';
import { type DocumentEdit, editsBetween } from './domain/analysis/document-edits.js';
import type { WitnessAccount } from './domain/analysis/rule-questions.js';
import { coverageFindings } from './domain/test-coverage/coverage-findings.js';
import { testCoverage, type TestCoverage } from './domain/test-coverage/test-coverage.js';
import type { TieringAccount } from './domain/facts/account.js';
import type { FactMode } from './domain/facts/build-facts.js';
import type { ImpactReport } from './domain/impact/impact-report.js';
import { pointerOf, type Finding } from './domain/finding.js';
import type { CheckedRuleSet } from './domain/rule-set-model.js';
import { tieringPorts } from './tiering.js';

/** An analysis, with its findings in words. */
export interface RuleSetAnalysis extends RuleAnalysis {
  /** Warnings, each with the path of its place in the document. */
  readonly findings: readonly Finding[];
}

/**
 * What a rule set's conditions say about each other, without any account: rules that can never be true or never
 * decide, gaps, overlaps. Exact, or says what it cannot tell; deterministic; bounded by an amount of work.
 */
export function analyseRuleSet(ruleSet: CheckedRuleSet, limits?: AnalysisLimits): RuleSetAnalysis {
  const model = modelOf(ruleSet, tieringPorts);
  const analysis = analyseRules(model, limits);
  return { ...analysis, findings: analysisFindings(analysis, model) };
}

/** Two versions of a rule set side by side: what was edited, and which accounts get another tier by the rules alone. */
export interface RuleSetDiff extends RuleDiff {
  readonly edits: readonly DocumentEdit[];
}

/** What the second version gives another tier than the first; see `RuleDiff`. Deterministic, bounded by work. */
export function diffRuleSets(
  before: CheckedRuleSet,
  after: CheckedRuleSet,
  limits?: DiffLimits,
): RuleSetDiff {
  const diff = diffRules(modelOf(before, tieringPorts), modelOf(after, tieringPorts), limits);
  return { ...diff, edits: editsBetween(before, after) };
}

/** What stored tests have shown of a rule set, and what they have not, as warnings. */
export interface StoredTestCoverage extends TestCoverage {
  readonly findings: readonly Finding[];
}

/** What the stored tests that were run have shown: rules that decided, comparisons that were true and false. */
export function coverageOfTests(
  ruleSet: CheckedRuleSet,
  results: readonly Pick<StoredTestResult, 'decision'>[],
): StoredTestCoverage {
  const model = modelOf(ruleSet, tieringPorts);
  const coverage = testCoverage(
    model,
    results.flatMap(({ decision }) => decision ?? []),
  );
  return { ...coverage, findings: coverageFindings(coverage, model) };
}

/**
 * What activating `after` instead of `before` would do to a book of business: who changes and why, hours and ARR by
 * transition, workload by CSM, manager and region. Nothing happens; deterministic; lets the event loop breathe.
 * @throws BailiwickError `duplicate-account` when an account is there twice
 */
export function previewImpact<A extends TieringAccount>(
  before: CheckedRuleSet,
  after: CheckedRuleSet,
  book: ImpactBook<A>,
): Promise<ImpactReport> {
  return previewWith(tieringPorts, modelOf(before, tieringPorts), modelOf(after, tieringPorts), book);
}

/** Both evaluators of one rule set on facts, for a sample of their parity and for benchmarks. */
export function evaluatorsOf(ruleSet: CheckedRuleSet, mode: FactMode): BothEvaluators {
  return bothEvaluators(tieringPorts, modelOf(ruleSet, tieringPorts), mode);
}

/** The facts of a witness that say something, in words: `arr 280,000, strategic yes`. */
export function exampleText(witness: Pick<WitnessAccount, 'facts'>, ruleSet: CheckedRuleSet): string {
  return witnessText(witness, modelOf(ruleSet, tieringPorts));
}

/**
 * Findings as problems, in the order of the text that the rule set was read from, with file, line and column; without
 * a text, or with one that is no JSON, with their JSON pointer alone.
 */
export function placeFindings(
  findings: readonly Finding[],
  source?: string | Uint8Array,
  file?: string,
): readonly Problem[] {
  const document = source === undefined ? undefined : readJson(source, ruleSetCaps, file).document;
  if (!document)
    return findings.map(({ path, part: _part, ...problem }) => ({ pointer: pointerOf(path), ...problem }));
  const problems = findings.map(document.place);
  return problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || Number(a.column) - Number(b.column));
}
