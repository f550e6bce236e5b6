import type { Problem } from '@bailiwick/kernel';
import { jsonPointer } from './zod-problems.js';

const FORBIDDEN = ['__proto__', 'constructor', 'prototype'] as const;
const MAX_DEPTH = 16;

/** True for a name that would reach into JavaScript's prototypes. */
export function isForbiddenKey(key: string): boolean {
  return (FORBIDDEN as readonly string[]).includes(key);
}

/** Names that would reach into JavaScript's prototypes, and nesting deeper than any event needs. */
export function forbiddenKeys(value: unknown, prefix: string, path: readonly string[] = []): Problem[] {
  if (typeof value !== 'object' || value === null) return [];
  if (path.length >= MAX_DEPTH) return [tooDeep(prefix + jsonPointer(path))];
  if (Array.isArray(value)) {
    return value.some(isObject)
      ? value.flatMap((item, i) => forbiddenKeys(item, prefix, [...path, String(i)]))
      : [];
  }
  const problems: Problem[] = [];
  for (const key of FORBIDDEN) {
    if (Object.hasOwn(value, key)) problems.push(forbidden(key, prefix + jsonPointer([...path, key])));
  }
  for (const key in value) {
    const child = (value as Record<string, unknown>)[key];
    if (isObject(child)) problems.push(...forbiddenKeys(child, prefix, [...path, key]));
  }
  return problems;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function forbidden(key: string, pointer: string): Problem {
  return {
    code: 'forbidden-key',
    message: `The name ${key} is not allowed anywhere`,
    pointer,
    value: key,
    expected: `any other name than ${FORBIDDEN.join(', ')}`,
    hint: 'Maybe rename the field',
  };
}

function tooDeep(pointer: string): Problem {
  return {
    code: 'too-deep',
    message: 'The value is nested too deeply',
    pointer,
    expected: `at most ${MAX_DEPTH} levels`,
  };
}
