import fc from 'fast-check';
import { z } from 'zod';
import { checkIncomingEvent, cloudEventEnvelope, parseIncomingEvent } from './cloud-event.js';
import { INCOMING_TYPES, incomingDataSchemas, type IncomingType } from './incoming-events.js';
import { NOT_PLAIN, plainParser } from './plain-parser.js';

class Odd {
  readonly accountId = 'A1';
}

const TEXTS = [
  ...[
    'A1',
    'E1',
    'EUR',
    'Europe/Berlin',
    'gold',
    'zwei Wörter',
    'application/json',
    '😀'.repeat(200),
    'x'.repeat(200),
  ],
  ...['2026-03-01', '2024-02-29', '2026-03-01T09:00:00Z', '2026-03-01T09:00:00.5+02:00'],
  ...['', ' A1', 'A1 ', 'a\u0000b', 'a\nb', '\ud800', '😀'.repeat(201), 'x'.repeat(201), 'x'.repeat(2_001)],
  ...['1899-12-31', '2026-02-30', '2200-01-01T00:00:00Z', '2026-03-01T09:00:00.1234Z', '2026-03-01 09:00Z'],
];
const NUMBERS = [0, -0, 1, 5, 6, 71.5, 100, 101, -1, -101, 1e12, 1e13, 2 ** 60, NaN, Infinity];
const ODDITIES = [null, undefined, [], {}, new Odd(), new Date(0), Object.create(null) as object];
const KEYS = ['accountId', 'Region', 'traceparent', 'datacontenttype', 'x', 'a-b', 'x'.repeat(101)];

/** Names that JSON may hold, and that mean something to JavaScript. */
const reaching = fc
  .constantFrom('__proto__', 'constructor', 'prototype')
  .map((key) => JSON.parse(`{"${key}":1}`) as unknown);
const anything: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...TEXTS, ...NUMBERS, ...ODDITIES, true, false),
  fc.array(fc.constantFrom<unknown>(...TEXTS, 1, null, {}), { maxLength: 3 }),
  fc.dictionary(fc.constantFrom(...KEYS), fc.constantFrom<unknown>(...TEXTS, 1, null, [], undefined)),
  reaching,
);

/** Values of which most are such as `schema` takes. */
function likely(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'string':
      return fc.constantFrom(...TEXTS.filter((text) => z.safeParse(schema, text).success));
    case 'number':
      return fc.constantFrom(...NUMBERS.filter((number) => z.safeParse(schema, number).success));
    case 'boolean':
      return fc.boolean();
    case 'optional':
    case 'nullable':
      return likely(def.innerType);
    case 'array':
      return fc.oneof(
        { weight: 6, arbitrary: fc.array(mostly(def.element), { minLength: 1, maxLength: 3 }) },
        {
          weight: 1,
          arbitrary: fc.constantFrom(
            [],
            Array.from({ length: 201 }, () => 'A1'),
          ),
        },
      );
    case 'object':
      return objects(def.shape);
    case 'pipe':
      return likely(def.in);
    case 'union':
      return fc.oneof(...def.options.map(likely));
    case 'record':
      return fc.dictionary(fc.constantFrom('owner', 'note', 'constructor'), mostly(def.valueType));
    default:
      return anything;
  }
}

function mostly(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 60, arbitrary: likely(schema) }, { weight: 1, arbitrary: anything });
}

/** With every required field nearly always, each optional one at times, and now and then one that is not known. */
function objects(shape: z.core.$ZodShape): fc.Arbitrary<Record<string, unknown>> {
  const fields = Object.entries(shape).map(([key, field]) => {
    const needed = field._zod.optin !== 'optional';
    return fc.option(mostly(field), { freq: needed ? 60 : 2, nil: NOT_PLAIN }).map((value) => [key, value]);
  });
  const other = fc.oneof(
    { weight: 20, arbitrary: fc.constant(['', NOT_PLAIN]) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...KEYS), anything) },
  );
  return fc
    .tuple(...fields, other)
    .map((entries) => Object.fromEntries(entries.filter(([, value]) => value !== NOT_PLAIN)) as object)
    .map((object) => object as Record<string, unknown>);
}

/** Events as somebody might send them, right, nearly right and wrong, their fields in any order. */
const sentEvents = fc.oneof(
  ...INCOMING_TYPES.map((type) =>
    fc
      .tuple(objects(cloudEventEnvelope.shape), mostly(incomingDataSchemas[type]), fc.nat(20), fc.boolean())
      .map(([envelope, data, odd, turned]) => {
        const fields = data as Readonly<Record<string, unknown>> | null | undefined;
        const subject =
          fields?.['accountId'] ?? fields?.['csmId'] ?? fields?.['aeId'] ?? fields?.['fromAeId'];
        const matching = odd > 0 && subject !== undefined ? { subject } : {};
        const event = { ...envelope, specversion: '1.0', type, data, ...matching };
        return turned ? Object.fromEntries(Object.entries(event).reverse()) : event;
      }),
  ),
);

const seed = 20_260_301;

describe('the short way of parsing', () => {
  it('takes and refuses the same events as the long way, and makes the same of them, fields in the same order', () => {
    let [taken, refused] = [0, 0];
    fc.assert(
      fc.property(sentEvents, (raw) => {
        const long = checkIncomingEvent(raw, '/3');
        const short = parseIncomingEvent(raw, '/3');
        expect(short).toStrictEqual(long);
        if (long.ok && short.ok) expect(inOrder(short.event)).toBe(inOrder(long.event));
        if (long.ok) taken++;
        else refused++;
      }),
      { numRuns: 2_500, seed },
    );
    // Worth something only where both are met.
    expect(Math.min(taken, refused)).toBeGreaterThan(300);
  });

  it.each(INCOMING_TYPES)(
    'makes the same of any data of %s as zod, or leaves it to zod',
    (type: IncomingType) => {
      const schema = incomingDataSchemas[type];
      const parse = plainParser(schema);
      fc.assert(
        fc.property(mostly(schema), (data) => {
          const parsed = parse(data);
          if (parsed === NOT_PLAIN) return;
          const zod = schema.safeParse(data);
          expect(zod.success).toBe(true);
          expect(inOrder(parsed)).toBe(inOrder(zod.data));
          expect(parsed).toStrictEqual(zod.data);
        }),
        { numRuns: 150, seed },
      );
    },
  );

  it.each(INCOMING_TYPES)(
    'is really short: whatever zod takes as %s is not left to it',
    (type: IncomingType) => {
      const schema = incomingDataSchemas[type];
      const parse = plainParser(schema);
      fc.assert(
        fc.property(likely(schema), (data) => {
          const json = JSON.parse(JSON.stringify(data)) as unknown;
          const reaches = JSON.stringify(json).includes('"constructor"');
          fc.pre(schema.safeParse(json).success && !reaches);
          expect(parse(json)).not.toBe(NOT_PLAIN);
        }),
        { numRuns: 60, seed },
      );
    },
  );

  it('leaves to zod what it does not know', () => {
    const parse = plainParser(z.strictObject({ a: z.date().optional(), b: z.coerce.number() }));
    expect(parse({ b: '4' })).toEqual({ b: 4 });
    expect(parse({ a: new Date(5), b: 1 })).toEqual({ a: new Date(5), b: 1 });
    expect(parse({ a: 5, b: 1 })).toBe(NOT_PLAIN);
    expect(plainParser(z.object({ a: z.string() }))({ a: 'x', more: 1 })).toEqual({ a: 'x' });
  });
});

function inOrder(value: unknown): string {
  return JSON.stringify(value);
}
