import { type DynamicModule, Module } from '@nestjs/common';
import { EVENT_STORE, type EventStore } from '@bailiwick/event-store';
import type { IdSource } from '@bailiwick/kernel';
import { jsonLocator } from '../adapters/json-locator.js';
import { Lifecycle } from '../application/lifecycle.js';
import {
  EventStatusHandler,
  IngestEventsHandler,
  IngestStreamHandler,
  LIFECYCLE,
} from './lifecycle.handlers.js';

/** The door through which events come in, as commands and a query. */
@Module({})
export class LifecycleModule {
  static forRoot({ ids }: { readonly ids: IdSource }): DynamicModule {
    const open = (store: EventStore): Lifecycle => new Lifecycle({ store, ids, locator: jsonLocator });
    return {
      module: LifecycleModule,
      providers: [
        { provide: LIFECYCLE, inject: [EVENT_STORE], useFactory: open },
        IngestEventsHandler,
        IngestStreamHandler,
        EventStatusHandler,
      ],
      exports: [LIFECYCLE],
    };
  }
}
