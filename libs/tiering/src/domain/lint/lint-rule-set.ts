import { ruleSetCaps, type RuleSet } from '@bailiwick/contracts';
import { factModel } from '../facts/fact-model.js';
import { Findings, type Finding } from '../finding.js';
import { guardValue } from '../json/guard-value.js';
import type { CheckedRuleSet } from '../rule-set-model.js';
import { lintBands } from './bands.lint.js';
import { lintConditions } from './condition-form.lint.js';
import { lintFactSchema } from './fact-schema.lint.js';
import { lintFreezeWindows } from './freeze.lint.js';
import type { LintContext } from './lint-context.js';
import { lintNames } from './names.lint.js';
import { lintNulls } from './nulls.lint.js';
import { viewOf } from './rule-set-view.js';
import { lintScores } from './scores.lint.js';
import { lintShape } from './shape.lint.js';
import { lintSharedConditions } from './shared-conditions.lint.js';
import { lintStoredTests } from './stored-tests.lint.js';
import { Suggestions } from './suggestions.js';
import { lintUnused } from './unused.lint.js';

export interface LintResult {
  /** Errors and warnings, in no particular order. */
  readonly findings: readonly Finding[];
  /** The same document, when there are no errors. */
  readonly ruleSet?: CheckedRuleSet;
}

/**
 * Checks a document in every way that needs no other data: sizes before anything recursive, form, names, fact schema,
 * bands, scores, conditions, stored tests. Safe for any value.
 */
export function lintDocument(document: unknown): LintResult {
  const findings = new Findings();
  if (!guardValue(document, ruleSetCaps, findings)) return { findings: findings.all() };
  const view = viewOf(document);
  const context: LintContext = { view, facts: factModel(view), findings, suggestions: new Suggestions() };
  if (lintSizes(context)) {
    lintConditions(context);
    lintShape(document, context);
    lintMeaning(context);
  }
  return findings.hasErrors
    ? { findings: findings.all() }
    : { findings: findings.all(), ruleSet: document as RuleSet as CheckedRuleSet };
}

/** Numbers of things first: a document of ten thousand rules gets one clear finding, not ten thousand. */
function lintSizes({ view, findings }: LintContext): boolean {
  const sizes = [
    ['facts', view.facts.size],
    ['tiers', view.tiers.length],
    ['scores', view.scores.length],
    ['rules', view.rules.length],
    ['tests', view.tests.length],
  ] as const;
  const shared = ['conditions', view.conditions.size, ruleSetCaps.sharedConditions] as const;
  for (const [member, size, most] of [...sizes.map(([m, s]) => [m, s, ruleSetCaps[m]] as const), shared]) {
    if (size <= most) continue;
    findings.error({
      path: [member],
      code: 'too-many',
      message: `there are ${size} ${member}`,
      value: size,
      expected: `at most ${most}`,
    });
  }
  return !findings.hasErrors;
}

function lintMeaning(context: LintContext): void {
  lintNames(context);
  lintFactSchema(context);
  lintBands(context);
  lintScores(context);
  lintStoredTests(context);
  lintFreezeWindows(context);
  if (lintSharedConditions(context)) lintNulls(context);
  lintUnused(context);
}
