import type { Problem } from '@bailiwick/kernel';
import type { IncomingType } from './incoming-events.js';
import { EVENT_LIMITS } from './primitives.js';

type Raw = Readonly<Record<string, unknown>>;

/**
 * What the fields of one `data` must fulfil together. Looks at the raw value, so that these problems are
 * reported along with those of single fields; a field of the wrong type is passed over.
 */
export function consistencyProblems(type: IncomingType, data: Raw, pointer: string): Problem[] {
  const problems: Problem[] = [];
  if (type === 'account.expanded' || type === 'account.contracted')
    problems.push(...arrChange(type, data, pointer));
  if (type === 'account.new' || type === 'account.updated') {
    problems.push(...daysInOrder(data, 'startDate', 'renewalDate', pointer));
    problems.push(
      ...different(data, 'accountId', 'parentId', pointer, 'an account cannot be its own parent'),
    );
    problems.push(...attributeCount(data, pointer));
  }
  if (type === 'csm.joined' || type === 'csm.updated') problems.push(...csmDays(data, pointer));
  if (type === 'csm.leave-scheduled') {
    problems.push(...daysInOrder(data, 'from', 'to', pointer));
    problems.push(...different(data, 'csmId', 'coverCsmId', pointer, 'nobody covers their own leave'));
  }
  if (type === 'account.merged') {
    problems.push(
      ...different(data, 'accountId', 'intoAccountId', pointer, 'an account cannot merge into itself'),
    );
  }
  if (type === 'ae.patch-transferred') {
    problems.push(...different(data, 'fromAeId', 'toAeId', pointer, 'a patch goes to somebody else'));
  }
  return problems;
}

function arrChange(type: 'account.expanded' | 'account.contracted', data: Raw, pointer: string): Problem[] {
  const given = ['arr', 'arrDelta'].filter((field) => data[field] !== undefined);
  if (given.length !== 1) {
    return [
      {
        code: given.length === 0 ? 'missing-field' : 'ambiguous-amount',
        message: given.length === 0 ? 'Neither arr nor arrDelta is given' : 'Both arr and arrDelta are given',
        pointer,
        value: given.join(', '),
        expected: 'arr (the new total) or arrDelta (the change), one of them',
        hint: 'Maybe leave out arrDelta: a total is safer than a change',
      },
    ];
  }
  const delta = data['arrDelta'];
  const sign = type === 'account.expanded' ? 1 : -1;
  if (typeof delta !== 'number' || delta * sign >= 0) return [];
  return [
    {
      code: 'wrong-sign',
      message: `arrDelta of ${type} is ${delta}`,
      pointer: `${pointer}/arrDelta`,
      value: delta,
      expected: sign > 0 ? 'a change of 0 or more' : 'a change of 0 or less',
      hint: `Maybe ${-delta}, or the type account.${sign > 0 ? 'contracted' : 'expanded'}`,
    },
  ];
}

function csmDays(data: Raw, pointer: string): Problem[] {
  const problems = daysInOrder(data, 'startDate', 'endDate', pointer);
  if (!Array.isArray(data['leaves'])) return problems;
  for (const [i, leave] of data['leaves'].entries()) {
    if (isRecord(leave)) problems.push(...daysInOrder(leave, 'from', 'to', `${pointer}/leaves/${i}`));
  }
  return problems;
}

/** Days in the form YYYY-MM-DD compare as text. */
function daysInOrder(data: Raw, first: string, last: string, pointer: string): Problem[] {
  const [a, b] = [data[first], data[last]];
  if (typeof a !== 'string' || typeof b !== 'string' || b >= a) return [];
  return [
    {
      code: 'dates-in-wrong-order',
      message: `${last} ${b} is before ${first} ${a}`,
      pointer: `${pointer}/${last}`,
      value: b,
      expected: `a day from ${a} on`,
      hint: `Maybe ${first} and ${last} were swapped`,
    },
  ];
}

function different(data: Raw, own: string, other: string, pointer: string, why: string): Problem[] {
  const value = data[other];
  if (typeof value !== 'string' || value !== data[own]) return [];
  return [
    {
      code: 'refers-to-itself',
      message: `${other} is the same as ${own}: ${why}`,
      pointer: `${pointer}/${other}`,
      value,
      expected: `another id than ${value}`,
    },
  ];
}

function attributeCount(data: Raw, pointer: string): Problem[] {
  const given = data['attributes'];
  const count = isRecord(given) ? Object.keys(given).length : 0;
  if (count <= EVENT_LIMITS.attributes) return [];
  return [
    {
      code: 'too-long',
      message: `attributes has ${count} entries`,
      pointer: `${pointer}/attributes`,
      value: count,
      expected: `at most ${EVENT_LIMITS.attributes} entries`,
    },
  ];
}

function isRecord(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
