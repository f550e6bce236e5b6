import { Engine, Fact, type RuleProperties } from 'json-rules-engine';
import type { Condition, FactValue, RuleSet, TierRule } from '@bailiwick/contracts';
import type { TierEvaluator } from '../application/tier-evaluator.port.js';
import type { ConditionVerdict, RuleVerdict } from '../domain/decision/tier-decision.js';
import { factsNamed } from '../domain/facts-named.js';
import type { Facts } from '../domain/facts/facts.js';
import type { RuleSetModel } from '../domain/rule-set-model.js';

/** What json-rules-engine leaves behind at each node of a rule's conditions. */
interface ResultNode {
  readonly result?: boolean;
  readonly factResult?: FactValue;
  readonly valueResult?: FactValue;
  readonly all?: readonly ResultNode[];
  readonly any?: readonly ResultNode[];
  readonly not?: ResultNode;
}

/** The runtime side of rule results, which the package's types leave open. */
interface EngineRuleResult {
  readonly name: string;
  readonly result: boolean;
  readonly conditions: ResultNode;
}

/**
 * Evaluates by json-rules-engine. One Engine is re-used, and its runs go one after the other: a run that ends while
 * another is under way stops that one half-way. `engine.stop()` is never called, for the same reason.
 */
export function engineEvaluator(model: RuleSetModel): TierEvaluator {
  let engine = buildEngine(model);
  // Only facts that conditions name are handed over: the engine's cost grows with every one.
  const used = [...factsNamed(model)];
  let last: Promise<unknown> = Promise.resolve();
  const run = (facts: Facts): Promise<ReadonlyMap<string, EngineRuleResult>> => {
    const mine = last.then(() => runOnce(engine, used, facts));
    last = mine.catch(() => {
      // Rules of lower priority still run on after a failure, and would end the next run half-way.
      engine = buildEngine(model);
    });
    return mine;
  };
  return {
    async winner(facts) {
      const results = await run(facts);
      return model.enabled.find((rule) => results.get(rule.id)?.result === true)?.id ?? null;
    },
    async trace(facts) {
      const results = await run(facts);
      return model.enabled.map((rule) => ruleVerdict(rule, results.get(rule.id), model.ruleSet));
    },
  };
}

function buildEngine(model: RuleSetModel): Engine {
  const engine = new Engine([], { allowUndefinedFacts: false, pathResolver: refusePath });
  for (const [name, condition] of Object.entries(model.ruleSet.conditions ?? {})) {
    engine.setCondition(name, withoutLabels(condition) as RuleProperties['conditions']);
  }
  for (const rule of model.enabled) {
    engine.addRule({
      name: rule.id,
      priority: rule.priority,
      conditions: withoutLabels(rule.conditions) as RuleProperties['conditions'],
      event: { type: rule.event.type },
    });
  }
  return engine;
}

/** jsonpath filter expressions have run code; lint refuses `path`, and this refuses whatever gets past it. */
function refusePath(): never {
  throw new Error('"path" is not allowed in conditions');
}

/** Without priorities the engine looks at every condition of a group, so that each one has a verdict. */
function withoutLabels(condition: Condition): Condition {
  if ('all' in condition) return { all: condition.all.map(withoutLabels) };
  if ('any' in condition) return { any: condition.any.map(withoutLabels) };
  if ('not' in condition) return { not: withoutLabels(condition.not) };
  if ('condition' in condition) return { condition: condition.condition };
  return { fact: condition.fact, operator: condition.operator, value: condition.value };
}

async function runOnce(
  engine: Engine,
  used: readonly string[],
  facts: Facts,
): Promise<ReadonlyMap<string, EngineRuleResult>> {
  // A fact of its own without a cache spares the engine from hashing every value.
  const runtime = Object.fromEntries(
    used.map((name) => [name, new Fact<FactValue>(name, facts[name] ?? null, { cache: false })]),
  );
  const { results, failureResults } = await engine.run(runtime);
  const all = [...results, ...failureResults] as unknown as readonly EngineRuleResult[];
  return new Map(all.map((result) => [result.name, result]));
}

function ruleVerdict(rule: TierRule, outcome: EngineRuleResult | undefined, ruleSet: RuleSet): RuleVerdict {
  const result = outcome?.result === true;
  return {
    ruleId: rule.id,
    tier: rule.event.params.tier,
    result,
    conditions: { ...conditionVerdict(rule.conditions, outcome?.conditions ?? {}, ruleSet), result },
  };
}

function conditionVerdict(condition: Condition, node: ResultNode, ruleSet: RuleSet): ConditionVerdict {
  const result = node.result === true;
  const named = condition.name === undefined ? {} : { name: condition.name };
  const group = (form: 'all' | 'any', of: readonly Condition[]): ConditionVerdict => ({
    form,
    result,
    ...named,
    conditions: of.map((child, i) => conditionVerdict(child, node[form]?.[i] ?? {}, ruleSet)),
  });
  if ('all' in condition) return group('all', condition.all);
  if ('any' in condition) return group('any', condition.any);
  if ('not' in condition) {
    return {
      form: 'not',
      result,
      ...named,
      conditions: [conditionVerdict(condition.not, node.not ?? {}, ruleSet)],
    };
  }
  if ('condition' in condition) {
    // The engine writes the definition's verdict onto the reference itself.
    const definition = ruleSet.conditions![condition.condition]!;
    return {
      form: 'shared',
      result,
      name: condition.condition,
      conditions: [conditionVerdict(definition, node, ruleSet)],
    };
  }
  const { fact, operator, value } = condition;
  const other =
    typeof value === 'object' && value !== null && 'fact' in value ? { expectedFact: value.fact } : {};
  return {
    form: 'comparison',
    result,
    ...named,
    fact,
    operator,
    actual: node.factResult,
    expected: node.valueResult,
    ...other,
  };
}
