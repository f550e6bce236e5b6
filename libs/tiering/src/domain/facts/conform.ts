import type { FactValue } from '@bailiwick/contracts';
import { parseIsoDate, type Problem } from '@bailiwick/kernel';
import type { FactInfo } from './fact-model.js';

type FactShape = Pick<FactInfo, 'type' | 'values' | 'min' | 'max'>;

/** What is wrong with a value, or the value. */
export type Conformed =
  | { readonly ok: true; readonly value: FactValue }
  | ({ readonly ok: false } & Pick<Problem, 'expected' | 'hint'>);

/** Whether a value that is present (neither null nor undefined) is within a fact's schema. */
export function conform(raw: unknown, fact: FactShape): Conformed {
  return accepts(raw, fact)
    ? { ok: true, value: raw as FactValue }
    : { ok: false, expected: describeShape(fact), hint: hintFor(raw, fact) };
}

function accepts(raw: unknown, fact: FactShape): boolean {
  switch (fact.type) {
    case 'number':
    case 'integer':
      return isNumberWithin(raw, fact);
    case 'boolean':
      return typeof raw === 'boolean';
    case 'string':
      return typeof raw === 'string';
    case 'enum':
      return typeof raw === 'string' && (fact.values ?? []).includes(raw);
    case 'date':
      return typeof raw === 'string' && parseIsoDate(raw) !== undefined;
    case 'list':
      return (
        Array.isArray(raw) && raw.every((v) => typeof v === 'string' && (fact.values?.includes(v) ?? true))
      );
  }
}

function isNumberWithin(raw: unknown, { type, min, max }: FactShape): boolean {
  if (typeof raw !== 'number' || !Number.isFinite(raw)) return false;
  if (type === 'integer' && !Number.isInteger(raw)) return false;
  return raw >= (min ?? -Infinity) && raw <= (max ?? Infinity);
}

/** A fact's schema in words, e.g. "an integer from 1 to 5". */
export function describeShape({ type, values, min, max }: FactShape): string {
  const range = [min === undefined ? '' : ` from ${min}`, max === undefined ? '' : ` to ${max}`].join('');
  const among = values === undefined ? '' : ` of ${shortList(values)}`;
  switch (type) {
    case 'number':
      return `a number${range}`;
    case 'integer':
      return `a whole number${range}`;
    case 'boolean':
      return 'true or false';
    case 'string':
      return 'text';
    case 'enum':
      return `one${among}`;
    case 'date':
      return 'a day such as 2026-12-31';
    case 'list':
      return `a list of texts${among && `, each one${among}`}`;
  }
}

function shortList(values: readonly string[]): string {
  return values.length <= 12
    ? values.join(', ')
    : `${values.slice(0, 12).join(', ')} … (${values.length} values)`;
}

const DECIMAL = /^-?\d+(?:\.\d+)?$/;

function hintFor(raw: unknown, fact: FactShape): string | undefined {
  const numeric = fact.type === 'number' || fact.type === 'integer';
  if (numeric && typeof raw === 'string') return 'Maybe write the number without quotes, separators or unit';
  if (fact.type === 'enum' && typeof raw === 'string') {
    const same = fact.values?.find((v) => v.toLowerCase() === raw.trim().toLowerCase());
    return same && `Maybe "${same}"`;
  }
  return undefined;
}

const TRUE = ['true', 'yes', '1'];
const FALSE = ['false', 'no', '0'];

/**
 * An attribute's value as one of the fact's type. Attributes have no type of their own: a CSV reader takes them for
 * numbers and booleans as they look, whatever the rule set says. What cannot be read so is returned unchanged.
 */
export function fromAttribute(raw: unknown, type: FactInfo['type']): unknown {
  if (typeof raw === 'string') return fromText(raw.trim(), type);
  const asText = type === 'string' || type === 'enum' || type === 'list' || type === 'boolean';
  return asText && (typeof raw === 'number' || typeof raw === 'boolean') ? fromText(String(raw), type) : raw;
}

function fromText(text: string, type: FactInfo['type']): unknown {
  if ((type === 'number' || type === 'integer') && DECIMAL.test(text)) return Number(text);
  if (type === 'boolean' && TRUE.includes(text.toLowerCase())) return true;
  if (type === 'boolean' && FALSE.includes(text.toLowerCase())) return false;
  if (type === 'list') return text.split(';').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
  return text;
}
