import type { ConditionOperator } from '@bailiwick/contracts';
import type { Facts } from '../facts/facts.js';
import type { Relation } from './relations.js';

/**
 * A comparison with a constant, each operator written out: what decides a whole book is called a million times, and a
 * call within a call, or an order of what might be a day, costs as much as the comparison itself.
 * @param relation what the operator means for any value; it has the last word on whatever is no number
 */
export function constantTest(
  fact: string,
  operator: ConditionOperator,
  expected: unknown,
  relation: Relation,
): (facts: Facts) => boolean {
  const bound = expected as number;
  const otherwise = (facts: Facts): boolean => relation(facts[fact] ?? null, expected);
  switch (operator) {
    case 'equal':
      return (facts) => (facts[fact] ?? null) === expected;
    case 'notEqual':
      return (facts) => (facts[fact] ?? null) !== expected;
    case 'lessThan':
      return (facts) => {
        const actual = facts[fact];
        return typeof actual === 'number' ? actual < bound : otherwise(facts);
      };
    case 'lessThanInclusive':
      return (facts) => {
        const actual = facts[fact];
        return typeof actual === 'number' ? actual <= bound : otherwise(facts);
      };
    case 'greaterThan':
      return (facts) => {
        const actual = facts[fact];
        return typeof actual === 'number' ? actual > bound : otherwise(facts);
      };
    case 'greaterThanInclusive':
      return (facts) => {
        const actual = facts[fact];
        return typeof actual === 'number' ? actual >= bound : otherwise(facts);
      };
    default:
      return otherwise;
  }
}
