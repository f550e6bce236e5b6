import { setTimeout as sleep } from 'node:timers/promises';
import type { OutgoingEvent } from '@bailiwick/contracts';
import { InvalidInputError, shorten } from '@bailiwick/kernel';
import type { FeedPage } from '@bailiwick/relay';

export const HEARTBEAT_MS = 15_000;

/** What a reader has had: everything up to `after`, and of the next commit the events up to `index`. */
export interface ResumePoint {
  readonly after: number;
  readonly index: number;
}

const EVENT_ID = /^(\d{1,15})(?:-(\d{1,9}))?$/;

/**
 * Where a reader goes on who had the event `POSITION-INDEX` last, or all up to `POSITION`.
 * @throws InvalidInputError for an id of another form
 */
export function resumeAfter(lastEventId: string): ResumePoint {
  const match = EVENT_ID.exec(lastEventId.trim());
  const position = Number(match?.[1]);
  if (!match || (match[2] !== undefined && position === 0))
    throw new InvalidInputError([
      {
        code: 'bad-last-event-id',
        message: `Last-Event-ID is ${shorten(lastEventId, 60)}`,
        value: shorten(lastEventId, 60),
        expected: 'the id of an event of this feed, such as 4712-0',
      },
    ]);
  // Events of one commit have ids of their own, so that a connection that breaks between two of them loses none.
  return match[2] === undefined
    ? { after: position, index: -1 }
    : { after: position - 1, index: Number(match[2]) };
}

/**
 * The feed as a `text/event-stream`: one event each with its id, its type and the CloudEvent as data. A heartbeat
 * tells the position read up to as the last event id, so that a long silence is not read again.
 */
export async function* serverSentEvents(
  pages: AsyncGenerator<FeedPage>,
  { after, index }: ResumePoint,
  heartbeatMs = HEARTBEAT_MS,
): AsyncGenerator<string> {
  yield 'retry: 3000\n: feed\n\n';
  let told = after;
  try {
    for (let pending = pages.next(); ;) {
      const result = await firstOf(pending, heartbeatMs);
      if (result === 'silence') {
        // With nothing of the commit in hand told yet, the reader's own last id is the better one.
        yield index >= 0 && told === after ? ': alive\n\n' : `id: ${told}\n: alive\n\n`;
        continue;
      }
      if (result.done) return;
      const { events, next } = result.value;
      const fresh = events.filter(({ id }) => !isPast(id, after, index));
      if (fresh.length > 0) yield fresh.map(frame).join('');
      told = next;
      pending = pages.next();
    }
  } finally {
    await pages.return(undefined);
  }
}

function frame(event: OutgoingEvent): string {
  return `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

function isPast(id: string, after: number, index: number): boolean {
  const [position, place] = id.split('-').map(Number) as [number, number];
  return position === after + 1 && place <= index;
}

async function firstOf<T>(pending: Promise<T>, ms: number): Promise<T | 'silence'> {
  const timer = new AbortController();
  const silence = sleep(ms, 'silence' as const, { signal: timer.signal }).catch(() => 'silence' as const);
  try {
    return await Promise.race([pending, silence]);
  } finally {
    timer.abort();
  }
}
