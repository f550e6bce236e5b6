import type { ConditionOperator, FactValue } from '@bailiwick/contracts';

/** Whether a fact's value stands in an operator's relation to the value it is compared with. */
export type Relation = (actual: FactValue, expected: unknown) => boolean;

/**
 * The operators exactly as json-rules-engine 7.3.1 has them, its coercions included: values of any type may arrive.
 * @throws TypeError where the engine throws it too: `in` and `notIn` of what has no entries
 */
export function relationOf(operator: ConditionOperator): Relation {
  switch (operator) {
    case 'equal':
      return (actual, expected) => actual === expected;
    case 'notEqual':
      return (actual, expected) => actual !== expected;
    case 'in':
      return (actual, expected) => (expected as readonly unknown[]).indexOf(actual) > -1;
    case 'notIn':
      return (actual, expected) => (expected as readonly unknown[]).indexOf(actual) === -1;
    case 'contains':
      return (actual, expected) => Array.isArray(actual) && actual.indexOf(expected) > -1;
    case 'doesNotContain':
      return (actual, expected) => Array.isArray(actual) && actual.indexOf(expected) === -1;
    case 'lessThan':
      return (actual, expected) => isOrdered(actual) && actual < (expected as number);
    case 'lessThanInclusive':
      return (actual, expected) => isOrdered(actual) && actual <= (expected as number);
    case 'greaterThan':
      return (actual, expected) => isOrdered(actual) && actual > (expected as number);
    case 'greaterThanInclusive':
      return (actual, expected) => isOrdered(actual) && actual >= (expected as number);
  }
}

/** A comparison with a constant list, by lookup: such a list may have thousands of entries. */
export function membershipOf(operator: ConditionOperator, list: readonly unknown[]): Relation | undefined {
  if (operator !== 'in' && operator !== 'notIn') return undefined;
  // A set finds NaN where indexOf does not; JSON has no NaN, so no list contains it.
  const entries = new Set(list);
  return operator === 'in' ? (actual) => entries.has(actual) : (actual) => !entries.has(actual);
}

/** The engine orders whatever starts like a number, days such as "2026-12-31" among them, and nothing else. */
function isOrdered(value: FactValue): value is number {
  return typeof value === 'number' || !Number.isNaN(Number.parseFloat(value as string));
}
