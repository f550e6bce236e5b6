import type { RuleVerdict } from '../decision/tier-decision.js';
import type { Facts } from '../facts/facts.js';
import type { RuleSetModel } from '../rule-set-model.js';
import { compileCondition, type CompiledCondition } from './compile-condition.js';

/** The enabled rules of one rule set as closures. Deterministic, synchronous, without state. */
export interface CompiledRules {
  /** The id of the rule of highest priority that is true, or `null`; rules below it are not looked at. */
  winner(facts: Facts): string | null;
  /** Each enabled rule's verdict, with each condition's, highest priority first. */
  trace(facts: Facts): readonly RuleVerdict[];
}

/**
 * Compiles the enabled rules to closures with the meaning of json-rules-engine 7.3.1: same winner, same verdicts. A
 * shared condition is compiled once, wherever it is used.
 */
export function compileRules(model: RuleSetModel): CompiledRules {
  const shared = sharedConditions(model);
  const rules = model.enabled.map((rule) => ({
    id: rule.id,
    tier: rule.event.params.tier,
    ...compileCondition(rule.conditions, shared),
  }));
  return {
    winner(facts) {
      for (const rule of rules) if (rule.test(facts)) return rule.id;
      return null;
    },
    trace: (facts) =>
      rules.map(({ id, tier, trace }) => {
        const conditions = trace(facts);
        return { ruleId: id, tier, result: conditions.result, conditions };
      }),
  };
}

function sharedConditions({ ruleSet }: RuleSetModel): (name: string) => CompiledCondition {
  const compiled = new Map<string, CompiledCondition>();
  const shared = (name: string): CompiledCondition => {
    const known = compiled.get(name);
    if (known) return known;
    // Lint made sure that every name is known and that definitions do not go in circles.
    const condition = compileCondition(ruleSet.conditions![name]!, shared);
    compiled.set(name, condition);
    return condition;
  };
  return shared;
}
