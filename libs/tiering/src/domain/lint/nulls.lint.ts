import { CONDITION_OPERATORS, type ConditionOperator } from '@bailiwick/contracts';
import type { FactInfo } from '../facts/fact-model.js';
import type { Path } from '../finding.js';
import type { LintContext } from './lint-context.js';
import { operatorClass } from './operators.js';

interface Comparison {
  readonly path: Path;
  readonly fact: FactInfo;
  readonly operator: ConditionOperator;
  readonly value: unknown;
  /** The fact that it is compared with, where it is one. */
  readonly other?: FactInfo;
  /** Under an odd number of `not`s: the rule holds where the comparison does not. */
  readonly negated: boolean;
}

/** What is known on the way down: whether an odd number of `not`s was passed, and which facts cannot be null here. */
interface Place {
  readonly negated: boolean;
  readonly notNull: ReadonlySet<string>;
}

type Node = Readonly<Record<string, unknown>>;

/**
 * Where json-rules-engine lets a null through that nobody meant: `not lessThan` is true of null, a null on the right
 * counts as 0, and `notEqual`/`notIn` are true of null. A null check beside the comparison settles it. Each rule is
 * walked through its shared conditions, since a `not` around a reference turns the whole definition over.
 */
export function lintNulls(context: LintContext): void {
  if (![...context.facts.values()].some((fact) => fact.nullable)) return;
  const reported = new Set<string>();
  const visit = (node: unknown, path: Path, place: Place): void => {
    if (typeof node !== 'object' || node === null) return;
    const { all, any, not, condition } = node as Node;
    if (Array.isArray(all)) visitGroup('all', all, path, place);
    if (Array.isArray(any)) visitGroup('any', any, path, place);
    if (not !== undefined) visit(not, [...path, 'not'], { ...place, negated: !place.negated });
    if (typeof condition === 'string')
      visit(context.view.conditions.get(condition), ['conditions', condition], place);
    const comparison = comparisonOf(node as Node, path, place.negated, context.facts);
    if (comparison) report(comparison, place.notNull, reported, context);
  };
  const visitGroup = (form: 'all' | 'any', group: readonly unknown[], path: Path, place: Place): void => {
    // Turned over, an `any` demands all of its conditions to fail.
    const together = (form === 'all') !== place.negated;
    const notNull = together
      ? new Set([...place.notNull, ...factsMadeNotNull(group, place.negated, context.facts)])
      : place.notNull;
    group.forEach((child, i) => visit(child, [...path, form, i], { ...place, notNull }));
  };
  for (const rule of context.view.rules) {
    visit(rule.conditions, [...rule.path, 'conditions'], { negated: false, notNull: new Set() });
  }
}

function comparisonOf(
  node: Node,
  path: Path,
  negated: boolean,
  facts: ReadonlyMap<string, FactInfo>,
): Comparison | undefined {
  const fact = typeof node.fact === 'string' ? facts.get(node.fact) : undefined;
  const operator = CONDITION_OPERATORS.find((o) => o === node.operator);
  if (!fact || !operator) return undefined;
  const { value } = node;
  const name = typeof value === 'object' && value !== null && 'fact' in value ? value.fact : undefined;
  const other = typeof name === 'string' ? facts.get(name) : undefined;
  return { path, fact, operator, value, other, negated };
}

/** The facts that are not null wherever all conditions of the group hold (or, turned over, all fail). */
function factsMadeNotNull(
  group: readonly unknown[],
  negated: boolean,
  facts: ReadonlyMap<string, FactInfo>,
): readonly string[] {
  return group.flatMap((child) => {
    const comparison =
      typeof child === 'object' && child !== null
        ? comparisonOf(child as Node, [], negated, facts)
        : undefined;
    if (!comparison) return [];
    const { fact, operator, value } = comparison;
    const checked = value === null && operator === (negated ? 'equal' : 'notEqual');
    const ordered = !negated && operatorClass(operator) === 'ordering';
    return checked || ordered ? [fact.name] : [];
  });
}

function report(
  c: Comparison,
  notNull: ReadonlySet<string>,
  reported: Set<string>,
  { findings }: LintContext,
): void {
  const key = JSON.stringify(c.path);
  const open = (fact: FactInfo | undefined): boolean =>
    fact !== undefined && fact.nullable && !notNull.has(fact.name);
  if (reported.has(key) || (!open(c.fact) && !open(c.other))) return;
  const before = findings.count;
  const nullCheck = `{ "fact": "${c.fact.name}", "operator": "notEqual", "value": null }`;
  const operators = operatorClass(c.operator);
  if (operators === 'ordering' && c.negated && open(c.fact)) {
    findings.error({
      path: c.path,
      code: 'null-passes-not',
      message: `"not ${c.operator}" is true when "${c.fact.name}" is null`,
      hint: `Maybe the opposite operator without "not", or ${nullCheck} beside it in an "all"`,
    });
  } else if (operators === 'ordering' && open(c.other)) {
    const hint = `Maybe { "fact": "${c.other!.name}", "operator": "notEqual", "value": null } beside it in an "all"`;
    const message = `"${c.other!.name}" can be null, which would count as 0`;
    findings.error({ path: [...c.path, 'value'], code: 'null-counts-as-zero', message, hint });
  } else if (open(c.fact) && passesNull(c)) {
    const message = `"${c.negated ? 'not ' : ''}${c.operator}" is true when "${c.fact.name}" is null`;
    findings.warning({
      path: c.path,
      code: 'null-passes',
      message,
      hint: `Maybe ${nullCheck} beside it in an "all"`,
    });
  }
  if (findings.count > before) reported.add(key);
}

function passesNull({ operator, value, negated, other }: Comparison): boolean {
  if (other) return false;
  const listed = Array.isArray(value) ? value.includes(null) : value === null;
  const opposite = operator === 'notEqual' || operator === 'notIn';
  const plain = operator === 'equal' || operator === 'in';
  return !listed && ((opposite && !negated) || (plain && negated));
}
