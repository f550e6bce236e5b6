import { EVENT_LIMITS } from '@bailiwick/contracts';
import type { Actor, Problem } from '@bailiwick/kernel';
import { decodeCloudEvents, type MessageBatch, type ReceivedMessage } from '@bailiwick/messaging';
import type { Lifecycle } from '../lifecycle.js';
import type { EventMapping, ForeignContext } from '../mapping/event-mapping.js';
import { parseWhole } from '../mapping/map-whole.js';
import { withIdentity } from './message-identity.js';

/** A message that was refused, in whole or in part, and why. */
export interface RefusedMessage {
  readonly message: ReceivedMessage;
  readonly reason: 'invalid' | 'id-reused';
  readonly problems: readonly Problem[];
}

interface Opened {
  readonly message: ReceivedMessage;
  readonly events: readonly unknown[];
  readonly problems: readonly Problem[];
  /** The message is a list of events, so that a problem says which one. */
  readonly batch: boolean;
}

const ACTOR: Actor = { id: 'system:kafka', role: 'admin' };
/** A list of events may be longer than one; a broker seldom takes more than this anyway. */
const BATCH_BYTES = 16 * EVENT_LIMITS.eventBytes;

/**
 * Records the events of a batch of messages, each judged alone, with as few durable writes as possible.
 * @param mapping what events of another shape mean; a message of which anything it means is malformed is refused whole
 * @returns the messages that hold anything that was refused, in order; the rest of each is recorded
 * @throws StoreUnavailableError when the log cannot be written; the batch may be given again
 */
export async function ingestMessages(
  lifecycle: Pick<Lifecycle, 'ingestEach'>,
  { messages }: MessageBatch,
  mapping?: EventMapping,
): Promise<RefusedMessage[]> {
  const opened: Opened[] = [];
  for (const message of messages) {
    const found = open(message);
    opened.push(mapping ? await mapped(found, mapping) : found);
  }
  const results = await lifecycle.ingestEach(
    opened.flatMap(({ message, events, batch }) => identified(events, message, batch)),
    ACTOR,
  );
  let next = 0;
  const refused: RefusedMessage[] = [];
  for (const { message, events, problems, batch } of opened) {
    const found = [...problems];
    let reused = problems.length === 0;
    events.forEach((_, i) => {
      const result = results[next++]!;
      if (!('problems' in result)) return;
      reused &&= result.status === 'id-reused';
      found.push(...(batch ? result.problems.map((problem) => inList(problem, i)) : result.problems));
    });
    if (found.length > 0)
      refused.push({ message, reason: reused ? 'id-reused' : 'invalid', problems: found });
  }
  return refused;
}

function open(message: ReceivedMessage): Opened {
  const decoded = decodeCloudEvents(message);
  const nothing = { message, events: [], batch: false };
  if (!decoded.ok) return { ...nothing, problems: decoded.problems };
  const batch = decoded.mode === 'batch';
  const limit = batch ? BATCH_BYTES : EVENT_LIMITS.eventBytes;
  const bytes = message.value?.length ?? 0;
  if (bytes > limit) return { ...nothing, problems: [tooLong(bytes, limit)] };
  return { message, events: decoded.events, problems: [], batch };
}

/** With what its events mean; all of that, or nothing when any of it is malformed. */
async function mapped(opened: Opened, mapping: EventMapping): Promise<Opened> {
  const context = contextOf(opened.message);
  const events: unknown[] = [];
  const problems = [...opened.problems];
  for (const foreign of opened.events) {
    const meaning = await mapping.map(foreign, context);
    if (meaning.ok) events.push(...meaning.events);
    else problems.push(...meaning.problems);
  }
  const batch = events.length > 1;
  const whole = parseWhole(identified(events, opened.message, batch));
  if (!whole.ok) problems.push(...whole.problems);
  return { ...opened, events: problems.length > 0 ? [] : events, problems, batch };
}

function identified(events: readonly unknown[], message: ReceivedMessage, batch: boolean): unknown[] {
  return events.map((event, i) => withIdentity(event, message, batch ? i : undefined));
}

function contextOf({ key, headers, topic, partition, offset }: ReceivedMessage): ForeignContext {
  const texts = headers.flatMap(([name, value]) => (value === null ? [] : [[name, text(value)] as const]));
  return {
    ...(key === null ? {} : { key: text(key) }),
    headers: Object.fromEntries(texts),
    topic,
    partition,
    offset: String(offset),
  };
}

const utf8 = new TextDecoder();
const text = (bytes: Uint8Array): string => utf8.decode(bytes);

function inList(problem: Problem, index: number): Problem {
  return { ...problem, pointer: `/${index}${problem.pointer ?? ''}` };
}

function tooLong(bytes: number, limit: number): Problem {
  return {
    code: 'too-long',
    message: `The message has ${bytes} bytes`,
    value: bytes,
    expected: `at most ${limit} bytes`,
  };
}
