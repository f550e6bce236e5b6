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
import { API_CONTROLLERS } from './api-controllers.js';
import type { ServerConfig } from './config/config.schema.js';
import { conventions } from './http/conventions.js';
import { HealthController } from './http/health.controller.js';
import { ProblemFilter } from './http/problem.filter.js';
import { ReadsModule } from './http/reads/reads.module.js';
import { instanceName } from './instance-name.js';
import { kafkaModules } from './kafka-modules.js';
import { roleStates } from './role-states.js';
import { randomIds, systemClock, systemRng } from './system.js';

/** Every event type that this process knows. */
export const KNOWN_EVENTS = eventRegistry(RECORDED_VERSIONS);

/** The service, or what the roles of this process are of it, on the embedded store or on MongoDB; with brokers configured, events come and go by Kafka, too. */
@Module({})
export class AppModule {
  static forRoot(config: ServerConfig, logger: Logger): DynamicModule {
    const { dataDir, mongodbUri, token, roles } = config;
    const api = roles.includes('api');
    const claiming = { holder: instanceName(config), leaseMs: config.leaseSeconds * 1_000 };
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
        ...kafkaModules(config, claiming, lifecycle, logger),
        PortfolioModule.forRoot(),
        RelayModule.forRoot(),
        WebhooksModule.forRoot({
          dataDir,
          clock: systemClock,
          ids: randomIds,
          rng: systemRng,
          logger,
          ...(roles.includes('relay') ? claiming : {}),
          allowed: config.webhooksAllowPrivate,
          keys: config.webhooksKey,
        }),
        ReadsModule.forRoot({ clock: systemClock }),
        TerritoryModule.forRoot({
          clock: systemClock,
          ids: randomIds,
          logger,
          companies: PORTFOLIO,
          process: { ...claiming, works: roles.includes('process'), time: config.time },
          plans: { ...claiming, works: roles.includes('plan') },
        }),
      ],
      controllers: api ? [...API_CONTROLLERS, HealthController] : [HealthController],
      providers: [
        { provide: USERS, useFactory: () => new FileUsers({ dataDir, fixedToken: token }) },
        { provide: APP_GUARD, useClass: TokenGuard },
        ...(api ? conventions({ ...claiming, clock: systemClock, ids: randomIds }) : []),
        roleStates(roles),
        { provide: APP_FILTER, useFactory: () => new ProblemFilter(logger) },
      ],
      exports: [USERS],
    };
  }
}
