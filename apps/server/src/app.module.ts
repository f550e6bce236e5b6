import { hostname } from 'node:os';
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { FileUsers, TokenGuard, USERS } from '@bailiwick/access';
import { RECORDED_VERSIONS } from '@bailiwick/contracts';
import { eventRegistry, EventStoreModule } from '@bailiwick/event-store';
import type { Logger } from '@bailiwick/kernel';
import { LifecycleModule } from '@bailiwick/lifecycle';
import { PORTFOLIO, PortfolioModule } from '@bailiwick/portfolio';
import { RelayModule, WebhooksModule } from '@bailiwick/relay';
import { TerritoryModule } from '@bailiwick/territory';
import type { ServerConfig } from './config/config.schema.js';
import { AccountsController } from './http/accounts.controller.js';
import { AesController } from './http/aes.controller.js';
import { conventions } from './http/conventions.js';
import { CsmsController } from './http/csms.controller.js';
import { EventsController } from './http/events.controller.js';
import { FeedController } from './http/feed.controller.js';
import { HealthController } from './http/health.controller.js';
import { PairsController } from './http/pairs.controller.js';
import { PlacementController } from './http/placement.controller.js';
import { PlanActsController } from './http/plan-acts.controller.js';
import { PlansController } from './http/plans.controller.js';
import { PoliciesController } from './http/policies.controller.js';
import { ProblemFilter } from './http/problem.filter.js';
import { ReadsModule } from './http/reads/reads.module.js';
import { WebhookDeliveriesController } from './http/webhook-deliveries.controller.js';
import { WebhooksController } from './http/webhooks.controller.js';
import { kafkaModules } from './kafka-modules.js';
import { randomIds, systemClock, systemRng } from './system.js';

/** Every event type that this process knows. */
export const KNOWN_EVENTS = eventRegistry(RECORDED_VERSIONS);

/** The whole service in one process, on the embedded store or on MongoDB; with brokers configured, events come and go by Kafka, too. */
@Module({})
export class AppModule {
  static forRoot(config: ServerConfig, logger: Logger): DynamicModule {
    const { dataDir, mongodbUri, token } = config;
    const lifecycle = LifecycleModule.forRoot({ ids: randomIds });
    return {
      module: AppModule,
      imports: [
        CqrsModule.forRoot(),
        EventStoreModule.forRoot({
          dataDir,
          mongodbUri,
          clock: systemClock,
          ids: randomIds,
          registry: KNOWN_EVENTS,
          logger,
        }),
        lifecycle,
        ...kafkaModules(config, lifecycle, logger),
        PortfolioModule.forRoot(),
        RelayModule.forRoot(),
        WebhooksModule.forRoot({
          dataDir,
          clock: systemClock,
          ids: randomIds,
          rng: systemRng,
          logger,
          holder: config.roles.includes('relay') ? `webhooks@${hostname()}:${config.port}` : undefined,
          allowed: config.webhooksAllowPrivate,
          keys: config.webhooksKey,
        }),
        ReadsModule.forRoot({ clock: systemClock }),
        TerritoryModule.forRoot({
          clock: systemClock,
          ids: randomIds,
          logger,
          companies: PORTFOLIO,
          process: { holder: `process@${hostname()}:${config.port}`, time: config.time },
        }),
      ],
      controllers: [
        EventsController,
        AccountsController,
        CsmsController,
        AesController,
        PairsController,
        PlacementController,
        PlansController,
        PlanActsController,
        PoliciesController,
        FeedController,
        WebhooksController,
        WebhookDeliveriesController,
        HealthController,
      ],
      providers: [
        { provide: USERS, useFactory: () => new FileUsers({ dataDir, fixedToken: token }) },
        { provide: APP_GUARD, useClass: TokenGuard },
        ...conventions({ dataDir, clock: systemClock }),
        { provide: APP_FILTER, useFactory: () => new ProblemFilter(logger) },
      ],
      exports: [USERS],
    };
  }
}
