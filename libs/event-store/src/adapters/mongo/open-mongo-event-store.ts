import { createEventStore } from '../../application/create-event-store.js';
import type { EventStore } from '../../domain/event-store.port.js';
import type { MongoEventStoreOptions } from './open-mongo-log.js';

export type { MongoEventStoreOptions };

/**
 * The event store for several machines: a log of documents on a MongoDB-compatible server, without transactions.
 * @throws BailiwickError `store-newer` for a log of a later release; StoreUnavailableError when it cannot be reached
 */
export async function openMongoEventStore(options: MongoEventStoreOptions): Promise<EventStore> {
  // Only now, so that whoever has no such log need not load the driver.
  const { openMongoLog } = await import('./open-mongo-log.js');
  return createEventStore(await openMongoLog(options), options);
}
