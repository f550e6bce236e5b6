import type { Condition } from '@bailiwick/contracts';
import type { ConditionVerdict, TierDecision } from '../decision/tier-decision.js';
import type { Path } from '../finding.js';
import type { RuleSetModel } from '../rule-set-model.js';

/** How often one rule was met by tests. */
export interface RuleCoverage {
  readonly ruleId: string;
  /** Tests whose raw tier it decided. */
  readonly won: number;
  /** Tests it was true in. */
  readonly fired: number;
}

/** How one comparison came out in tests, wherever its place in the document is used. */
export interface ConditionCoverage {
  readonly path: Path;
  readonly wasTrue: number;
  readonly wasFalse: number;
}

/** What tests have shown of a rule set. */
export interface TestCoverage {
  /** The enabled rules, highest priority first. */
  readonly rules: readonly RuleCoverage[];
  /** Tests that the default tier decided. */
  readonly byDefault: number;
  /** The comparisons of enabled rules, those of shared conditions once. */
  readonly conditions: readonly ConditionCoverage[];
  /** Met and wanted: each rule decides once, the default tier decides once, each comparison is true once and false once. */
  readonly met: number;
  readonly wanted: number;
  /** 100 × met / wanted, cut to one decimal; 100 only when everything is met. */
  readonly pct: number;
}

interface Seen {
  readonly path: Path;
  wasTrue: number;
  wasFalse: number;
}

/** @param decisions with a trace, made on facts as they are */
export function testCoverage(model: RuleSetModel, decisions: readonly TierDecision[]): TestCoverage {
  const { ruleSet, enabled } = model;
  const seen = new Map<string, Seen>();
  const counts = new Map(enabled.map((rule) => [rule.id, { won: 0, fired: 0 }]));
  let byDefault = 0;
  const count = (condition: Condition, verdict: ConditionVerdict | undefined, path: Path): void => {
    const child = (i: number): ConditionVerdict | undefined => verdict?.conditions?.[i];
    if ('all' in condition) condition.all.forEach((c, i) => count(c, child(i), [...path, 'all', i]));
    else if ('any' in condition) condition.any.forEach((c, i) => count(c, child(i), [...path, 'any', i]));
    else if ('not' in condition) count(condition.not, child(0), [...path, 'not']);
    else if ('condition' in condition)
      count(ruleSet.conditions![condition.condition]!, child(0), ['conditions', condition.condition]);
    else {
      const key = JSON.stringify(path);
      const one = seen.get(key) ?? { path, wasTrue: 0, wasFalse: 0 };
      if (verdict) one[verdict.result ? 'wasTrue' : 'wasFalse'] += 1;
      seen.set(key, one);
    }
  };
  for (const decision of [undefined, ...decisions]) {
    const verdicts = new Map(decision?.rules?.map((verdict) => [verdict.ruleId, verdict]));
    if (decision?.ruleId === null) byDefault += 1;
    for (const rule of enabled) {
      const verdict = verdicts.get(rule.id);
      const of = counts.get(rule.id)!;
      if (verdict?.result) of.fired += 1;
      if (decision?.ruleId === rule.id) of.won += 1;
      count(rule.conditions, verdict?.conditions, ['rules', ruleSet.rules.indexOf(rule), 'conditions']);
    }
  }
  const rules = enabled.map((rule) => ({ ruleId: rule.id, ...counts.get(rule.id)! }));
  return summed(rules, byDefault, [...seen.values()]);
}

function summed(
  rules: readonly RuleCoverage[],
  byDefault: number,
  conditions: readonly ConditionCoverage[],
): TestCoverage {
  const goals = [
    byDefault > 0,
    ...rules.map(({ won }) => won > 0),
    ...conditions.flatMap(({ wasTrue, wasFalse }) => [wasTrue > 0, wasFalse > 0]),
  ];
  const met = goals.filter(Boolean).length;
  const pct = Math.floor((1_000 * met) / goals.length) / 10;
  return { rules, byDefault, conditions, met, wanted: goals.length, pct };
}
