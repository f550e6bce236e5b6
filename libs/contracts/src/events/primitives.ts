import {
  dayNumber,
  parseIsoDate,
  type AccountId,
  type AeId,
  type Brand,
  type CsmId,
  type IsoDate,
  type TierId,
} from '@bailiwick/kernel';
import { z } from 'zod';

/** A moment in UTC, always in the form `YYYY-MM-DDTHH:mm:ss.sssZ`, so that text order is time order. */
export type Instant = Brand<string, 'Instant'>;

/** What an input may hold at most; beyond it the input is refused, never cut. */
export const EVENT_LIMITS = {
  idLength: 200,
  sourceLength: 500,
  eventIdLength: 500,
  nameLength: 500,
  textLength: 200,
  reasonLength: 2_000,
  listLength: 200,
  accountIds: 10_000,
  attributes: 100,
  attributeKeyLength: 100,
  attributeTextLength: 2_000,
  /** A trillion: above it a currency unit or a decimal point was mistaken. */
  arr: 1_000_000_000_000,
  employees: 100_000_000,
  /** UTF-8 bytes of one event. */
  eventBytes: 262_144,
} as const;

const FIRST_DAY = dayNumber(parseIsoDate('1900-01-01')!);
const LAST_DAY = dayNumber(parseIsoDate('2199-12-31')!);
const MS_PER_DAY = 86_400_000;

/** Printable, no control characters, no surrounding spaces: safe in a stream name, a key and a CSV cell. */
const ID_PATTERN = /^(?! )[^\p{Cc}\p{Surrogate}]+(?<! )$/u;
const ID_EXPECTED = 'text without control characters and without spaces around it';
/** A lone surrogate is no character: it does not survive UTF-8. */
const WELL_FORMED = /^\P{Surrogate}*$/u;
const TEXT_PATTERN = /^[^\p{Cc}\p{Surrogate}]*$/u;

function idText(max: number): z.ZodString {
  return z.string().min(1).max(max).regex(ID_PATTERN, ID_EXPECTED);
}

/** The parsed value is the text itself; only its type says that it was checked. */
function branded<T extends string>(schema: z.ZodType<string, string>): z.ZodType<T, string> {
  return schema as unknown as z.ZodType<T, string>;
}

export const accountId = branded<AccountId>(idText(EVENT_LIMITS.idLength));
export const csmId = branded<CsmId>(idText(EVENT_LIMITS.idLength));
export const aeId = branded<AeId>(idText(EVENT_LIMITS.idLength));
export const tierId = branded<TierId>(idText(EVENT_LIMITS.idLength));
export const plainId = idText(EVENT_LIMITS.idLength);
export const eventSource = idText(EVENT_LIMITS.sourceLength);
export const eventId = idText(EVENT_LIMITS.eventIdLength);

export const nameText = z
  .string()
  .min(1)
  .max(EVENT_LIMITS.nameLength)
  .regex(TEXT_PATTERN, 'text without control characters');
export const shortText = z
  .string()
  .min(1)
  .max(EVENT_LIMITS.textLength)
  .regex(TEXT_PATTERN, 'text without control characters');
/** May have several lines. */
export const reasonText = z
  .string()
  .max(EVENT_LIMITS.reasonLength)
  .regex(WELL_FORMED, 'well-formed Unicode text');
export const textList = z.array(shortText).max(EVENT_LIMITS.listLength);

export const isoDate = branded<IsoDate>(
  z.iso.date().refine((day) => isReasonableDay(Date.parse(`${day}T00:00:00Z`)), 'a day from 1900 to 2199'),
);

/** A moment with a time zone, brought to UTC and whole milliseconds. */
export const instant = z.iso
  .datetime({ offset: true })
  .refine((text) => isReasonableDay(Date.parse(text)), 'a moment from 1900 to 2199')
  .transform((text) => (isInUtcAndMs(text) ? text : new Date(text).toISOString()) as Instant);

/** Of a moment: true when it is written as an `Instant` is, as most senders do. */
function isInUtcAndMs(moment: string): boolean {
  return moment.length === 'YYYY-MM-DDTHH:mm:ss.sssZ'.length && moment.endsWith('Z');
}

/** When something takes effect: a moment, or a day (its start in UTC). */
export const effectiveAt = z.union([instant, isoDate.transform((day) => `${day}T00:00:00.000Z` as Instant)], {
  error: 'a day YYYY-MM-DD or a moment with a time zone, such as 2026-03-01T09:00:00Z',
});

/** Whole or decimal units of currency a year. */
export const arr = z.number().min(0).max(EVENT_LIMITS.arr);
export const percent = z.number().min(0).max(100);
export const nps = z.number().min(-100).max(100);
export const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'a currency code of three capital letters, such as USD');
export const timezone = z.string().max(100).refine(isTimeZone, 'an IANA time zone, such as Europe/Berlin');

export const attributeValue = z.union(
  [z.string().max(EVENT_LIMITS.attributeTextLength).regex(WELL_FORMED), z.number(), z.boolean(), z.null()],
  { error: `text of at most ${EVENT_LIMITS.attributeTextLength} characters, a number, true, false or null` },
);
export const attributes = z.record(
  z.string().min(1).max(EVENT_LIMITS.attributeKeyLength).regex(WELL_FORMED),
  attributeValue,
);

/** Optional, and `null` clears it. */
export function clearable<T extends z.ZodType>(schema: T): z.ZodOptional<z.ZodNullable<T>> {
  return schema.nullable().optional();
}

/** The moment in milliseconds since the epoch. */
export function instantMs(moment: Instant): number {
  return Date.parse(moment);
}

export function toInstant(ms: number): Instant {
  return new Date(ms).toISOString() as Instant;
}

function isReasonableDay(ms: number): boolean {
  // What is no day at all has a problem of its own already.
  if (Number.isNaN(ms)) return true;
  const day = Math.floor(ms / MS_PER_DAY);
  return day >= FIRST_DAY && day <= LAST_DAY;
}

const knownZones = new Map<string, boolean>();
const MAX_REMEMBERED_ZONES = 2_000;

function isTimeZone(name: string): boolean {
  const known = knownZones.get(name);
  if (known !== undefined) return known;
  const valid = canFormatIn(name);
  if (knownZones.size < MAX_REMEMBERED_ZONES) knownZones.set(name, valid);
  return valid;
}

function canFormatIn(timeZone: string): boolean {
  // An offset such as +02:00 would be taken too, but it says nothing about summer time.
  if (!/^[A-Za-z]/.test(timeZone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}
