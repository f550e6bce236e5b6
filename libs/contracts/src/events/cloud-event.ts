import { shorten, type Problem } from '@bailiwick/kernel';
import { z } from 'zod';
import { consistencyProblems } from './consistency.js';
import { forbiddenKeys } from './forbidden-keys.js';
import {
  INCOMING_TYPES,
  incomingDataSchemas,
  isIncomingType,
  subjectField,
  type IncomingEvent,
  type IncomingType,
} from './incoming-events.js';
import { eventId, eventSource, instant, EVENT_LIMITS } from './primitives.js';
import { NOT_PLAIN, plainParser, type PlainParser } from './plain-parser.js';
import { closest, zodProblems } from './zod-problems.js';

const MAX_EXTENSION_LENGTH = 2_000;
const EXTENSION_NAME = /^[a-z0-9]{1,20}$/;
const ENVELOPE_FIELDS = [
  'specversion',
  'id',
  'source',
  'type',
  'subject',
  'time',
  'datacontenttype',
  'dataschema',
  'data',
];
const isEnvelopeField: ReadonlySet<string> = new Set(ENVELOPE_FIELDS);

/** The envelope of CloudEvents 1.0 in its JSON format; `data` is checked by the schema of its `type`. */
export const cloudEventEnvelope = z
  .object({
    specversion: z.literal('1.0'),
    id: eventId,
    source: eventSource,
    type: z.enum(INCOMING_TYPES),
    subject: z.string().min(1).max(EVENT_LIMITS.idLength).nullish(),
    time: instant,
    datacontenttype: z
      .string()
      .regex(/^application\/([a-z0-9.-]+\+)?json\b/i, 'application/json')
      .nullish(),
    dataschema: z.string().max(EVENT_LIMITS.sourceLength).nullish(),
    data: z.record(z.string(), z.unknown()),
  })
  .catchall(
    z.union([z.string().max(MAX_EXTENSION_LENGTH), z.number(), z.boolean(), z.null()], {
      error: 'text, a number, true or false (an extension attribute)',
    }),
  );

const plainEnvelope = plainParser(cloudEventEnvelope);
const plainData = Object.fromEntries(
  INCOMING_TYPES.map((type) => [type, plainParser(incomingDataSchemas[type])]),
) as Readonly<Record<IncomingType, PlainParser>>;

export type ParsedEvent =
  | { readonly ok: true; readonly event: IncomingEvent }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * One incoming CloudEvent, checked whole.
 * @param raw the parsed JSON
 * @param prefix a JSON pointer to `raw` in what was sent, e.g. `/3` for the fourth of a batch
 * @returns the event in its parsed form (times in UTC, only known fields), or everything that is wrong with it
 */
export function parseIncomingEvent(raw: unknown, prefix = ''): ParsedEvent {
  const event = plainEvent(raw);
  return event ? { ok: true, event } : checkIncomingEvent(raw, prefix);
}

/**
 * The event in which nothing is wrong or unusual, which is nearly every one, at a fifth of what it costs to be ready
 * to tell what is; `undefined` where that takes a closer look (see `plainParser`).
 */
function plainEvent(raw: unknown): IncomingEvent | undefined {
  const envelope = plainEnvelope(raw) as z.output<typeof cloudEventEnvelope> | typeof NOT_PLAIN;
  if (envelope === NOT_PLAIN) return undefined;
  const { type } = envelope;
  const record = raw as Readonly<Record<string, unknown>>;
  const data = plainData[type](record['data']);
  const plain =
    data !== NOT_PLAIN &&
    extensionNames(record, '').length === 0 &&
    consistencyProblems(type, record['data'] as Readonly<Record<string, unknown>>, '').length === 0 &&
    subjectProblems(type, record, '').length === 0;
  return plain ? eventOf(envelope, data) : undefined;
}

/** The same without the short way: what it is held against. */
export function checkIncomingEvent(raw: unknown, prefix = ''): ParsedEvent {
  const forbidden = forbiddenKeys(raw, prefix);
  // Nothing may walk, or even print, a value whose depth could exhaust the stack.
  if (forbidden.some((problem) => problem.code === 'too-deep')) return { ok: false, problems: forbidden };
  const envelope = cloudEventEnvelope.safeParse(raw);
  const record = isRecord(raw) ? raw : {};
  const type =
    typeof record['type'] === 'string' && isIncomingType(record['type']) ? record['type'] : undefined;
  const data = type ? incomingDataSchemas[type].safeParse(record['data']) : undefined;
  const problems = [
    ...forbidden,
    ...extensionNames(record, prefix),
    ...(envelope.success ? [] : envelopeProblems(envelope.error.issues, raw, prefix)),
    ...(type && isRecord(record['data']) ? dataProblems(type, record['data'], data?.error, prefix) : []),
    ...(type ? subjectProblems(type, record, prefix) : []),
  ];
  if (problems.length > 0 || !envelope.success || !data?.success) return { ok: false, problems };
  return { ok: true, event: eventOf(envelope.data, data.data) };
}

