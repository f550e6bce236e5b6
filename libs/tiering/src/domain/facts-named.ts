import type { Condition } from '@bailiwick/contracts';
import { bandFactOf } from './facts/fact-model.js';
import type { RuleSetModel } from './rule-set-model.js';

/** The facts, declared and derived, that enabled rules name, directly or in shared conditions. */
export function factsNamed({ enabled, ruleSet }: RuleSetModel): ReadonlySet<string> {
  const named = new Set<string>();
  const seen = new Set<string>();
  const collect = (condition: Condition): void => {
    if ('all' in condition) condition.all.forEach(collect);
    else if ('any' in condition) condition.any.forEach(collect);
    else if ('not' in condition) collect(condition.not);
    else if ('condition' in condition) {
      if (seen.has(condition.condition)) return;
      seen.add(condition.condition);
      collect(ruleSet.conditions![condition.condition]!);
    } else {
      const { fact, value } = condition;
      named.add(fact);
      if (typeof value === 'object' && value !== null && 'fact' in value) named.add(value.fact);
    }
  };
  for (const rule of enabled) collect(rule.conditions);
  return named;
}

/**
 * The declared facts whose change can change a tier: those that enabled rules name, those behind the bands and scores
 * that they name, and those without which no tier can be decided.
 */
export function factsUsed(model: RuleSetModel): ReadonlySet<string> {
  const { bands, scores } = model.derivations;
  const used = new Set(factsNamed(model));
  for (const name of bands.keys()) if (used.has(bandFactOf(name))) used.add(name);
  for (const score of scores) {
    const refuses = score.inputs.filter((input) => input.onMissing === 'error');
    for (const input of used.has(score.id) ? score.inputs : refuses) used.add(input.fact);
  }
  const matters = model.declared.filter((fact) => used.has(fact.name) || fact.onMissing === 'error');
  return new Set(matters.map((fact) => fact.name));
}
