import { type DynamicModule, type FactoryProvider, Module } from '@nestjs/common';
import { EVENT_STORE, type EventStore } from '@bailiwick/event-store';
import type { Clock } from '@bailiwick/kernel';
import { PORTFOLIO, type Portfolio } from '@bailiwick/portfolio';
import {
  RULE_SETS,
  type RuleSets,
  TERRITORY,
  type Territory,
  TIER_OVERRIDES,
  type TierOverrides,
} from '@bailiwick/territory';
import { AccountHistoryHandler } from './account-history.js';
import { AccountOwnerHandler } from './account-owner.js';
import { CsmBookHandler, GetCsmHandler } from './csm-book.js';
import { ExplainTierHandler } from './explain-tier.js';
import { type InForce, inForce } from './in-force.js';
import { ListPairsHandler } from './list-pairs.js';

const IN_FORCE = Symbol('IN_FORCE');

/** Queries that bring several rooms together for one answer. */
@Module({})
export class ReadsModule {
  static forRoot({ clock }: { readonly clock: Clock }): DynamicModule {
    return {
      module: ReadsModule,
      providers: [
        {
          provide: IN_FORCE,
          inject: [RULE_SETS, TIER_OVERRIDES, TERRITORY],
          useFactory: (ruleSets: RuleSets, overrides: TierOverrides, territory: Territory) =>
            inForce(ruleSets, overrides, territory),
        },
        {
          provide: AccountHistoryHandler,
          inject: [EVENT_STORE],
          useFactory: (store: EventStore) => new AccountHistoryHandler(store),
        },
        {
          provide: AccountOwnerHandler,
          inject: [EVENT_STORE],
          useFactory: (store: EventStore) => new AccountOwnerHandler(store, clock),
        },
        {
          provide: ExplainTierHandler,
          inject: [EVENT_STORE, PORTFOLIO, IN_FORCE],
          useFactory: (store: EventStore, book: Portfolio, rules: InForce) =>
            new ExplainTierHandler(store, book, rules),
        },
        overBook(GetCsmHandler),
        overBook(CsmBookHandler),
        overBook(ListPairsHandler),
      ],
    };
  }
}

function overBook<T>(Handler: new (book: Portfolio, rules: InForce) => T): FactoryProvider<T> {
  return {
    provide: Handler,
    inject: [PORTFOLIO, IN_FORCE],
    useFactory: (book: Portfolio, rules: InForce) => new Handler(book, rules),
  };
}
