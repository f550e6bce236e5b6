import { InvalidInputError, shorten, type Problem } from '@bailiwick/kernel';

const MAX_DEPTH = 100;
const LONE_SURROGATE = /\p{Surrogate}/u;
/** Text that JSON carries without an escape. */
const PLAIN = /^[ !#-[\]-~]*$/;
const FEW_KEYS = 24;
const NOT_JSON = new Error('not JSON');

/**
 * `value` as the one text that RFC 8785 (JSON Canonicalization Scheme) gives it: keys sorted by UTF-16 units, no
 * spaces. Members that are `undefined` are left out.
 * @param pointer where `value` stands in the whole, for error messages (RFC 6901)
 * @throws InvalidInputError `not-json` for each part that JSON cannot carry unchanged: NaN, ±Infinity, `undefined` in
 *   a list, functions, bigints, symbols, dates and other class instances, lone surrogates, nesting deeper than 100
 */
export function canonicalJson(value: unknown, pointer = ''): string {
  try {
    return write(value, 0);
  } catch (error) {
    if (error !== NOT_JSON) throw error;
    throw new InvalidInputError([...problems(value, pointer, 0)]);
  }
}

function write(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return writeString(value);
    case 'number':
      if (Number.isFinite(value)) return String(value === 0 ? 0 : value);
      throw NOT_JSON;
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if (depth >= MAX_DEPTH) throw NOT_JSON;
      return Array.isArray(value) ? writeList(value, depth + 1) : writeObject(value, depth + 1);
    default:
      throw NOT_JSON;
  }
}

function writeString(value: string): string {
  if (PLAIN.test(value)) return `"${value}"`;
  if (LONE_SURROGATE.test(value)) throw NOT_JSON;
  return JSON.stringify(value);
}

function writeList(list: readonly unknown[], depth: number): string {
  let text = '[';
  for (let i = 0; i < list.length; i++) text += (i === 0 ? '' : ',') + write(list[i], depth);
  return `${text}]`;
}

function writeObject(value: object, depth: number): string {
  if (!isPlain(value)) throw NOT_JSON;
  const members = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const key of sortedKeys(value)) {
    const member = members[key];
    if (member !== undefined) text += `${text === '' ? '' : ','}${writeString(key)}:${write(member, depth)}`;
  }
  return `{${text}}`;
}

function sortedKeys(value: object): readonly string[] {
  const keys = Object.keys(value);
  if (keys.length > FEW_KEYS) return keys.sort();
  // Insertion: three times as fast as `sort` for as few keys as most objects have, and they are often nearly sorted.
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i]!;
    let at = i;
    for (; at > 0 && keys[at - 1]! > key; at--) keys[at] = keys[at - 1]!;
    keys[at] = key;
  }
  return keys;
}

/** An object of another realm (a worker, a test sandbox) is plain too: its prototype is a root. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** What keeps `value` from being JSON; only walked when something does. */
function* problems(value: unknown, pointer: string, depth: number): Generator<Problem> {
  if (typeof value !== 'object' || value === null) {
    const expected = scalarExpectation(value);
    if (expected) yield notJson(pointer, String(value), expected);
  } else if (depth >= MAX_DEPTH) {
    yield notJson(pointer, '…', `at most ${MAX_DEPTH} levels`);
  } else if (!Array.isArray(value) && !isPlain(value)) {
    yield notJson(pointer, value.constructor.name, 'a plain object');
  } else if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) yield* problems(item, `${pointer}/${i}`, depth + 1);
  } else {
    yield* memberProblems(value, pointer, depth + 1);
  }
}

function* memberProblems(value: object, pointer: string, depth: number): Generator<Problem> {
  for (const [key, member] of Object.entries(value)) {
    if (LONE_SURROGATE.test(key)) yield notJson(pointer, key, 'well-formed Unicode in names');
    const below = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (member !== undefined) yield* problems(member, below, depth);
  }
}

/** What a scalar should have been, or `undefined` when it is fine. */
function scalarExpectation(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return LONE_SURROGATE.test(value) ? 'well-formed Unicode' : undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : 'a finite number';
    case 'boolean':
      return undefined;
    default:
      return value === null ? undefined : 'a JSON value';
  }
}

function notJson(pointer: string, value: string, expected: string): Problem {
  return {
    code: 'not-json',
    message: 'An event holds something that JSON cannot carry unchanged',
    pointer,
    value: shorten(value),
    expected,
    hint: 'Maybe convert it to text or a number first',
  };
}
