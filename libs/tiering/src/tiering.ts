import { ruleSetCaps } from '@bailiwick/contracts';
import { InvalidInputError, type Problem } from '@bailiwick/kernel';
import { breathe } from './adapters/breathe.js';
import { sha256 } from './adapters/content-hash.js';
import { engineEvaluator } from './adapters/engine-evaluator.js';
import { readJson, type JsonDocument } from './adapters/json-document.js';
import {
  runStoredTests as runStoredTestsWith,
  type StoredTestResult,
} from './application/run-stored-tests.js';
import { compileRuleSet as compileModel, type CompiledRuleSet } from './application/compile-rule-set.js';
import {
  modelOf,
  tierAccounts as tierAccountsWith,
  traceAccount,
  type TierAccountsOptions,
  type TierAccountsResult,
} from './application/tier-accounts.js';
import type { TieringPorts } from './application/tier-evaluator.port.js';
import type { TierDecision } from './domain/decision/tier-decision.js';
import { explainText } from './domain/explain/explain-text.js';
import { scoreSensitivity, type ScoreSensitivity } from './domain/explain/score-sensitivity.js';
import { sensitivityText } from './domain/explain/sensitivity-text.js';
import type { TieringAccount } from './domain/facts/account.js';
import { pointerOf, TOO_MANY_PROBLEMS, type Finding } from './domain/finding.js';
import { hashedText } from './domain/json/canonical-json.js';
import { lintDocument } from './domain/lint/lint-rule-set.js';
import type { CheckedRuleSet } from './domain/rule-set-model.js';

/** json-rules-engine, SHA-256 and Node's event loop. */
export const tieringPorts: TieringPorts = {
  evaluatorOf: engineEvaluator,
  hash: sha256,
  breathe,
};

export interface RuleSetLint {
  /** Errors and warnings in the order of the text, each with file, line, column and JSON pointer. */
  readonly problems: readonly Problem[];
  /** Present when there are no errors. */
  readonly ruleSet?: CheckedRuleSet;
  readonly contentHash?: string;
}

/**
 * Reads and checks a rule set as people write it: strict JSON text, or its bytes in UTF-8. Safe for any input:
 * sizes are checked before anything is parsed.
 */
export function lintRuleSet(source: string | Uint8Array, file?: string): RuleSetLint {
  const { document, problems } = readJson(source, ruleSetCaps, file);
  if (!document) return { problems };
  const { findings, ruleSet } = lintDocument(document.value);
  const contentHash = ruleSet && contentHashOf(ruleSet);
  const stale = ruleSet && staleHash(ruleSet, contentHash);
  return { problems: inTextOrder([...findings, ...(stale ? [stale] : [])], document), ruleSet, contentHash };
}

function inTextOrder(findings: readonly Finding[], document: JsonDocument): readonly Problem[] {
  const line = (p: Problem): number => (p.code === TOO_MANY_PROBLEMS ? Infinity : (p.line ?? 0));
  const problems = findings.map(document.place);
  return problems.sort((a, b) => line(a) - line(b) || Number(a.column ?? 0) - Number(b.column ?? 0));
}

function staleHash(ruleSet: CheckedRuleSet, actual: string | undefined): Finding | undefined {
  if (!ruleSet.contentHash || ruleSet.contentHash === actual) return undefined;
  return {
    path: ['contentHash'],
    code: 'stale-content-hash',
    message: 'the rule set was changed since this hash was taken',
    value: ruleSet.contentHash,
    expected: actual,
    hint: 'Maybe remove it: it is taken anew when the rule set is published',
    severity: 'warning',
  };
}

/**
 * A rule set that is at hand as a value, checked.
 * @throws InvalidInputError with every error, each with its JSON pointer
 */
export function checkRuleSet(document: unknown): CheckedRuleSet {
  const { findings, ruleSet } = lintDocument(document);
  if (ruleSet) return ruleSet;
  const errors = findings.filter((finding) => finding.severity !== 'warning');
  throw new InvalidInputError(
    errors.map(({ path, part: _part, ...problem }) => ({ pointer: pointerOf(path), ...problem })),
  );
}

/** `sha256:…` of the rule set's canonical JSON without `$schema` and `contentHash`. */
export function contentHashOf(ruleSet: object): string {
  return sha256(hashedText(ruleSet));
}

/** @see tierAccountsWith: the same, with SHA-256 and Node's event loop. */
export function tierAccounts<A extends TieringAccount>(
  ruleSet: CheckedRuleSet,
  accounts: readonly A[],
  options: TierAccountsOptions<A>,
): Promise<TierAccountsResult> {
  return tierAccountsWith(tieringPorts, ruleSet, accounts, options);
}

/**
 * Prepares a rule set for decisions one at a time, synchronous and cheap: keep it as long as the rule set is in force.
 * The rules are closures compiled from the conditions, with the meaning of json-rules-engine.
 * @see docs/adr/0006-two-evaluators.md
 */
export function compileRuleSet(ruleSet: CheckedRuleSet): CompiledRuleSet {
  return compileModel(modelOf(ruleSet, tieringPorts));
}

export interface AccountExplanation {
  readonly decision?: TierDecision;
  /** What each score that rules look at hangs on. */
  readonly sensitivity?: readonly ScoreSensitivity[];
  /** The decision in words. */
  readonly text?: string;
  readonly problems: readonly Problem[];
}

/** Decides one account with a full trace, by json-rules-engine, and says why in words. */
export async function explainAccount<A extends TieringAccount>(
  ruleSet: CheckedRuleSet,
  account: A,
  options: TierAccountsOptions<A>,
): Promise<AccountExplanation> {
  const model = modelOf(ruleSet, tieringPorts);
  const { decision, problems } = await traceAccount(tieringPorts, model, account, options);
  if (!decision) return { problems };
  const sensitivity = scoreSensitivity(model, decision.facts);
  const text = [explainText(decision, model), ...sensitivity.map((of) => sensitivityText(of, model))].join(
    '\n',
  );
  return { decision, sensitivity, text, problems };
}

/** Runs the tests stored in a rule set, by json-rules-engine. */
export function runStoredTests(ruleSet: CheckedRuleSet): Promise<readonly StoredTestResult[]> {
  const model = modelOf(ruleSet, tieringPorts);
  return runStoredTestsWith(model, engineEvaluator(model));
}
