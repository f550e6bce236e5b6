import { createEventStore, type EventStoreDependencies } from '../../application/create-event-store.js';
import type { EventStore } from '../../domain/event-store.port.js';
import { MemoryLog } from './memory-log.js';

/** An event store that forgets everything when the process ends: for tests and dry runs. */
export function openMemoryEventStore(deps: EventStoreDependencies): EventStore {
  return createEventStore(new MemoryLog(deps), deps);
}
