import { EVENT_LIMITS } from '@bailiwick/contracts';
import type { Actor, Problem } from '@bailiwick/kernel';
import { decodeCloudEvents, type MessageBatch, type ReceivedMessage } from '@bailiwick/messaging';
import type { Lifecycle } from '../lifecycle.js';
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
 * @returns the messages that hold anything that was refused, in order; the rest of each is recorded
 * @throws StoreUnavailableError when the log cannot be written; the batch may be given again
 */
export async function ingestMessages(
  lifecycle: Pick<Lifecycle, 'ingestEach'>,
  { messages }: MessageBatch,
): Promise<RefusedMessage[]> {
  const opened = messages.map(open);
  const results = await lifecycle.ingestEach(
    opened.flatMap(({ events }) => events),
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
  const events = decoded.events.map((event, i) => withIdentity(event, message, batch ? i : undefined));
  return { message, events, problems: [], batch };
}

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
