import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import {
  openEmbeddedEventStore,
  type EmbeddedEventStoreOptions,
} from '../adapters/embedded/open-embedded-event-store.js';
import { openMemoryEventStore } from '../adapters/memory/open-memory-event-store.js';
import type { EventStore } from '../domain/event-store.port.js';

/** The token under which the event store is injected. */
export const EVENT_STORE = Symbol('EVENT_STORE');

/** As `dataDir`: nothing is kept. */
export const IN_MEMORY = ':memory:';

/** Opens one event store for the whole application and closes it with the application. */
export class EventStoreModule implements OnApplicationShutdown {
  constructor(private readonly store: EventStore) {}

  /** @param options `dataDir` is a folder, or `IN_MEMORY` */
  static forRoot(options: EmbeddedEventStoreOptions): DynamicModule {
    const open = async (): Promise<EventStore> =>
      options.dataDir === IN_MEMORY ? openMemoryEventStore(options) : openEmbeddedEventStore(options);
    return {
      module: EventStoreModule,
      global: true,
      providers: [{ provide: EVENT_STORE, useFactory: open }],
      exports: [EVENT_STORE],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
  }
}

// Applied as functions, so that rooms that compile without decorators can still see the types of this one.
Module({})(EventStoreModule);
Inject(EVENT_STORE)(EventStoreModule, undefined, 0);
