import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { openEventStore, type EventStoreOptions } from '../adapters/open-event-store.js';
import type { EventStore } from '../domain/event-store.port.js';

/** The token under which the event store is injected. */
export const EVENT_STORE = Symbol('EVENT_STORE');

/** Opens one event store for the whole application and closes it with the application. */
export class EventStoreModule implements OnApplicationShutdown {
  constructor(private readonly store: EventStore) {}

  static forRoot(options: EventStoreOptions): DynamicModule {
    return {
      module: EventStoreModule,
      global: true,
      providers: [{ provide: EVENT_STORE, useFactory: () => openEventStore(options) }],
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
