import type { Comparison } from '@bailiwick/contracts';
import type { CompiledCondition } from './compile-condition.js';
import { constantTest } from './constant-test.js';
import { membershipOf, relationOf } from './relations.js';

/** A comparison with a constant or with another fact. */
export function compileComparison(comparison: Comparison): CompiledCondition {
  const { value } = comparison;
  return typeof value === 'object' && value !== null && 'fact' in value
    ? withFact(comparison, value.fact)
    : withConstant(comparison, value);
}

type Constant = Exclude<Comparison['value'], { fact: string }>;

function withConstant({ fact, operator, name }: Comparison, expected: Constant): CompiledCondition {
  const relation = (Array.isArray(expected) && membershipOf(operator, expected)) || relationOf(operator);
  const named = labelled(name);
  return {
    test: constantTest(fact, operator, expected, relation),
    trace: (facts) => {
      const actual = facts[fact] ?? null;
      const result = relation(actual, expected);
      return { form: 'comparison', result, ...named, fact, operator, actual, expected };
    },
  };
}

function withFact({ fact, operator, name }: Comparison, expectedFact: string): CompiledCondition {
  const relation = relationOf(operator);
  const named = labelled(name);
  return {
    test: (facts) => relation(facts[fact] ?? null, facts[expectedFact] ?? null),
    trace: (facts) => {
      const actual = facts[fact] ?? null;
      const expected = facts[expectedFact] ?? null;
      const result = relation(actual, expected);
      return { form: 'comparison', result, ...named, fact, operator, actual, expected, expectedFact };
    },
  };
}

/** A condition's own label, as a verdict has it: absent where there is none. */
export function labelled(name: string | undefined): { readonly name?: string } {
  return name === undefined ? {} : { name };
}
