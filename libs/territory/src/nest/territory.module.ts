import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { EVENT_STORE, type EventStore } from '@bailiwick/event-store';
import type { Clock, IdSource } from '@bailiwick/kernel';
import { type PlanningEngine, threadedEngine } from '@bailiwick/planning';
import { Plans } from '../application/plans.js';
import type { CompanySource } from '../application/propose-plan.js';
import {
  GetPlanHandler,
  ListPlansHandler,
  PLANS,
  PROPOSE_DEPENDENCIES,
  ProposePlanHandler,
} from './plan.handlers.js';

const ENGINE = Symbol('PLANNING_ENGINE');

export interface TerritoryOptions {
  readonly clock: Clock;
  readonly ids: IdSource;
  /** The token under which the book is injected. */
  readonly companies: symbol;
}

/** Plans: propose, list, read. Ends the planning threads with the application. */
@Module({})
export class TerritoryModule implements OnApplicationShutdown {
  constructor(@Inject(ENGINE) private readonly engine: PlanningEngine) {}

  static forRoot({ clock, ids, companies }: TerritoryOptions): DynamicModule {
    return {
      module: TerritoryModule,
      providers: [
        { provide: ENGINE, useFactory: () => threadedEngine() },
        { provide: PLANS, inject: [EVENT_STORE], useFactory: (store: EventStore) => new Plans(store, ids) },
        {
          provide: PROPOSE_DEPENDENCIES,
          inject: [companies, PLANS, ENGINE],
          useFactory: (book: CompanySource, plans: Plans, engine: PlanningEngine) => ({
            companies: book,
            plans,
            engine,
            clock,
            ids,
          }),
        },
        ProposePlanHandler,
        ListPlansHandler,
        GetPlanHandler,
      ],
      exports: [PLANS],
    };
  }

  onApplicationShutdown(): Promise<void> {
    return this.engine.close();
  }
}
