export * from './domain/commit.js';
export * from './domain/causation.js';
export * from './domain/event-registry.js';
export * from './domain/event-store.errors.js';
export * from './domain/event-store.port.js';
export * from './domain/golden-events.js';
export * from './domain/lease.js';
export * from './domain/note-store.port.js';
export * from './domain/reaction-key.js';
export * from './domain/subscription.js';
export * from './domain/timer-fired.js';
export * from './domain/timer-queue.js';
export { createEventStore, type EventStoreDependencies } from './application/create-event-store.js';
export { fireTimers, type FireTimersDependencies } from './application/fire-timers.js';
export { appendDecided } from './application/append-decided.js';
export { LiveStream } from './application/live-stream.js';
export { pause } from './application/pause.js';
export {
  LiveProjection,
  project,
  type Projected,
  type Projection,
  type ProjectOptions,
} from './application/projection.js';
export { openMemoryEventStore } from './adapters/memory/open-memory-event-store.js';
export {
  openEmbeddedEventStore,
  type EmbeddedEventStoreOptions,
} from './adapters/embedded/open-embedded-event-store.js';
export { inspectSnapshots, type FoundSnapshot } from './adapters/embedded/inspect-snapshots.js';
export { openMongoEventStore, type MongoEventStoreOptions } from './adapters/mongo/open-mongo-event-store.js';
export {
  IN_MEMORY,
  openEventStore,
  type EventStoreOptions,
  type LogPlace,
} from './adapters/open-event-store.js';
export { EVENT_STORE, EventStoreModule } from './nest/event-store.module.js';
