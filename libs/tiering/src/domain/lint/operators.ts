import type { ConditionOperator, FactType } from '@bailiwick/contracts';

export type OperatorClass = 'equality' | 'membership' | 'containment' | 'ordering';

export function operatorClass(operator: ConditionOperator): OperatorClass {
  switch (operator) {
    case 'equal':
    case 'notEqual':
      return 'equality';
    case 'in':
    case 'notIn':
      return 'membership';
    case 'contains':
    case 'doesNotContain':
      return 'containment';
    case 'lessThan':
    case 'lessThanInclusive':
    case 'greaterThan':
    case 'greaterThanInclusive':
      return 'ordering';
  }
}

/** Facts of one kind can be compared with one another. */
export type FactKind = 'number' | 'text' | 'boolean' | 'date' | 'list';

export function kindOf(type: FactType): FactKind {
  switch (type) {
    case 'number':
    case 'integer':
      return 'number';
    case 'string':
    case 'enum':
      return 'text';
    case 'boolean':
    case 'date':
    case 'list':
      return type;
  }
}
