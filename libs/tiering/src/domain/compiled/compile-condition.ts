import type { Condition } from '@bailiwick/contracts';
import type { ConditionVerdict } from '../decision/tier-decision.js';
import type { Facts } from '../facts/facts.js';
import { compileComparison, labelled } from './compile-comparison.js';

/** A condition as closures over an account's facts; a fact that is absent counts as null. */
export interface CompiledCondition {
  /** Looks no further than the answer needs. */
  readonly test: (facts: Facts) => boolean;
  /** Looks at every condition. */
  readonly trace: (facts: Facts) => ConditionVerdict;
}

/** Gives a shared condition by name. */
export type SharedConditions = (name: string) => CompiledCondition;

/** Compiles one condition; its depth was checked by lint. */
export function compileCondition(condition: Condition, shared: SharedConditions): CompiledCondition {
  const name = labelled(condition.name);
  if ('all' in condition)
    return all(
      condition.all.map((child) => compileCondition(child, shared)),
      name,
    );
  if ('any' in condition)
    return any(
      condition.any.map((child) => compileCondition(child, shared)),
      name,
    );
  if ('not' in condition) return not(compileCondition(condition.not, shared), name);
  if ('condition' in condition) return reference(condition.condition, shared(condition.condition));
  return compileComparison(condition);
}

type Test = CompiledCondition['test'];

/** Most groups have one or two members: a list of them need not be gone through. */
function allOf(tests: readonly Test[]): Test {
  const [a, b, ...others] = tests;
  if (a && !b) return a;
  if (a && b && others.length === 0) return (facts) => a(facts) && b(facts);
  return (facts) => {
    for (const test of tests) if (!test(facts)) return false;
    return true;
  };
}

function anyOf(tests: readonly Test[]): Test {
  const [a, b, ...others] = tests;
  if (a && !b) return a;
  if (a && b && others.length === 0) return (facts) => a(facts) || b(facts);
  return (facts) => {
    for (const test of tests) if (test(facts)) return true;
    return false;
  };
}

type Label = Pick<ConditionVerdict, 'name'>;

function all(children: readonly CompiledCondition[], label: Label): CompiledCondition {
  const tests = children.map((child) => child.test);
  return {
    test: allOf(tests),
    trace: (facts) => {
      const conditions = children.map((child) => child.trace(facts));
      return { form: 'all', result: conditions.every((c) => c.result), ...label, conditions };
    },
  };
}

function any(children: readonly CompiledCondition[], label: Label): CompiledCondition {
  const tests = children.map((child) => child.test);
  return {
    test: anyOf(tests),
    trace: (facts) => {
      const conditions = children.map((child) => child.trace(facts));
      return { form: 'any', result: conditions.some((c) => c.result), ...label, conditions };
    },
  };
}

function not({ test, trace }: CompiledCondition, label: Label): CompiledCondition {
  return {
    test: (facts) => !test(facts),
    trace: (facts) => {
      const verdict = trace(facts);
      return { form: 'not', result: !verdict.result, ...label, conditions: [verdict] };
    },
  };
}

function reference(name: string, { test, trace }: CompiledCondition): CompiledCondition {
  return {
    test,
    trace: (facts) => {
      const verdict = trace(facts);
      return { form: 'shared', result: verdict.result, name, conditions: [verdict] };
    },
  };
}
