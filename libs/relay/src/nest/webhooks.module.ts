import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { EVENT_STORE, type EventStore, pause } from '@bailiwick/event-store';
import type { Clock, IdSource, Logger, Rng } from '@bailiwick/kernel';
import { AddressGuard } from '../adapters/webhooks/address-guard.js';
import { FileMasterKeys } from '../adapters/webhooks/file-master-keys.js';
import { HttpSender } from '../adapters/webhooks/http-sender.js';
import type { Feed } from '../application/feed.js';
import { WebhookService } from '../application/webhooks/webhook-service.js';
import { DEFAULT_RETRIES } from '../domain/webhooks/retry.js';
import { FEED } from './relay.module.js';

/** The token under which endpoints and their deliveries are injected. */
export const WEBHOOKS = Symbol('WEBHOOKS');

export interface WebhooksOptions {
  /** Where a key is made when none is given. */
  readonly dataDir: string;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly rng: Rng;
  readonly logger: Logger;
  /** Who claims the work of delivering; absent: this process delivers nothing. */
  readonly holder?: string | undefined;
  readonly leaseMs?: number | undefined;
  /** Places that may be called although they are private or without TLS; see `isAllowedPlace`. */
  readonly allowed: readonly string[];
  /** Keys that secrets are made of, the first for new ones; none: a key in the data directory. */
  readonly keys: readonly string[];
}

/** Endpoints that are told what happens, and the telling. */
@Module({})
export class WebhooksModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(@Inject(WEBHOOKS) private readonly webhooks: WebhookService) {}

  static forRoot(options: WebhooksOptions): DynamicModule {
    return {
      module: WebhooksModule,
      global: true,
      providers: [
        {
          provide: WEBHOOKS,
          inject: [EVENT_STORE, FEED],
          useFactory: (store: EventStore, feed: Feed) => webhookService(store, feed, options),
        },
      ],
      exports: [WEBHOOKS],
    };
  }

  onApplicationBootstrap(): void {
    this.webhooks.start();
  }

  /** While the store is still open. */
  beforeApplicationShutdown(): Promise<void> {
    return this.webhooks.stop();
  }
}

function webhookService(store: EventStore, feed: Feed, options: WebhooksOptions): WebhookService {
  const { dataDir, clock, ids, rng, logger, holder, leaseMs, allowed, keys } = options;
  const guard = new AddressGuard(allowed);
  return new WebhookService({
    store,
    feed,
    clock,
    ids,
    rng,
    logger,
    holder,
    leaseMs,
    addresses: guard,
    master: new FileMasterKeys(dataDir, keys),
    sender: new HttpSender({ guard, now: () => clock.now() }),
    retries: DEFAULT_RETRIES,
    pause,
  });
}
