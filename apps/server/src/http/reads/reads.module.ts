import { type DynamicModule, type FactoryProvider, Module } from '@nestjs/common';
import { EVENT_STORE, type EventStore } from '@bailiwick/event-store';
import type { Clock } from '@bailiwick/kernel';
import { PORTFOLIO, type Portfolio } from '@bailiwick/portfolio';
import { AccountHistoryHandler } from './account-history.js';
import { AccountOwnerHandler } from './account-owner.js';
import { CsmBookHandler, GetCsmHandler } from './csm-book.js';
import { ExplainTierHandler } from './explain-tier.js';
import { ListPairsHandler } from './list-pairs.js';

/** Queries that bring several rooms together for one answer. */
@Module({})
export class ReadsModule {
  static forRoot({ clock }: { readonly clock: Clock }): DynamicModule {
    return {
      module: ReadsModule,
      providers: [
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
          inject: [EVENT_STORE, PORTFOLIO],
          useFactory: (store: EventStore, book: Portfolio) => new ExplainTierHandler(store, book),
        },
        overBook(GetCsmHandler),
        overBook(CsmBookHandler),
        overBook(ListPairsHandler),
      ],
    };
  }
}

function overBook<T>(Handler: new (book: Portfolio) => T): FactoryProvider<T> {
  return { provide: Handler, inject: [PORTFOLIO], useFactory: (book: Portfolio) => new Handler(book) };
}
