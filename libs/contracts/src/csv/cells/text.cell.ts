import { closest } from '../../events/zod-problems.js';
import { EVENT_LIMITS, timezone as timezoneSchema } from '../../events/primitives.js';
import { CellFault, type CellParser } from './cell.js';

const CONTROL = /\p{Cc}/u;
const CONTROL_BUT_SPACE = /(?![\t\n\r])\p{Cc}/u;
const CURRENCY = /^[A-Z]{3}$/;

function tooLong(max: number): CellFault {
  return new CellFault('too-long', 'is too long', `at most ${max} characters`, 'Maybe a quote is missing');
}

function controlCharacter(text: string): CellFault {
  const code = (/\p{Cc}/u.exec(text)?.[0] ?? '').charCodeAt(0).toString(16).padStart(4, '0').toUpperCase();
  return new CellFault(
    'control-character',
    `holds the control character U+${code}`,
    'text without control characters',
    'Maybe the file was saved in another format than CSV',
  );
}

/** Text of one line. */
export function lineText(max: number): CellParser<string> {
  return (text) => (text.length > max ? tooLong(max) : CONTROL.test(text) ? controlCharacter(text) : text);
}

/** Text that may have several lines. */
export function longText(max: number): CellParser<string> {
  return (text) =>
    text.length > max ? tooLong(max) : CONTROL_BUT_SPACE.test(text) ? controlCharacter(text) : text;
}

/** An id of `account`, `csm` …: one line, at most 200 characters. */
export function idText<T extends string>(): CellParser<T> {
  return lineText(EVENT_LIMITS.idLength) as CellParser<T>;
}

export const shortText = lineText(EVENT_LIMITS.textLength);
export const nameText = longText(EVENT_LIMITS.nameLength);

/** One of a few words, exactly as written here. */
export function oneOf<T extends string>(words: readonly T[]): CellParser<T> {
  return (text) => {
    if ((words as readonly string[]).includes(text)) return text as T;
    const like = closest(text, words, 3);
    return new CellFault(
      'unknown-value',
      'is none of the known values',
      `one of ${words.join(', ')}`,
      like && `Maybe "${like}"`,
    );
  };
}

export const currency: CellParser<string> = (text) => {
  if (CURRENCY.test(text)) return text;
  const upper = text.toUpperCase();
  return new CellFault(
    'not-a-currency',
    'is not a currency code',
    'an ISO 4217 code of three capital letters, such as USD',
    CURRENCY.test(upper) ? `Maybe ${upper}` : undefined,
  );
};

export const timezone: CellParser<string> = (text) =>
  timezoneSchema.safeParse(text).success
    ? text
    : new CellFault(
        'not-a-timezone',
        'is not a known time zone',
        'an IANA time zone, such as Europe/Berlin',
        /^[A-Z]{2,5}$|^(UTC|GMT)?[+-]/.test(text)
          ? 'Maybe name the region and city instead of an offset'
          : undefined,
      );

/** Several texts, separated by `;`; each trimmed, empty ones dropped, repeated ones kept once. */
export const textList: CellParser<readonly string[]> = (text) => {
  const items = [...new Set(text.split(';').map((item) => item.trim()))].filter((item) => item !== '');
  if (items.length > EVENT_LIMITS.listLength)
    return new CellFault(
      'too-long',
      `has ${items.length} entries`,
      `at most ${EVENT_LIMITS.listLength} entries`,
    );
  for (const item of items) {
    const parsed = shortText(item);
    if (parsed instanceof CellFault) return parsed;
  }
  return items;
};

const YES = new Set(['true', 'yes', '1']);
const NO = new Set(['false', 'no', '0']);

export const truth: CellParser<boolean> = (text) => {
  const word = text.toLowerCase();
  if (YES.has(word)) return true;
  if (NO.has(word)) return false;
  return new CellFault(
    'not-a-boolean',
    'is neither true nor false',
    'true, false, yes, no, 1 or 0',
    /^(t|y|j|ja|si|sí|oui|x|wahr)$/.test(word)
      ? 'Maybe true'
      : /^(f|n|nein|non|falsch|-)$/.test(word)
        ? 'Maybe false'
        : undefined,
  );
};