function eventOf(envelope: z.output<typeof cloudEventEnvelope>, data: unknown): IncomingEvent {
  const { source, id, type, subject, time } = envelope;
  const traceparent = envelope['traceparent'];
  return {
    source,
    id,
    type,
    subject: subject ?? undefined,
    time,
    data,
    ...(typeof traceparent === 'string' ? { traceparent } : {}),
  } as IncomingEvent;
}

function envelopeProblems(issues: readonly z.core.$ZodIssue[], raw: unknown, prefix: string): Problem[] {
  return zodProblems(issues, raw, { prefix, knownFields: ENVELOPE_FIELDS }).map((problem) =>
    problem.pointer === `${prefix}/type` && problem.code === 'unknown-value'
      ? unknownType(problem, raw)
      : problem,
  );
}

function unknownType(problem: Problem, raw: unknown): Problem {
  const type = (raw as { type: unknown }).type;
  const like = closest(String(type), INCOMING_TYPES, 5);
  return {
    ...problem,
    code: 'unknown-event-type',
    message: `${shorten(type, 60)} is not a type of incoming event`,
    ...(like === undefined ? {} : { hint: `Maybe "${like}"` }),
  };
}

/** A name that is nearly one of the envelope's own was meant as that one; others must be legal extension names. */
function extensionNames(record: Readonly<Record<string, unknown>>, prefix: string): Problem[] {
  const problems: Problem[] = [];
  for (const key of Object.keys(record)) {
    if (isEnvelopeField.has(key) || key === '__proto__') continue;
    if (EXTENSION_NAME.test(key) && key !== 'constructor' && key !== 'prototype') continue;
    const like = closest(key, ENVELOPE_FIELDS, 2);
    problems.push({
      code: 'unknown-field',
      message: `${shorten(key, 60)} is not an attribute of a CloudEvent`,
      pointer: `${prefix}/${key.slice(0, 60).replace(/~/g, '~0').replace(/\//g, '~1')}`,
      value: shorten(key),
      expected: `one of ${ENVELOPE_FIELDS.join(', ')}, or an extension name of lower-case letters and digits`,
      ...(like === undefined ? { hint: 'Maybe it belongs into data' } : { hint: `Maybe "${like}"` }),
    });
  }
  return problems;
}

function dataProblems(
  type: IncomingType,
  data: Readonly<Record<string, unknown>>,
  error: z.ZodError | undefined,
  prefix: string,
): Problem[] {
  const { shape } = incomingDataSchemas[type];
  const unknownFieldHint =
    'attributes' in shape ? 'Maybe put it into attributes' : `Maybe remove it; ${type} does not know it`;
  return [
    ...(error
      ? zodProblems(error.issues, data, {
          prefix: `${prefix}/data`,
          knownFields: Object.keys(shape),
          unknownFieldHint,
        })
      : []),
    ...consistencyProblems(type, data, `${prefix}/data`),
  ];
}

function subjectProblems(
  type: IncomingType,
  record: Readonly<Record<string, unknown>>,
  prefix: string,
): Problem[] {
  const field = subjectField(type);
  if (field === undefined) return [];
  const subject = record['subject'];
  const id = isRecord(record['data']) ? record['data'][field] : undefined;
  const missing = subject === undefined || subject === null;
  if (!missing && (subject === id || typeof subject !== 'string' || typeof id !== 'string')) return [];
  return [
    {
      code: missing ? 'missing-field' : 'wrong-subject',
      message: `The subject of ${type} must be the ${field} of its data`,
      pointer: `${prefix}/subject`,
      ...(missing ? {} : { value: shorten(subject) }),
      expected: typeof id === 'string' ? shorten(id) : `the ${field}`,
      ...(typeof id === 'string' ? { hint: `Maybe "subject": ${JSON.stringify(shorten(id))}` } : {}),
    },
  ];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
