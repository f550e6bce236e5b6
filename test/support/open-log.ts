import { everyEventAsStored, openEventStore, type EventStore } from '@bailiwick/event-store';

/** The log of a service that may still be at work, to look at. */
export function openLog(dataDir: string, mongodbUri?: string): Promise<EventStore> {
  return openEventStore({
    dataDir,
    mongodbUri,
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    ids: { next: () => 'none' },
    registry: everyEventAsStored,
  });
}
