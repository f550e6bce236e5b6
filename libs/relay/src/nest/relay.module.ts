import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  type FactoryProvider,
  Module,
} from '@nestjs/common';
import { EVENT_STORE, type EventStore } from '@bailiwick/event-store';
import { Feed } from '../application/feed.js';
import { FollowFeedHandler, ReadFeedHandler } from './relay.handlers.js';

/** The token under which the feed is injected. */
export const FEED = Symbol('FEED');

/** Readers who wait are answered before the connections close. */
class CloseOnShutdown implements BeforeApplicationShutdown {
  constructor(private readonly feed: Feed) {}

  beforeApplicationShutdown(): void {
    this.feed.close();
  }
}

/** What the log tells the world, as queries. */
@Module({})
export class RelayModule {
  static forRoot(): DynamicModule {
    return {
      module: RelayModule,
      global: true,
      providers: [
        { provide: FEED, inject: [EVENT_STORE], useFactory: (store: EventStore) => new Feed(store) },
        overFeed(ReadFeedHandler),
        overFeed(FollowFeedHandler),
        overFeed(CloseOnShutdown),
      ],
      exports: [FEED],
    };
  }
}

function overFeed<T>(Part: new (feed: Feed) => T): FactoryProvider<T> {
  return { provide: Part, inject: [FEED], useFactory: (feed: Feed) => new Part(feed) };
}
