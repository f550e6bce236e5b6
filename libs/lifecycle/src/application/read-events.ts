import { incomingTypeOf, type IncomingType } from '@bailiwick/contracts';
import type { Commit, EventStore } from '@bailiwick/event-store';
import { isIncoming, subjectEvents } from '../domain/subject-event.js';
import { idempotencyKey, lateKey } from './idempotency-key.js';

/** An incoming event as it was recorded, ready to be sent again: CloudEvents 1.0 with an extension `position`. */
export interface ExportedEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: IncomingType;
  /** Only a retraction may lack it. */
  readonly subject?: string;
  /** When it happened. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly traceparent?: string;
  /** Its place in the log that it was read from. */
  readonly position: number;
  readonly data: unknown;
}

export interface ReadEventsRequest {
  /** The position read up to so far; 0 the start. */
  readonly after: number;
  /** The most events that a page holds, from 1. */
  readonly limit: number;
  /** The last position to be read; default: the head. */
  readonly upTo?: number;
}

export interface EventPage {
  readonly events: readonly ExportedEvent[];
  /** The position read up to, to be the next page's `after`; equal to it when nothing new is recorded. */
  readonly next: number;
}

/**
 * The incoming events of the log in the order in which they came, each once. Recorded again in this order into an
 * empty log they give the same book: what this system decided itself is left out, as is the copy of a retraction that
 * was recorded a second time beside the event that it had waited for.
 */
export async function readEvents(
  store: Pick<EventStore, 'readPages'>,
  { after, limit, upTo }: ReadEventsRequest,
): Promise<EventPage> {
  const events: ExportedEvent[] = [];
  let next = after;
  for await (const commits of store.readPages(after, upTo === undefined ? {} : { upTo })) {
    for (const commit of commits) {
      const event = exportedFrom(commit);
      if (event) events.push(event);
      next = commit.position;
      if (events.length >= limit) return { events, next };
    }
  }
  return { events, next };
}

function exportedFrom(commit: Commit): ExportedEvent | undefined {
  const [first] = subjectEvents(commit);
  const type = first && incomingTypeOf(first.type);
  if (!first || !type || !isIncoming(first) || !isFirstSight(commit, first.data)) return undefined;
  const { id, source, subject, time, data } = first.data;
  const traceparent = commit.events[0]?.meta.traceparent;
  return {
    specversion: '1.0',
    id,
    source,
    type,
    ...(subject === undefined ? {} : { subject }),
    time,
    datacontenttype: 'application/json',
    ...(traceparent === undefined ? {} : { traceparent }),
    position: commit.position,
    data,
  };
}

/** A commit is made under the key of the event that it was made for; copies are under others, or behind another. */
function isFirstSight({ key }: Commit, identity: { readonly source: string; readonly id: string }): boolean {
  return key === idempotencyKey(identity) || key === lateKey(identity);
}
