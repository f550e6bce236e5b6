import { InvalidInputError, shorten, type Problem } from '@bailiwick/kernel';
import { canonicalJson } from './canonical-json.js';
import type { NewEvent } from './commit.js';
import { Any, NoStream, type AppendRequest, type ExpectedVersion } from './event-store.port.js';

/** Three bytes of UTF-8 a unit at most: a commit stays below the 16 MB that a document database holds. */
const MAX_BODY_LENGTH = 5_000_000;
// Control characters and lone surrogates do not survive every database and log unchanged.
const PLAIN_NAME = /^[ -~]{1,512}$/;
const NAME = /^[^\p{Cc}\p{Surrogate}]{1,512}$/u;

/** A request that was checked and serialised, so that nothing but look-ups remains to do under the write lock. */
export interface PreparedAppend {
  readonly stream: string;
  readonly expectedVersion: ExpectedVersion;
  readonly key: string;
  readonly count: number;
  /** Canonical JSON of the events. */
  readonly body: string;
}

/** @throws InvalidInputError listing everything that is wrong with the request */
export function prepareAppend(request: AppendRequest): PreparedAppend {
  const problems = [...requestProblems(request)];
  if (problems.length > 0) throw new InvalidInputError(problems);
  const { stream, expectedVersion, idempotencyKey, events } = request;
  const body = canonicalJson(events.map(storedFields));
  if (body.length > MAX_BODY_LENGTH) {
    throw new InvalidInputError([tooLarge(body.length)]);
  }
  return { stream, expectedVersion, key: idempotencyKey, count: events.length, body };
}

function storedFields({ id, type, v, data, meta }: NewEvent): NewEvent {
  return { id, type, v, data, meta };
}

function* requestProblems(request: AppendRequest): Generator<Problem> {
  const { stream, expectedVersion, idempotencyKey, events } = request;
  if (!isName(stream)) yield badName('/stream', stream);
  if (!isName(idempotencyKey)) yield badName('/idempotencyKey', idempotencyKey);
  if (expectedVersion !== NoStream && expectedVersion !== Any && !isCount(expectedVersion, 0)) {
    yield problem(
      'bad-expected-version',
      '/expectedVersion',
      expectedVersion,
      'NoStream, Any or a whole number from 0',
    );
  }
  if (events.length === 0) yield problem('no-events', '/events', events, 'one event or more');
  for (const [i, event] of events.entries()) {
    if (!isName(event.id)) yield badName(`/events/${i}/id`, event.id);
    if (!isName(event.type)) yield badName(`/events/${i}/type`, event.type);
    if (!isCount(event.v, 1))
      yield problem('bad-version', `/events/${i}/v`, event.v, 'a whole number from 1');
    if (event.data === undefined) yield problem('no-data', `/events/${i}/data`, undefined, 'a JSON value');
  }
}

function isName(text: string): boolean {
  return PLAIN_NAME.test(text) || NAME.test(text);
}

function isCount(value: number, min: number): boolean {
  return Number.isSafeInteger(value) && value >= min;
}

function badName(pointer: string, value: string): Problem {
  return problem('bad-name', pointer, value, '1 to 512 characters, none of them a control character');
}

function problem(code: string, pointer: string, value: unknown, expected: string): Problem {
  return { code, message: `Malformed append at ${pointer}`, pointer, value: shorten(value), expected };
}

function tooLarge(length: number): Problem {
  return {
    code: 'commit-too-large',
    message: 'The events of one commit are too large together',
    pointer: '/events',
    value: length,
    expected: `at most ${MAX_BODY_LENGTH} characters of JSON`,
    hint: 'Maybe split them over several commits',
  };
}
