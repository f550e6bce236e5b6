import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { IdSource, Logger } from '@bailiwick/kernel';
import { MESSAGE_BROKER, type MessageBroker } from '@bailiwick/messaging';
import type { Lifecycle } from '../application/lifecycle.js';
import {
  AccountEventsConsumer,
  type AccountEventsOptions,
} from '../application/messages/account-events-consumer.js';
import { LIFECYCLE } from './lifecycle.handlers.js';

/** The token under which the reader of account events is injected. */
export const ACCOUNT_EVENTS_CONSUMER = Symbol('ACCOUNT_EVENTS_CONSUMER');

/** Reads events from the message broker while the application runs. */
export class AccountEventsModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(private readonly consumer: AccountEventsConsumer) {}

  /** @param lifecycle the module that exports the door for events */
  static forRoot(
    lifecycle: DynamicModule,
    { ids, logger, ...options }: AccountEventsOptions & { readonly ids: IdSource; readonly logger: Logger },
  ): DynamicModule {
    return {
      module: AccountEventsModule,
      imports: [lifecycle],
      providers: [
        {
          provide: ACCOUNT_EVENTS_CONSUMER,
          inject: [MESSAGE_BROKER, LIFECYCLE],
          useFactory: (broker: MessageBroker, door: Lifecycle) =>
            new AccountEventsConsumer({ broker, lifecycle: door, ids, logger }, options),
        },
      ],
      exports: [ACCOUNT_EVENTS_CONSUMER],
    };
  }

  onApplicationBootstrap(): void {
    this.consumer.start();
  }

  /** While the store is still open. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.consumer.stop();
  }
}

// Applied as functions, so that rooms that compile without decorators can still see the types of this one.
Module({})(AccountEventsModule);
Inject(ACCOUNT_EVENTS_CONSUMER)(AccountEventsModule, undefined, 0);
