import { InvalidInputError, shorten, type Problem } from '@bailiwick/kernel';

const MAX_DEPTH = 100;
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * `value` as the one text that RFC 8785 (JSON Canonicalization Scheme) gives it: keys sorted by UTF-16 units, no
 * spaces. Members that are `undefined` are left out.
 * @param pointer where `value` stands in the whole, for error messages (RFC 6901)
 * @throws InvalidInputError `not-json` for what JSON cannot carry unchanged: NaN, ±Infinity, `undefined` in a list,
 *   functions, bigints, symbols, dates and other class instances, lone surrogates, nesting deeper than 100
 */
export function canonicalJson(value: unknown, pointer = ''): string {
  return write(value, pointer, 0);
}

function write(value: unknown, pointer: string, depth: number): string {
  switch (typeof value) {
    case 'string':
      return writeString(value, pointer);
    case 'number':
      if (!Number.isFinite(value)) throw notJson(pointer, String(value), 'a finite number');
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if (depth >= MAX_DEPTH) throw notJson(pointer, '…', `at most ${MAX_DEPTH} levels`);
      return Array.isArray(value) ? writeList(value, pointer, depth) : writeObject(value, pointer, depth);
    default:
      throw notJson(pointer, typeof value, 'a JSON value');
  }
}

function writeString(value: string, pointer: string): string {
  const text = JSON.stringify(value);
  // Well-formed text never needs an escape \uD8xx…\uDFxx; the quick search spares the pattern on nearly all strings.
  if (text.includes('\\ud') && LONE_SURROGATE.test(value))
    throw notJson(pointer, text, 'well-formed Unicode');
  return text;
}

function writeList(value: readonly unknown[], pointer: string, depth: number): string {
  let text = '[';
  for (let i = 0; i < value.length; i++) {
    text += (i === 0 ? '' : ',') + write(value[i], `${pointer}/${i}`, depth + 1);
  }
  return `${text}]`;
}

function writeObject(value: object, pointer: string, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  // An object of another realm (a worker, a test sandbox) is plain too when its prototype is a root.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw notJson(pointer, value.constructor.name, 'a plain object');
  }
  const members = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const key of Object.keys(value).sort()) {
    const member = members[key];
    if (member === undefined) continue;
    const name = writeString(key, pointer);
    text += `${text === '' ? '' : ','}${name}:${write(member, `${pointer}/${key}`, depth + 1)}`;
  }
  return `{${text}}`;
}

function notJson(pointer: string, value: string, expected: string): InvalidInputError {
  const problem: Problem = {
    code: 'not-json',
    message: 'An event holds something that JSON cannot carry unchanged',
    pointer,
    value: shorten(value),
    expected,
    hint: 'Maybe convert it to text or a number first',
  };
  return new InvalidInputError([problem]);
}
