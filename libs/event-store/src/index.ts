export * from './domain/commit.js';
export * from './domain/causation.js';
export * from './domain/event-registry.js';
export * from './domain/event-store.errors.js';
export * from './domain/event-store.port.js';
export * from './domain/lease.js';
export * from './domain/subscription.js';
export { createEventStore, type EventStoreDependencies } from './application/create-event-store.js';
export { openMemoryEventStore } from './adapters/open-memory-event-store.js';
