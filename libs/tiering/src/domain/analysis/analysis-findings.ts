import type { FactValue } from '@bailiwick/contracts';
import { operatorText, valueText } from '../explain/value-text.js';
import type { Finding } from '../finding.js';
import type { RuleSetModel } from '../rule-set-model.js';
import type { RuleAnalysis } from './analyse-rules.js';
import { tellingFacts, type WitnessAccount } from './rule-questions.js';

const MOST_NAMES = 6;

/** An analysis as warnings for the people who edit the rule set, each at its place in the document. */
export function analysisFindings(analysis: RuleAnalysis, model: RuleSetModel): readonly Finding[] {
  const { rules, defaultTier } = model.ruleSet;
  const at = (ruleId: string): number => rules.findIndex((rule) => rule.id === ruleId);
  const tierOf = (ruleId: string): string => rules[at(ruleId)]!.event.params.tier;
  const named = (ruleId: string): string => `"${ruleId}" (tier ${tierOf(ruleId)})`;
  const findings: Omit<Finding, 'severity'>[] = [];
  for (const { ruleId, excluding } of analysis.contradictory) {
    const which = excluding.map((i) => `/rules/${at(ruleId)}/conditions/all/${i}`);
    findings.push({
      path: ['rules', at(ruleId), 'conditions'],
      code: 'rule-never-true',
      message: `rule ${named(ruleId)} can never be true`,
      ...(which.length < 2 ? {} : { hint: `Maybe one of ${namesText(which)}: they exclude one another` }),
    });
  }
  for (const { ruleId, by } of analysis.shadowed) {
    const whose =
      by.length === 1 ? `rule ${named(by[0]!)} is` : `one of the rules ${namesText(by.map(named))} is`;
    findings.push({
      path: ['rules', at(ruleId)],
      code: 'rule-never-decides',
      message: `rule ${named(ruleId)} never decides: wherever it is true, ${whose} true too and comes first`,
      value: by,
      hint: 'Maybe a higher priority, or remove it',
    });
  }
  for (const ruleId of analysis.undecided) {
    findings.push({
      path: ['rules', at(ruleId)],
      code: 'rule-opaque',
      message: `whether rule ${named(ruleId)} ever decides cannot be told: it depends on scores or on facts compared with facts`,
      hint: 'Maybe a stored test that it decides',
    });
  }
  for (const { region, witness } of analysis.gaps) {
    findings.push({
      path: ['defaultTier'],
      code: 'default-decides',
      message: `no rule is true where ${region}: the default tier ${defaultTier} decides`,
      hint: `For example ${witnessText(witness, model)}`,
    });
  }
  if (analysis.gaps.length > 0 && analysis.moreGaps)
    findings.push({
      path: ['defaultTier'],
      code: 'default-decides',
      message: `there are, or may be, more accounts that no rule is true of`,
    });
  for (const overlap of analysis.overlaps) {
    const { witness } = overlap.with[0]!;
    findings.push({
      path: ['rules', at(overlap.ruleId)],
      code: 'rules-overlap',
      message: `rule ${named(overlap.ruleId)} is also true of accounts that ${namesText(overlap.with.map((w) => named(w.ruleId)))} decides`,
      hint: `For example ${witnessText(witness, model)}: tier ${witness.tier}, by priority`,
    });
  }
  for (const { fact, operator, other, path } of analysis.opaque) {
    findings.push({
      path,
      code: 'comparison-opaque',
      message: `"${fact} ${operatorText(operator)} ${other}" compares facts: the analysis takes either outcome for possible`,
    });
  }
  for (const what of analysis.unanswered.slice(0, MOST_NAMES)) {
    findings.push({
      path: [],
      code: 'analysis-stopped',
      message: `the analysis stopped at ${analysis.boxes} boxes before it could tell: ${what}`,
      hint: 'Maybe fewer conditions on facts that few accounts differ in, or tests and the impact on real accounts instead',
    });
  }
  return findings.map((finding) => ({ ...finding, severity: 'warning' }));
}

function namesText(names: readonly string[]): string {
  const shown =
    names.length > MOST_NAMES ? [...names.slice(0, MOST_NAMES), `${names.length - MOST_NAMES} more`] : names;
  return shown.join(', ');
}

/** The facts of a witness that differ from those of an account of which nothing is known. */
export function witnessText({ facts }: Pick<WitnessAccount, 'facts'>, model: RuleSetModel): string {
  const telling = Object.entries(tellingFacts(facts, model));
  if (telling.length === 0) return 'an account of which nothing is known';
  return telling.map(([name, value]) => `${name} ${factText(value)}`).join(', ');
}

function factText(value: FactValue): string {
  return typeof value === 'string' ? JSON.stringify(value) : valueText(value);
}
