import { ruleSetCaps as caps } from '@bailiwick/contracts';
import type { Path } from '../finding.js';
import type { LintContext } from './lint-context.js';

/** How large a condition is once every shared condition stands where it is used. */
interface Expanded {
  readonly conditions: number;
  readonly depth: number;
}

/**
 * No shared condition refers to itself by any way, used or not; and with all of them written out, rules stay within the
 * caps: twenty conditions that each use the one before twice would otherwise be a million.
 * @returns true when conditions may be walked through their references
 */
export function lintSharedConditions(context: LintContext): boolean {
  const acyclic = lintCycles(context);
  return acyclic && lintExpansion(context);
}

function lintCycles({ view, findings }: LintContext): boolean {
  const state = new Map<string, 'open' | 'done'>();
  let acyclic = true;
  for (const start of view.conditions.keys()) {
    if (state.has(start)) continue;
    const way: { name: string; next: string[] }[] = [];
    const enter = (name: string): void => {
      state.set(name, 'open');
      way.push({ name, next: referencesOf(view.conditions.get(name)) });
    };
    enter(start);
    for (let top = way.at(-1); top; top = way.at(-1)) {
      const next = top.next.pop();
      if (next === undefined) {
        state.set(top.name, 'done');
        way.pop();
      } else if (state.get(next) === 'open') {
        acyclic = false;
        findings.error(cycle([...way.slice(way.findIndex((w) => w.name === next)).map((w) => w.name), next]));
      } else if (!state.has(next) && view.conditions.has(next)) enter(next);
    }
  }
  return acyclic;
}

function cycle(names: readonly string[]) {
  return {
    path: ['conditions', names[0]!],
    part: 'key' as const,
    code: 'cyclic-condition',
    message: `the shared condition "${names[0]}" refers to itself: ${shortened(names).join(' → ')}`,
    value: names[0],
    hint: 'Maybe one of these references is meant to be another condition',
  };
}

function shortened(names: readonly string[]): readonly string[] {
  return names.length <= 12 ? names : [...names.slice(0, 10), '…', names.at(-1)!];
}

/** Names of shared conditions that a condition refers to, each once. */
export function referencesOf(root: unknown): string[] {
  const names = new Set<string>();
  const stack: unknown[] = [root];
  while (stack.length > 0) {
    const node = stack.pop();
    if (typeof node !== 'object' || node === null) continue;
    if (Array.isArray(node)) stack.push(...node);
    else {
      const { condition, all, any, not } = node as Record<string, unknown>;
      if (typeof condition === 'string') names.add(condition);
      stack.push(all, any, not);
    }
  }
  return [...names];
}

function lintExpansion({ view, findings }: LintContext): boolean {
  const sizes = new Map<string, Expanded>();
  const sizeOf = (name: string): Expanded => sizes.get(name) ?? { conditions: 1, depth: 1 };
  for (const name of inOrderOfUse(view.conditions))
    sizes.set(name, measure(view.conditions.get(name), sizeOf));
  let total = 0;
  let deep = false;
  const roots: (readonly [Path, Expanded])[] = [
    ...view.rules.map((rule) => [[...rule.path, 'conditions'], measure(rule.conditions, sizeOf)] as const),
    ...[...sizes].map(([name, size]) => [['conditions', name], size] as const),
  ];
  for (const [path, size] of roots) {
    if (path[0] === 'rules') total += size.conditions;
    if (size.depth <= caps.conditionDepth) continue;
    deep = true;
    const message = `with its shared conditions written out this is ${size.depth} levels deep`;
    findings.error({
      path,
      code: 'nested-too-deep',
      message,
      expected: `at most ${caps.conditionDepth} levels`,
    });
  }
  if (total <= caps.expandedConditions) return !deep;
  const message = `with shared conditions written out the rules have ${total} conditions`;
  const expected = `at most ${caps.expandedConditions}`;
  findings.error({
    path: ['rules'],
    code: 'too-many-conditions',
    message,
    expected,
    hint: 'Maybe an "in" with a list instead of many comparisons',
  });
  return false;
}

/** Every name after those that it refers to; the references are acyclic. */
function inOrderOfUse(conditions: ReadonlyMap<string, unknown>): readonly string[] {
  const order = new Set<string>();
  const stack: { name: string; entered: boolean }[] = [...conditions.keys()].map((name) => ({
    name,
    entered: false,
  }));
  for (let top = stack.pop(); top; top = stack.pop()) {
    if (order.has(top.name)) continue;
    if (top.entered) order.add(top.name);
    else {
      stack.push({ name: top.name, entered: true });
      for (const name of referencesOf(conditions.get(top.name))) {
        if (conditions.has(name)) stack.push({ name, entered: false });
      }
    }
  }
  return [...order];
}

/** Recursive: nesting within one document is capped already. */
function measure(node: unknown, sizeOf: (name: string) => Expanded): Expanded {
  if (typeof node !== 'object' || node === null) return { conditions: 1, depth: 1 };
  const { all, any, not, condition } = node as Record<string, unknown>;
  if (typeof condition === 'string') {
    const size = sizeOf(condition);
    return { conditions: 1 + size.conditions, depth: 1 + size.depth };
  }
  const children = [all, any, not]
    .flatMap((part) => (part === undefined ? [] : part))
    .map((child) => measure(child, sizeOf));
  return {
    conditions: children.reduce((sum, child) => sum + child.conditions, 1),
    depth: 1 + children.reduce((most, child) => Math.max(most, child.depth), 0),
  };
}
