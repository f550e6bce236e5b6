import { RECORDED_VERSIONS } from '@bailiwick/contracts';
import { eventRegistry, openMemoryEventStore, type EventStore } from '@bailiwick/event-store';
import type { Actor, Clock, IdSource } from '@bailiwick/kernel';

export const OPS: Actor = { id: 'olga', role: 'ops' };

/** A clock that stands until it is set. */
export class StandingClock implements Clock {
  constructor(public ms = Date.parse('2026-06-01T00:00:00Z')) {}
  now = (): number => this.ms;
  monotonic = (): number => this.ms;
}

export function countingIds(prefix = 'id'): IdSource {
  let n = 0;
  return { next: () => `${prefix}-${++n}` };
}

export function memoryStore(clock: Clock = new StandingClock()): EventStore {
  return openMemoryEventStore({ clock, ids: countingIds('log'), registry: eventRegistry(RECORDED_VERSIONS) });
}

/** The whole log as short texts: stream and types. */
export async function logOf(store: EventStore): Promise<string[]> {
  const lines: string[] = [];
  for await (const { stream, events } of store.readAll(0)) {
    lines.push(`${stream.slice(0, 20)}: ${events.map((event) => event.type).join(' ')}`);
  }
  return lines;
}
