import type { Finding } from '../finding.js';
import type { RuleSetModel } from '../rule-set-model.js';
import type { TestCoverage } from './test-coverage.js';

/** What tests have not shown, as warnings, each at its place in the document. */
export function coverageFindings(coverage: TestCoverage, { ruleSet }: RuleSetModel): readonly Finding[] {
  const findings: Omit<Finding, 'severity'>[] = [];
  for (const { ruleId, won, fired } of coverage.rules) {
    if (won > 0) continue;
    const often = fired === 0 ? 'in no test it is true' : 'wherever it is true a rule above decides';
    findings.push({
      path: ['rules', ruleSet.rules.findIndex((rule) => rule.id === ruleId)],
      code: 'rule-untested',
      message: `no test is decided by rule "${ruleId}": ${often}`,
    });
  }
  if (coverage.byDefault === 0) {
    const message = `no test is decided by the default tier "${ruleSet.defaultTier}"`;
    findings.push({ path: ['defaultTier'], code: 'default-untested', message });
  }
  for (const { path, wasTrue, wasFalse } of coverage.conditions) {
    if (wasTrue > 0 && wasFalse > 0) continue;
    const missing = [...(wasTrue > 0 ? [] : ['true']), ...(wasFalse > 0 ? [] : ['false'])];
    findings.push({
      path,
      code: 'condition-untested',
      message: `in no test this was ${missing.join(', in none ')}`,
    });
  }
  return findings.map((finding) => ({ ...finding, severity: 'warning' }));
}
