import { parseIsoDate, InvalidInputError, BailiwickError } from '@bailiwick/kernel';
import {
  OUTGOING_TYPES,
  toInstant,
  zodProblems,
  type Instant,
  type OutgoingType,
} from '@bailiwick/contracts';
import { endOfDay } from '@bailiwick/portfolio';
import { z } from 'zod';

/**
 * The parameters of a request by their schema.
 * @throws InvalidInputError with every problem of every parameter, unknown ones included: a filter that is mistyped
 * must not answer with everything
 */
export function readParams<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  query: unknown,
): z.output<z.ZodObject<Shape>> {
  const parsed = schema.safeParse(query);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(
    zodProblems(parsed.error.issues, query, { knownFields: Object.keys(schema.shape) }),
  );
}

/** A whole number from `min` to `max`, written with digits only. */
export function wholeNumber(min: number, max: number) {
  const expected = `a whole number from ${min} to ${max}`;
  return z
    .string({ error: expected })
    .regex(/^\d{1,16}$/, expected)
    .transform(Number)
    .refine((n) => n >= min && n <= max, expected);
}

export const MAX_PAGE = 1_000;
export const position = wholeNumber(0, Number.MAX_SAFE_INTEGER);

/** `after` and `limit` of every list whose cursor is opaque; paging.ts judges them. */
export const pageParams = { after: z.string().optional(), limit: z.string().optional() };

export const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

const MOMENT = 'a day YYYY-MM-DD, or a moment with a time zone such as 2026-03-01T09:00:00Z';

/** A moment, or a day, which stands for its last moment in UTC. */
export const momentOrDay = z.string({ error: MOMENT }).transform((text, context): Instant => {
  const day = parseIsoDate(text);
  if (day) return toInstant(endOfDay(day));
  const moment = z.iso.datetime({ offset: true }).safeParse(text);
  if (moment.success) return toInstant(Date.parse(moment.data));
  context.addIssue({ code: 'custom', message: MOMENT });
  return z.NEVER;
});

/** When something takes effect: a moment, or a day, which stands for its start in UTC. */
export const effectiveAt = z.string({ error: MOMENT }).transform((text, context): Instant => {
  const day = parseIsoDate(text);
  const moment = z.iso.datetime({ offset: true }).safeParse(text);
  if (day || moment.success) return toInstant(Date.parse(text));
  context.addIssue({ code: 'custom', message: MOMENT });
  return z.NEVER;
});

/** Types of outgoing events, repeated or separated by commas. */
export const outgoingTypes = z
  .union([z.string(), z.array(z.string())])
  .transform((given) => [given].flat().flatMap((text) => text.split(',').map((name) => name.trim())))
  .transform((names, context): OutgoingType[] => {
    const types = z.array(z.enum(OUTGOING_TYPES)).safeParse(names);
    if (types.success) return types.data;
    // Of the parameter as it was sent: a place in the list of names would mean nothing to the sender.
    context.addIssue({ code: 'custom', message: `one or more of ${OUTGOING_TYPES.join(', ')}` });
    return z.NEVER;
  });

/** The 404 for something that the path names. */
export function notFound(kind: string, id: string): BailiwickError {
  const shown = id.slice(0, 200);
  const article = /^[aeiou]/i.test(kind) ? 'an' : 'a';
  return new BailiwickError('not-found', `there is no ${kind} ${shown}`, {
    value: shown,
    expected: `the id of ${article} ${kind}`,
  });
}
