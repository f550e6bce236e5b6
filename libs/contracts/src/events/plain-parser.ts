import type { z } from 'zod';
import { isForbiddenKey } from './forbidden-keys.js';

/** The answer to a value of which only zod can say what it is, or what is wrong with it. */
export const NOT_PLAIN = Symbol('not plain');

/** What zod would make of a value, or `NOT_PLAIN`: then zod has to be asked, and may still take it. */
export type PlainParser = (value: unknown) => unknown;

type Check = (payload: z.core.ParsePayload) => unknown;

/**
 * A quick way to what `schema` makes of a value with which all is well, which is nearly every value. Zod prepares to
 * tell every problem of every field as it goes, which is most of what parsing costs. This goes over the same schema
 * and runs the same checks, but gives up at the first doubt. Kinds of schema that it does not know it hands to zod.
 */
export function plainParser(schema: z.core.$ZodType): PlainParser {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'string':
      return def.coerce ? byZod(schema) : scalar(schema, (value) => typeof value === 'string');
    case 'number':
      return def.coerce ? byZod(schema) : scalar(schema, Number.isFinite);
    case 'boolean':
      return def.coerce ? byZod(schema) : scalar(schema, (value) => typeof value === 'boolean');
    case 'enum':
    case 'literal':
      return scalar(schema, (value) => schema._zod.values!.has(value as string));
    case 'unknown':
      return scalar(schema, () => true);
    case 'optional':
      return unless(undefined, plainParser(def.innerType));
    case 'nullable':
      return unless(null, plainParser(def.innerType));
    case 'array':
      return plainList(schema, plainParser(def.element));
    case 'object':
      return def.catchall ? plainObject(schema, def.shape, def.catchall) : byZod(schema);
    case 'record':
      return plainRecord(schema, plainParser(def.keyType), plainParser(def.valueType));
    case 'pipe':
      return plainPipe(schema, def);
    default:
      return byZod(schema);
  }
}

function byZod(schema: z.core.$ZodType): PlainParser {
  return (value) => {
    const { value: parsed, issues } = schema._zod.run({ value, issues: [] }, {}) as z.core.ParsePayload;
    return issues.length > 0 ? NOT_PLAIN : parsed;
  };
}

/** A schema that is a format, such as a day, is also the first of its checks. */
function checksOf(schema: z.core.$ZodType): readonly Check[] {
  const own = (schema._zod as { readonly check?: Check }).check;
  const added = (schema._zod.def.checks ?? []).map(({ _zod }) => _zod.check as Check);
  return own ? [own, ...added] : added;
}

function checked(value: unknown, checks: readonly Check[]): unknown {
  if (checks.length === 0) return value;
  const payload: z.core.ParsePayload = { value, issues: [] };
  for (const check of checks) {
    check(payload);
    if (payload.issues.length > 0) return NOT_PLAIN;
  }
  return payload.value;
}

function scalar(schema: z.core.$ZodType, isOne: (value: unknown) => boolean): PlainParser {
  const checks = checksOf(schema);
  return (value) => (isOne(value) ? checked(value, checks) : NOT_PLAIN);
}

function unless(absence: null | undefined, parse: PlainParser): PlainParser {
  return (value) => (value === absence ? value : parse(value));
}

function plainList(schema: z.core.$ZodType, parse: PlainParser): PlainParser {
  const checks = checksOf(schema);
  return (value) => {
    if (!Array.isArray(value)) return NOT_PLAIN;
    const list: unknown[] = [];
    for (let i = 0; i < value.length; i++) {
      const parsed = parse(value[i]);
      if (parsed === NOT_PLAIN) return NOT_PLAIN;
      list.push(parsed);
    }
    return checked(list, checks);
  };
}

/** Fields in the order of the schema, then the others as they came, if it takes any: the order in which zod has them. */
function plainObject(
  schema: z.core.$ZodType,
  shape: z.core.$ZodShape,
  catchall: z.core.$ZodType,
): PlainParser {
  const checks = checksOf(schema);
  const fields = Object.entries(shape).map(([key, field]) => {
    return { key, parse: plainParser(field), optional: field._zod.optin === 'optional' };
  });
  const others = plainParser(catchall);
  return (value) => {
    if (!isPlainObject(value)) return NOT_PLAIN;
    const object: Record<string, unknown> = {};
    let found = 0;
    for (const { key, parse, optional } of fields) {
      const field = value[key];
      // A field that is there and undefined cannot come from JSON: it is left uncounted, and then taken for another.
      if (field === undefined && optional) continue;
      const parsed = parse(field);
      if (parsed === NOT_PLAIN) return NOT_PLAIN;
      object[key] = parsed;
      found++;
    }
    const whole = Object.keys(value).length === found || addOthers(object, value, { shape, parse: others });
    return whole ? checked(object, checks) : NOT_PLAIN;
  };
}

function addOthers(
  object: Record<string, unknown>,
  value: Readonly<Record<string, unknown>>,
  { shape, parse }: { readonly shape: z.core.$ZodShape; readonly parse: PlainParser },
): boolean {
  for (const key in value) {
    if (Object.hasOwn(object, key)) continue;
    if (isForbiddenKey(key) || Object.hasOwn(shape, key)) return false;
    const parsed = parse(value[key]);
    if (parsed === NOT_PLAIN) return false;
    object[key] = parsed;
  }
  return true;
}

function plainRecord(schema: z.core.$ZodType, parseKey: PlainParser, parse: PlainParser): PlainParser {
  const checks = checksOf(schema);
  return (value) => {
    if (!isPlainObject(value)) return NOT_PLAIN;
    const record: Record<string, unknown> = {};
    for (const key in value) {
      const parsed = parse(value[key]);
      if (isForbiddenKey(key) || parseKey(key) !== key || parsed === NOT_PLAIN) return NOT_PLAIN;
      record[key] = parsed;
    }
    return checked(record, checks);
  };
}

function plainPipe(schema: z.core.$ZodType, { in: first, out }: z.core.$ZodPipeDef): PlainParser {
  const { def } = (out as z.core.$ZodTypes)._zod;
  if (def.type !== 'transform' || checksOf(schema).length > 0) return byZod(schema);
  const parse = plainParser(first);
  return (value) => {
    const parsed = parse(value);
    if (parsed === NOT_PLAIN) return NOT_PLAIN;
    const payload: z.core.ParsePayload = { value: parsed, issues: [] };
    const made = def.transform(parsed, payload);
    return payload.issues.length > 0 ? NOT_PLAIN : made;
  };
}

/** As JSON makes them: no getters, nothing inherited. */
function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
