import type { Clock, IdSource } from '@bailiwick/kernel';
import type { EventMeta, NewEvent } from '../domain/commit.js';
import type { EventStoreDependencies } from '../application/create-event-store.js';
import { everyEventAsStored } from '../domain/event-registry.js';
import { Any, type AppendRequest } from '../domain/event-store.port.js';

/** A clock that moves only when told. */
export class ManualClock implements Clock {
  constructor(private time = Date.UTC(2026, 0, 1)) {}

  now(): number {
    return this.time;
  }

  monotonic(): number {
    return this.time;
  }

  advance(ms: number): void {
    this.time += ms;
  }
}

/** Ids `PREFIX-1`, `PREFIX-2` … */
export function countedIds(prefix = 'id'): IdSource {
  let count = 0;
  return { next: () => `${prefix}-${++count}` };
}

export function testDependencies(overrides: Partial<EventStoreDependencies> = {}): EventStoreDependencies {
  return { clock: new ManualClock(), ids: countedIds(), registry: everyEventAsStored, ...overrides };
}

export const TEST_META: EventMeta = {
  actor: { id: 'system:test', role: 'admin' },
  correlationId: 'test-request',
  causationId: 'test-request',
};

let events = 0;

/** An event of a made-up type with an id of its own. */
export function testEvent(data: unknown, type = 'NoteTaken', v = 1): NewEvent {
  return { id: `event-${++events}`, type, v, data, meta: TEST_META };
}

/** A request of one event whose data is its key. */
export function testRequest(
  stream: string,
  key: string,
  overrides: Partial<AppendRequest> = {},
): AppendRequest {
  return { stream, expectedVersion: Any, events: [testEvent(key)], idempotencyKey: key, ...overrides };
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
