import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { EVENT_STORE, type EventStore } from '@bailiwick/event-store';
import type { Logger } from '@bailiwick/kernel';
import { MESSAGE_BROKER, type MessageBroker } from '@bailiwick/messaging';
import { Publisher, type PublisherOptions } from '../application/publisher.js';

/** The token under which what publishes to the broker is injected. */
export const PUBLISHER = Symbol('PUBLISHER');

/** Publishes the log to the message broker while the application runs. */
export class PublisherModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(private readonly publisher: Publisher) {}

  static forRoot({ logger, ...options }: PublisherOptions & { readonly logger: Logger }): DynamicModule {
    return {
      module: PublisherModule,
      providers: [
        {
          provide: PUBLISHER,
          inject: [EVENT_STORE, MESSAGE_BROKER],
          useFactory: (store: EventStore, broker: MessageBroker) =>
            new Publisher({ store, broker, logger }, options),
        },
      ],
      exports: [PUBLISHER],
    };
  }

  onApplicationBootstrap(): void {
    this.publisher.start();
  }

  /** While the store is still open. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.publisher.stop();
  }
}

// Applied as functions, so that rooms that compile without decorators can still see the types of this one.
Module({})(PublisherModule);
Inject(PUBLISHER)(PublisherModule, undefined, 0);
