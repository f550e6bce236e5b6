import { ruleSetCaps as caps } from '@bailiwick/contracts';
import type { Path } from '../finding.js';
import { lintComparison } from './comparison.lint.js';
import type { LintContext } from './lint-context.js';

const FORMS = ['all', 'any', 'not', 'condition', 'fact'] as const;
type Form = (typeof FORMS)[number];

const KEYS: Readonly<Record<Form, readonly string[]>> = {
  all: ['all'],
  any: ['any'],
  not: ['not'],
  condition: ['condition'],
  fact: ['fact', 'operator', 'value'],
};
const LABELS = ['name', 'priority'];

/**
 * Each node of every rule's and every shared condition is exactly one of `all`, `any`, `not`, `condition` and a
 * comparison, with no other members; groups are not empty. The comparisons are checked on the way.
 */
export function lintConditions(context: LintContext): void {
  for (const rule of context.view.rules) lintRoot(rule.conditions, [...rule.path, 'conditions'], context);
  for (const [name, node] of context.view.conditions) lintRoot(node, ['conditions', name], context);
}

function lintRoot(node: unknown, path: Path, context: LintContext): void {
  if (node === undefined) return;
  const form = lintNode(node, path, context);
  if (form !== 'fact') return;
  context.findings.error({
    path,
    code: 'root-needs-group',
    message: 'the outermost condition cannot be a single comparison',
    expected: '"all", "any", "not" or "condition"',
    hint: 'Maybe { "all": [ … ] } around it',
  });
}

function lintNode(value: unknown, path: Path, context: LintContext): Form | undefined {
  const { findings } = context;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    findings.error({
      path,
      code: 'wrong-type',
      message: 'a condition is an object',
      value,
      expected: 'an object',
    });
    return undefined;
  }
  const node = value as Readonly<Record<string, unknown>>;
  const forms = FORMS.filter((form) => Object.hasOwn(node, form));
  lintOneForm(node, forms, path, context);
  lintKeys(node, forms, path, context);
  lintLabels(node, path, context);
  for (const form of forms) lintForm(form, node, path, context);
  return forms.length === 1 ? forms[0] : undefined;
}

function lintOneForm(node: object, forms: readonly Form[], path: Path, { findings }: LintContext): void {
  if (forms.length === 1) return;
  const expected = 'exactly one of "all", "any", "not", "condition", "fact"';
  if (forms.length === 0) {
    findings.error({
      path,
      code: 'empty-condition',
      message: 'the condition says nothing',
      value: node,
      expected,
    });
  } else {
    const names = forms.map((form) => `"${form}"`).join(' and ');
    findings.error({
      path,
      code: 'one-branch',
      message: `a condition has ${names}; only one of them would be looked at`,
      expected,
      hint: 'Maybe put both into one "all"',
    });
  }
}

function lintKeys(
  node: object,
  forms: readonly Form[],
  path: Path,
  { findings, suggestions }: LintContext,
): void {
  const allowed = [
    ...(forms.length === 0 ? FORMS.flatMap((f) => KEYS[f]) : forms.flatMap((f) => KEYS[f])),
    ...LABELS,
  ];
  for (const key of Object.keys(node)) {
    if (allowed.includes(key)) continue;
    const at = { path: [...path, key], part: 'key' as const, value: key };
    if (key === 'path') {
      findings.error({
        ...at,
        code: 'path-not-allowed',
        message: '"path" is not allowed: its expressions can run code',
        hint: 'Maybe use an attribute of its own: "attributes.NAME"',
      });
    } else {
      const hint = suggestions.maybe(key, allowed) ?? 'Maybe remove it: json-rules-engine would ignore it';
      findings.error({ ...at, code: 'unknown-key', message: `"${key}" is not known in a condition`, hint });
    }
  }
}

function lintLabels(node: Readonly<Record<string, unknown>>, path: Path, { findings }: LintContext): void {
  const { name, priority } = node;
  if (name !== undefined && !isName(name)) {
    findings.error({
      path: [...path, 'name'],
      code: 'wrong-type',
      message: '"name" is not a name',
      value: name,
      expected: 'text',
    });
  }
  if (priority === undefined) return;
  if (
    typeof priority !== 'number' ||
    !Number.isInteger(priority) ||
    priority < 1 ||
    priority > caps.priority
  ) {
    const expected = `a whole number from 1 to ${caps.priority}`;
    const hint = 'Maybe remove it: it changes no result';
    findings.error({
      path: [...path, 'priority'],
      code: 'out-of-range',
      message: '"priority" is out of range',
      value: priority,
      expected,
      hint,
    });
  }
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length >= 1 && value.length <= 200;
}

function lintForm(
  form: Form,
  node: Readonly<Record<string, unknown>>,
  path: Path,
  context: LintContext,
): void {
  switch (form) {
    case 'all':
    case 'any':
      return lintGroup(form, node[form], [...path, form], context);
    case 'not':
      lintNode(node.not, [...path, 'not'], context);
      return;
    case 'condition':
      return lintReference(node.condition, [...path, 'condition'], context);
    case 'fact':
      return lintComparison(node, path, context);
  }
}

function lintGroup(form: 'all' | 'any', group: unknown, path: Path, context: LintContext): void {
  const { findings } = context;
  if (!Array.isArray(group)) {
    findings.error({
      path,
      code: 'wrong-type',
      message: `"${form}" is not a list`,
      value: group,
      expected: 'a list of conditions',
    });
  } else if (group.length === 0) {
    const message = `an empty "${form}" would be true for every account`;
    findings.error({ path, code: 'empty-group', message, expected: 'at least one condition' });
  } else if (group.length > caps.groupSize) {
    const message = `"${form}" has ${group.length} conditions`;
    findings.error({ path, code: 'too-many', message, expected: `at most ${caps.groupSize}` });
  } else {
    group.forEach((child, i) => lintNode(child, [...path, i], context));
  }
}

function lintReference(name: unknown, path: Path, { view, findings, suggestions }: LintContext): void {
  if (!isName(name)) {
    findings.error({
      path,
      code: 'wrong-type',
      message: '"condition" is not a name',
      value: name,
      expected: 'the name of a shared condition',
    });
  } else if (!view.conditions.has(name)) {
    const message = `there is no shared condition "${name}"`;
    findings.error({
      path,
      code: 'unknown-condition',
      message,
      value: name,
      hint: suggestions.maybe(name, view.conditions.keys()),
    });
  }
}
