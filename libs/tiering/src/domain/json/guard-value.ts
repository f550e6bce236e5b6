import type { Findings, Path } from '../finding.js';
import type { JsonCaps } from './scan-json.js';

/** Member names that could reach an object's prototype. */
export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'prototype', 'constructor']);

interface Visit {
  readonly value: unknown;
  readonly parent?: Visit;
  readonly key?: string | number;
  readonly depth: number;
}

/**
 * Checks that a value is plain JSON within `caps`: nesting, number of values, finite numbers, no member name that
 * could reach a prototype. Walks without recursion, so any value is safe to give.
 * @returns true when the value may be walked recursively
 */
export function guardValue(root: unknown, caps: JsonCaps, findings: Findings): boolean {
  const before = findings.count;
  const stack: Visit[] = [{ value: root, depth: 0 }];
  let seen = 0;
  for (let visit = stack.pop(); visit; visit = stack.pop()) {
    seen += 1;
    if (seen > caps.values)
      return refuse(findings, visit, 'too-many-values', `more than ${caps.values} values`);
    if (visit.depth > caps.depth) {
      return refuse(findings, visit, 'nested-too-deep', `nested more than ${caps.depth} levels deep`);
    }
    guardOne(visit, stack, findings);
  }
  return findings.count === before;
}

function guardOne(visit: Visit, stack: Visit[], findings: Findings): void {
  const { value, depth } = visit;
  if (Array.isArray(value)) {
    for (let i = value.length - 1; i >= 0; i -= 1)
      stack.push({ value: value[i], parent: visit, key: i, depth: depth + 1 });
  } else if (typeof value === 'object' && value !== null) {
    for (const key of Object.keys(value)) {
      if (FORBIDDEN_KEYS.has(key)) forbidden(findings, visit, key);
      else stack.push({ value: value[key as keyof typeof value], parent: visit, key, depth: depth + 1 });
    }
  } else if (typeof value === 'number' && !Number.isFinite(value)) {
    const finding = { path: pathOf(visit), value: String(value), expected: 'a finite number' };
    findings.error({
      ...finding,
      code: 'number-not-finite',
      message: 'the number is too large or not a number',
    });
  }
}

function forbidden(findings: Findings, visit: Visit, key: string): void {
  findings.error({
    path: [...pathOf(visit), key],
    part: 'key',
    code: 'forbidden-key',
    message: `"${key}" cannot be a name here`,
    value: key,
    expected: 'a name other than __proto__, prototype, constructor',
  });
}

function refuse(findings: Findings, visit: Visit, code: string, what: string): false {
  const path = pathOf(visit).slice(0, 8);
  findings.error({ path, code, message: `the document has ${what}`.replace('has nested', 'is nested') });
  return false;
}

function pathOf(visit: Visit): Path {
  const path: (string | number)[] = [];
  for (let v: Visit | undefined = visit; v?.key !== undefined; v = v.parent) path.push(v.key);
  return path.reverse();
}
