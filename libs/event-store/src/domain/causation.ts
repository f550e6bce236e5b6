import type { Actor } from '@bailiwick/kernel';
import type { EventMeta, RecordedEvent } from './commit.js';

/** The meta of what starts a chain by itself: a person's request, an incoming event. */
export function startedBy(actor: Actor, requestId: string, traceparent?: string): EventMeta {
  const meta = { actor, correlationId: requestId, causationId: requestId };
  return traceparent === undefined ? meta : { ...meta, traceparent };
}

/** The meta of a reaction to `event`. */
export function causedBy(actor: Actor, event: Pick<RecordedEvent, 'id' | 'meta'>): EventMeta {
  const { correlationId, traceparent } = event.meta;
  const meta = { actor, correlationId, causationId: event.id };
  return traceparent === undefined ? meta : { ...meta, traceparent };
}
