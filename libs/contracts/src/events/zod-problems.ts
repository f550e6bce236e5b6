import { shorten, type Problem } from '@bailiwick/kernel';
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** Where the checked value stands in its input, and which fields an object there may have. */
export interface ProblemContext {
  /** A JSON pointer that every pointer begins with. */
  readonly prefix?: string;
  /** The names allowed at the top of the checked value, for "Maybe …" hints. */
  readonly knownFields?: readonly string[];
  /** What to do with a field that has no likely name. */
  readonly unknownFieldHint?: string;
}

/** Everything that zod found wrong with `input`, one problem each, with JSON pointer, value, expectation and hint. */
export function zodProblems(
  issues: readonly Issue[],
  input: unknown,
  context: ProblemContext = {},
): Problem[] {
  return issues.flatMap((issue) => issueProblems(issue, input, context));
}

function issueProblems(issue: Issue, input: unknown, context: ProblemContext): Problem[] {
  const value = valueAt(input, issue.path);
  const pointer = (context.prefix ?? '') + jsonPointer(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownField(key, pointer, issue.path.length === 0, context));
  }
  if (value === undefined) return [missing(pointer, expectation(issue), input, issue.path)];
  const expected = expectation(issue);
  const name = issue.path.length > 0 ? String(issue.path.at(-1)) : 'The value';
  return [
    {
      code: codeOf(issue),
      message: `${name} is ${shorten(value, 60)}, expected ${expected}`,
      pointer,
      value: shorten(value),
      expected,
      ...hintFor(issue, value),
    },
  ];
}

function missing(pointer: string, expected: string, input: unknown, path: readonly PropertyKey[]): Problem {
  const parent = valueAt(input, path.slice(0, -1));
  const name = String(path.at(-1) ?? 'value');
  const like =
    typeof parent === 'object' && parent !== null ? closest(name, Object.keys(parent), 2) : undefined;
  return {
    code: 'missing-field',
    message: `${name} is missing`,
    pointer,
    expected,
    ...(like === undefined || like === name ? {} : { hint: `Maybe "${like}" was meant to be "${name}"` }),
  };
}

function unknownField(key: string, parent: string, atTop: boolean, context: ProblemContext): Problem {
  const like = atTop ? closest(key, context.knownFields ?? [], 3) : undefined;
  const hint = like === undefined ? context.unknownFieldHint : `Maybe "${like}"`;
  return {
    code: 'unknown-field',
    message: `${shorten(key, 60)} is not a field here`,
    pointer: parent + jsonPointer([key]),
    value: shorten(key),
    expected: atTop && context.knownFields ? `one of ${context.knownFields.join(', ')}` : 'only known fields',
    ...(hint === undefined ? {} : { hint }),
  };
}

function codeOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return 'wrong-type';
    case 'too_big':
      return issue.origin === 'string' || issue.origin === 'array' ? 'too-long' : 'too-large';
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array' ? 'too-short' : 'too-small';
    case 'invalid_format':
      return 'wrong-format';
    case 'invalid_value':
      return 'unknown-value';
    default:
      return 'invalid-value';
  }
}

const UNITS: Readonly<Record<string, string>> = {
  string: ' characters',
  array: ' entries',
  record: ' entries',
};

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeWords(issue.expected);
    case 'too_big':
      return `at most ${String(issue.maximum)}${UNITS[issue.origin] ?? ''}`;
    case 'too_small':
      return `at least ${String(issue.minimum)}${UNITS[issue.origin] ?? ''}`;
    case 'invalid_format':
      if (issue.format === 'date') return 'a real day as YYYY-MM-DD';
      if (issue.format === 'datetime') return 'a moment with a time zone, such as 2026-03-01T09:00:00Z';
      return issue.message;
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_key':
      return `a field name of 1 to 100 characters`;
    default:
      return issue.message;
  }
}

function typeWords(type: string): string {
  if (type === 'int') return 'a whole number';
  if (type === 'object' || type === 'record') return 'an object';
  if (type === 'array') return 'a list';
  if (type === 'string') return 'text';
  if (type === 'boolean') return 'true or false';
  return `a ${type}`;
}

function hintFor(issue: Issue, value: unknown): Pick<Problem, 'hint'> {
  if (issue.code === 'invalid_type' && typeof value === 'string') {
    if (issue.expected === 'number' || issue.expected === 'int') {
      const number = Number(value.replace(/[,_\s]/g, ''));
      if (value.trim() !== '' && Number.isFinite(number)) return { hint: `Maybe ${number}, without quotes` };
      return { hint: 'Maybe write the number out, without quotes or unit' };
    }
    if (issue.expected === 'boolean') return { hint: 'Maybe true or false without quotes' };
    if (issue.expected === 'array') return { hint: `Maybe [${JSON.stringify(shorten(value, 40))}]` };
  }
  if (issue.code === 'invalid_value' && typeof value === 'string') {
    const like = closest(value, issue.values.map(String), 3);
    if (like !== undefined) return { hint: `Maybe "${like}"` };
  }
  return {};
}

/** `path` as an RFC 6901 JSON pointer. */
export function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replace(/~/g, '~0').replace(/\//g, '~1')}`).join('');
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value;
}

/** The candidate that differs from `word` by the fewest edits, at most `maxEdits`, whatever the case. */
export function closest(word: string, candidates: readonly string[], maxEdits: number): string | undefined {
  let best: string | undefined;
  let bestEdits = maxEdits + 1;
  const text = word.toLowerCase().slice(0, 100);
  for (const candidate of candidates) {
    const other = candidate.toLowerCase().slice(0, 100);
    if (Math.abs(other.length - text.length) >= bestEdits) continue;
    const edits = editDistance(text, other);
    if (edits < bestEdits && edits < Math.max(text.length, other.length))
      [best, bestEdits] = [candidate, edits];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, substitution));
    }
    row = next;
  }
  return row[b.length]!;
}
