import { CONDITION_OPERATORS, type ConditionOperator } from '@bailiwick/contracts';
import { factOfColumn } from '../facts/account-facts.js';
import type { FactInfo } from '../facts/fact-model.js';
import type { Path } from '../finding.js';
import { lintConstant } from './constant.lint.js';
import type { LintContext } from './lint-context.js';
import { kindOf, operatorClass, type OperatorClass } from './operators.js';
import { lintValueForm } from './value-form.lint.js';

/** A comparison names a fact and an operator that exist, and a value that the fact can be compared with. */
export function lintComparison(
  node: Readonly<Record<string, unknown>>,
  path: Path,
  context: LintContext,
): void {
  const fact = lintFactName(node.fact, [...path, 'fact'], context);
  const operator = lintOperator(node, path, context);
  if (node.value === undefined) {
    context.findings.error({
      path,
      code: 'missing-key',
      message: '"value" is missing',
      expected: 'a value to compare with',
    });
    return;
  }
  const at = [...path, 'value'];
  if (!lintValueForm(node.value, at, context) || !operator) return;
  const kind = operatorClass(operator);
  if (fact && !lintOperatorFits(fact, operator, kind, path, context)) return;
  lintValue({ fact, operator, kind, value: node.value, path: at }, context);
}

function lintFactName(name: unknown, path: Path, context: LintContext): FactInfo | undefined {
  const { facts, view, findings, suggestions } = context;
  if (typeof name !== 'string') {
    findings.error({
      path,
      code: 'wrong-type',
      message: '"fact" is not a name',
      value: name,
      expected: 'the name of a fact',
    });
    return undefined;
  }
  const fact = facts.get(name);
  // A fact that is declared but malformed was reported where it is declared.
  if (fact || view.facts.has(name)) return fact;
  const column = factOfColumn(name);
  const hint = column && facts.has(column) ? `Maybe "${column}"` : suggestions.maybe(name, facts.keys());
  findings.error({
    path,
    code: 'unknown-fact',
    message: `there is no fact "${name}"`,
    value: name,
    hint: hint ?? 'Maybe declare it under "facts"',
  });
  return undefined;
}

function lintOperator(
  node: Readonly<Record<string, unknown>>,
  path: Path,
  { findings, suggestions }: LintContext,
): ConditionOperator | undefined {
  const name = node.operator;
  const known = CONDITION_OPERATORS.find((operator) => operator === name);
  if (known) return known;
  const expected = `one of ${CONDITION_OPERATORS.join(', ')}`;
  if (name === undefined)
    findings.error({ path, code: 'missing-key', message: '"operator" is missing', expected });
  else {
    const spelt = typeof name === 'string' ? suggestions.maybe(name, CONDITION_OPERATORS) : undefined;
    const hint =
      typeof name === 'string' && name.includes(':') ? 'Maybe a "not", "all" or "any" around it' : spelt;
    const message = `there is no operator ${JSON.stringify(name)}`;
    findings.error({
      path: [...path, 'operator'],
      code: 'unknown-operator',
      message,
      value: name,
      expected,
      hint,
    });
  }
  return undefined;
}

function lintOperatorFits(
  fact: FactInfo,
  operator: ConditionOperator,
  operators: OperatorClass,
  path: Path,
  { findings }: LintContext,
): boolean {
  const kind = kindOf(fact.type);
  const fits =
    operators === 'ordering'
      ? kind === 'number' || kind === 'date'
      : (operators === 'containment') === (kind === 'list');
  if (fits) return true;
  findings.error({
    path: [...path, 'operator'],
    code: 'operator-type-mismatch',
    message: `"${operator}" is never true of "${fact.name}", which is of type ${fact.type}`,
    value: operator,
    expected: kind === 'list' ? 'contains or doesNotContain' : 'equal, notEqual, in or notIn',
  });
  return false;
}

interface ComparedValue {
  readonly fact: FactInfo | undefined;
  readonly operator: ConditionOperator;
  readonly kind: OperatorClass;
  readonly value: unknown;
  readonly path: Path;
}

function lintValue({ fact, operator, kind, value, path }: ComparedValue, context: LintContext): void {
  const { findings } = context;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return lintOtherFact(fact, operator, kind, (value as { fact: string }).fact, [...path, 'fact'], context);
  }
  if (kind !== 'membership') {
    if (!Array.isArray(value)) return fact && lintConstant(fact, kind, value, path, findings);
    const hint = kind === 'equality' ? 'Maybe "in" or "notIn"' : undefined;
    findings.error({
      path,
      code: 'list-not-allowed',
      message: `"${operator}" compares with one value`,
      value,
      expected: 'one value',
      hint,
    });
  } else if (!Array.isArray(value)) {
    const message = `"${operator}" wants a list; on text it would find parts of words`;
    findings.error({
      path,
      code: 'in-needs-list',
      message,
      value,
      expected: 'a list',
      hint: `Maybe [${JSON.stringify(value)}]`,
    });
  } else if (value.length === 0) {
    const message = `"${operator}" with an empty list is ${operator === 'in' ? 'never' : 'always'} true`;
    findings.error({ path, code: 'empty-list', message, expected: 'at least one value' });
  } else if (fact) {
    value.forEach((v, i) => lintConstant(fact, kind, v, [...path, i], findings));
  }
}

function lintOtherFact(
  fact: FactInfo | undefined,
  operator: ConditionOperator,
  operators: OperatorClass,
  name: string,
  path: Path,
  context: LintContext,
): void {
  const other = lintFactName(name, path, context);
  if (!fact || !other) return;
  const left = kindOf(fact.type);
  const right = kindOf(other.type);
  const fits =
    operators === 'membership'
      ? right === 'list' && left === 'text'
      : operators === 'containment'
        ? right === 'text'
        : left === right;
  if (fits && operators === 'membership' && other.nullable) {
    const message = `"${name}" can be null, and "${operator}" of a null fails the account's whole evaluation`;
    const hint = 'Maybe "onMissing": [] instead of "nullable" on that fact';
    return context.findings.error({ path, code: 'list-can-be-null', message, value: name, hint });
  }
  if (fits) return;
  const code = operators === 'membership' && right !== 'list' ? 'in-needs-list' : 'facts-not-comparable';
  const message = `"${operator}" cannot compare "${fact.name}" (${fact.type}) with "${other.name}" (${other.type})`;
  context.findings.error({ path, code, message, value: name });
}
