import type { StoredTest } from '@bailiwick/contracts';
import { describeProblem } from '@bailiwick/kernel';
import type { TierDecision } from '../domain/decision/tier-decision.js';
import type { RuleSetModel } from '../domain/rule-set-model.js';
import { decideAccountBy } from './decide-account.js';
import type { TierEvaluator } from './tier-evaluator.port.js';

/** What became of one stored test. */
export interface StoredTestResult {
  readonly name: string;
  readonly passed: boolean;
  readonly expectTier: string;
  readonly expectRule?: string | null;
  /** The final tier; absent when none could be decided. */
  readonly tier?: string;
  /** The rule that decided the raw tier; `null`: none did. */
  readonly ruleId?: string | null;
  /** What is different from what was expected, in words; empty when the test passed. */
  readonly differences: readonly string[];
  readonly decision?: TierDecision;
}

/** Runs the tests stored in a rule set, one after the other, as decisions on files are made. */
export async function runStoredTests(
  model: RuleSetModel,
  evaluator: TierEvaluator,
): Promise<readonly StoredTestResult[]> {
  const results: StoredTestResult[] = [];
  for (const test of model.tests) results.push(await runOne(test, model, evaluator));
  return results;
}

async function runOne(
  test: StoredTest,
  model: RuleSetModel,
  evaluator: TierEvaluator,
): Promise<StoredTestResult> {
  const facts = new Map(Object.entries(test.facts));
  const { decision, problems } = await decideAccountBy(evaluator, model, {
    accountId: test.name,
    lookup: (fact) => facts.get(fact.name),
    previousTier: test.previousTier ?? null,
    mode: 'file',
    trace: true,
  });
  const differences = decision ? differencesOf(test, decision) : problems.map(describeProblem);
  const expected = { name: test.name, expectTier: test.expectTier, expectRule: test.expectRule };
  return {
    ...expected,
    passed: differences.length === 0,
    tier: decision?.tier,
    ruleId: decision?.ruleId,
    differences,
    decision,
  };
}

function differencesOf(test: StoredTest, decision: TierDecision): string[] {
  const differences: string[] = [];
  if (decision.tier !== test.expectTier) {
    differences.push(`expected tier ${test.expectTier}, got ${decision.tier} (${decision.why})`);
  }
  if (test.expectRule !== undefined && decision.ruleId !== test.expectRule) {
    differences.push(`expected rule ${test.expectRule ?? 'none'}, got ${decision.ruleId ?? 'none'}`);
  }
  return differences;
}
