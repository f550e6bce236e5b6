import type { EventStore } from '../domain/event-store.port.js';
import {
  openEmbeddedEventStore,
  type EmbeddedEventStoreOptions,
} from './embedded/open-embedded-event-store.js';
import { openMemoryEventStore } from './memory/open-memory-event-store.js';
import { openMongoEventStore } from './mongo/open-mongo-event-store.js';

/** As `dataDir`: nothing is kept. */
export const IN_MEMORY = ':memory:';

/** Where a log is. */
export interface LogPlace {
  /** A folder, or `IN_MEMORY`; the log is elsewhere when `mongodbUri` is given. */
  readonly dataDir: string;
  readonly mongodbUri?: string | undefined;
}

export type EventStoreOptions = LogPlace &
  Pick<EmbeddedEventStoreOptions, 'clock' | 'ids' | 'registry' | 'logger'>;

/** The event store that a configuration means: MongoDB where an address is given, else a folder of this machine. */
export async function openEventStore(options: EventStoreOptions): Promise<EventStore> {
  const { mongodbUri, dataDir } = options;
  if (mongodbUri) return openMongoEventStore({ ...options, mongodbUri });
  return dataDir === IN_MEMORY ? openMemoryEventStore(options) : openEmbeddedEventStore(options);
}
