import type { RuleSet } from '@bailiwick/contracts';
import { BailiwickError, InvalidInputError } from '@bailiwick/kernel';
import {
  type BothEvaluators,
  type CheckedRuleSet,
  contentHashOf,
  coverageOfTests,
  evaluatorsOf,
  runStoredTests,
  sampleParity,
  type StoredTestResult,
  strictestLimits,
} from '@bailiwick/tiering';
import type { BookSample } from './impact-on-process.js';

/** The document as it is published: it says itself which version it is. */
export function numbered(
  ruleSet: RuleSet,
  { reason, ...marks }: { version: number; basedOn: number; author: string; reason: string | undefined },
): RuleSet {
  const { contentHash: _before, reason: written, ...rest } = ruleSet;
  const said = reason ?? written;
  const document: RuleSet = { ...rest, ...marks, ...(said === undefined ? {} : { reason: said }) };
  return { ...document, contentHash: contentHashOf(document) };
}

/**
 * What the stored tests of a rule set came to, all of them passed.
 * @throws InvalidInputError `stored-test-failed` for each that did not
 */
export async function demandTests(ruleSet: CheckedRuleSet): Promise<readonly StoredTestResult[]> {
  const results = await runStoredTests(ruleSet);
  const failed = results.filter(({ passed }) => !passed);
  if (failed.length === 0) return results;
  throw new InvalidInputError(
    failed.map(({ name, differences }) => ({
      code: 'stored-test-failed',
      message: `the stored test “${name}” fails: ${differences.join('; ')}`,
      value: name,
      expected: 'every stored test passes',
      hint: 'Maybe the rules are wrong, or the test is out of date',
    })),
  );
}

/** That the stored tests show less of the rules than both versions' limits want, in words; empty where they show enough. */
export function untestedInWords(
  ruleSet: CheckedRuleSet,
  inForce: CheckedRuleSet,
  results: readonly StoredTestResult[],
): string[] {
  const { minPctTestCoverage: least } = strictestLimits(inForce, ruleSet);
  if (least === undefined) return [];
  const { pct, met, wanted } = coverageOfTests(ruleSet, results);
  return pct >= least
    ? []
    : [`the stored tests show ${pct}% of the rules (${met} of ${wanted}), ${least}% must`];
}

/**
 * Two evaluators, one meaning: a rule set of which they differ decides nothing.
 * @throws BailiwickError `evaluators-disagree`
 * @see docs/adr/0006-two-evaluators.md
 */
export async function demandParity(
  ruleSet: CheckedRuleSet,
  { accounts, familyArr }: BookSample,
  both: BothEvaluators = evaluatorsOf(ruleSet, 'service'),
): Promise<void> {
  const { disagreements } = await sampleParity(both, accounts, familyArr);
  const [first] = disagreements;
  if (!first) return;
  const { accountId, compiled, engine } = first;
  throw new BailiwickError(
    'evaluators-disagree',
    `compiled rules and json-rules-engine differ about account ${accountId}`,
    {
      value: `${compiled ?? 'no rule'} and ${engine ?? 'no rule'}`,
      expected: 'one meaning',
      hint: 'This is a fault of this software: please report the rule set; what is in force has not changed',
    },
  );
}
