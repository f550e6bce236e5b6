import { parseIncomingEvent, streamOf, subjectKind } from '@bailiwick/contracts';
import { Any, type AppendRequest, type EventStore, startedBy } from '@bailiwick/event-store';
import type { Actor } from '@bailiwick/kernel';
import { idempotencyKey, jsonLocator, Lifecycle, recordOf } from '@bailiwick/lifecycle';
import { randomIds } from '../../../../server/src/system.js';
import { openLog } from '../../events/local-log.js';
import { benchEvents, openingSize, type People, take } from './bench-events.js';

export const BENCH_ACTOR: Actor = { id: 'system:bench', role: 'ops' };

export function doorOf(store: EventStore): Lifecycle {
  return new Lifecycle({ store, ids: randomIds, locator: jsonLocator });
}

/** What the door would append for a text. */
export function requestOf(text: string): AppendRequest {
  const parsed = parseIncomingEvent(JSON.parse(text));
  if (!parsed.ok) throw new Error(`the benchmark made a malformed event: ${JSON.stringify(parsed.problems)}`);
  const { event } = parsed;
  const { type, data } = recordOf(event);
  const id = randomIds.next();
  return {
    stream: streamOf(subjectKind(event.type)!, event.subject!),
    expectedVersion: Any,
    events: [{ id, type, v: 1, data, meta: startedBy(BENCH_ACTOR, id) }],
    idempotencyKey: idempotencyKey(event),
  };
}

const AT_ONCE = 2_000;

/** Puts the next `count` events into the log, past the door: where only the log matters. */
export async function fill(store: EventStore, events: Iterator<object>, count: number): Promise<void> {
  for (let left = count; left > 0; left -= AT_ONCE) {
    const outcomes = await store.appendBatch(take(events, Math.min(AT_ONCE, left)).map(requestOf));
    for (const outcome of outcomes) if (!outcome.ok) throw outcome.error;
  }
}

/** A log in which a company's people and accounts have come, and nothing more has happened yet. */
export async function found(dataDir: string, accounts: number, people: People): Promise<void> {
  const store = await openLog({ dataDir });
  try {
    await fill(store, benchEvents(accounts, accounts * 2, people), openingSize(accounts, people));
  } finally {
    await store.close();
  }
}
