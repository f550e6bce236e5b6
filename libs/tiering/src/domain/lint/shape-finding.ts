import type { z } from 'zod';
import type { Finding, Path } from '../finding.js';
import type { Suggestions } from './suggestions.js';

const NUMERIC_TEXT = /^[-+]?[\d.,_\s]+\s*[kKmM]?%?$/;

/** A schema issue in words, with the offending value. */
export function shapeFinding(
  issue: z.core.$ZodIssue,
  document: unknown,
  suggestions: Suggestions,
): readonly Finding[] {
  const path = issue.path as Path;
  const value = valueAt(document, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey([...path, key], key, suggestions));
    case 'invalid_type':
      return [wrongType(path, value, issue.expected)];
    case 'invalid_value':
      return [notOneOf(path, value, issue.values.map(String), suggestions)];
    case 'too_small':
    case 'too_big':
      return [
        {
          path,
          code: 'out-of-range',
          message: `${nameOf(path)} is out of range`,
          value,
          expected: issue.message,
        },
      ];
    case 'invalid_key':
      return [
        {
          path,
          part: 'key',
          code: 'invalid-name',
          message: `${nameOf(path)} is not a valid name`,
          expected: issue.issues[0]?.message,
        },
      ];
    case 'invalid_union':
      return [wrongType(path, value, expectedOf(issue))];
    default:
      return [
        {
          path,
          code: 'invalid-value',
          message: `${nameOf(path)} is not valid`,
          value,
          expected: issue.message,
        },
      ];
  }
}

function unknownKey(path: Path, key: string, suggestions: Suggestions): Finding {
  const hint = suggestions.maybe(key, KNOWN_KEYS) ?? 'Maybe remove it: unknown members are never ignored';
  return { path, part: 'key', code: 'unknown-key', message: `"${key}" is not known here`, value: key, hint };
}

function wrongType(path: Path, value: unknown, expected: string): Finding {
  if (value === undefined) {
    return { path, code: 'missing-key', message: `${nameOf(path)} is missing`, expected };
  }
  if (
    (expected === 'number' || expected === 'int') &&
    typeof value === 'string' &&
    NUMERIC_TEXT.test(value)
  ) {
    const message = `${nameOf(path)} is a number written as text`;
    return {
      path,
      code: 'number-as-text',
      message,
      value,
      expected: 'a number',
      hint: 'Maybe remove the quotes',
    };
  }
  return { path, code: 'wrong-type', message: `${nameOf(path)} has the wrong type`, value, expected };
}

function notOneOf(path: Path, value: unknown, values: readonly string[], suggestions: Suggestions): Finding {
  if (value === undefined) return wrongType(path, value, `one of ${values.join(', ')}`);
  const hint = typeof value === 'string' ? suggestions.maybe(value, values) : undefined;
  return {
    path,
    code: 'not-one-of',
    message: `${nameOf(path)} is not one of the known values`,
    value,
    expected: `one of ${values.join(', ')}`,
    hint,
  };
}

function expectedOf(issue: z.core.$ZodIssueInvalidUnion): string {
  const expected = issue.errors.flatMap((branch) => {
    const first = branch.find((i) => i.path.length === 0) ?? branch[0];
    return first === undefined ? [] : [first.code === 'invalid_type' ? first.expected : first.message];
  });
  return [...new Set(expected)].join(' or ');
}

function nameOf(path: Path): string {
  return path.length === 0 ? 'the document' : `"${path.at(-1)}"`;
}

function valueAt(document: unknown, path: Path): unknown {
  let value: unknown = document;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = value[key as keyof typeof value];
  }
  return value;
}

/** Every member name of the document, for suggestions. */
const KNOWN_KEYS = (
  '$schema id version basedOn contentHash author reason effectiveFrom facts tiers bands scores conditions hitPolicy ' +
  'rules defaultTier stability limits tests type values min max unit nullable onMissing rank touch coverage ratio ' +
  'hoursPerMonth purpose from to inputs fact weight bounds lower upper smallerIsBetter curve description enabled ' +
  'priority event params tier bufferPct confirmPeriods periodDays minDwellDays maxBufferDays reviewCadence ' +
  'freezeWindows bypassRules maxPctAccountsChanged maxPctHoursShifted minPctTestCoverage name previousTier ' +
  'expectTier expectRule all any not condition operator value'
).split(' ');
