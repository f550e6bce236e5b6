import { type DynamicModule, type FactoryProvider, Module } from '@nestjs/common';
import { EVENT_STORE, type EventStore } from '@bailiwick/event-store';
import type { IdSource } from '@bailiwick/kernel';
import { jsonLocator } from '../adapters/json-locator.js';
import { Lifecycle } from '../application/lifecycle.js';
import {
  EventStatusHandler,
  IngestEventsHandler,
  IngestStreamHandler,
  LIFECYCLE,
  ListWaitingHandler,
  ReadEventsHandler,
} from './lifecycle.handlers.js';

/** The door through which events come in, as commands and queries. */
@Module({})
export class LifecycleModule {
  static forRoot({ ids }: { readonly ids: IdSource }): DynamicModule {
    const open = (store: EventStore): Lifecycle => new Lifecycle({ store, ids, locator: jsonLocator });
    return {
      module: LifecycleModule,
      providers: [
        { provide: LIFECYCLE, inject: [EVENT_STORE], useFactory: open },
        handler(IngestEventsHandler),
        handler(IngestStreamHandler),
        handler(EventStatusHandler),
        handler(ListWaitingHandler),
        handler(ReadEventsHandler),
      ],
      exports: [LIFECYCLE],
    };
  }
}

function handler<T>(Handler: new (lifecycle: Lifecycle) => T): FactoryProvider<T> {
  return {
    provide: Handler,
    inject: [LIFECYCLE],
    useFactory: (lifecycle: Lifecycle) => new Handler(lifecycle),
  };
}
