import { conform } from '../facts/conform.js';
import type { LintContext } from './lint-context.js';
import type { TestView } from './rule-set-view.js';

/** Whether stored tests give facts that exist, with values that the fact schema allows. */
export function lintStoredTests(context: LintContext): void {
  for (const test of context.view.tests) lintFacts(test, context);
}

function lintFacts(test: TestView, { facts, view, findings, suggestions }: LintContext): void {
  for (const [name, value] of test.facts) {
    const path = [...test.path, 'facts', name];
    const fact = facts.get(name);
    if (!fact) {
      if (view.facts.has(name)) continue;
      findings.error({
        path,
        part: 'key',
        code: 'unknown-fact',
        message: `there is no fact "${name}"`,
        value: name,
        hint: suggestions.maybe(name, facts.keys()),
      });
    } else if (fact.source === 'band' || fact.source === 'score') {
      findings.error({
        path,
        part: 'key',
        code: 'derived-fact',
        message: `"${name}" is derived from other facts; a test gives those`,
        value: name,
      });
    } else if (!(value === null && fact.nullable)) {
      const result = conform(value, fact);
      if (!result.ok)
        findings.error({
          path,
          code: 'value-outside-fact-schema',
          message: `"${name}" has a value that the fact schema does not allow`,
          value,
          expected: result.expected,
          hint: result.hint,
        });
    }
  }
}
