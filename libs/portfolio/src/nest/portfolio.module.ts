import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  type FactoryProvider,
  Module,
} from '@nestjs/common';
import { EVENT_STORE, type EventStore } from '@bailiwick/event-store';
import { Portfolio } from '../application/portfolio.js';
import {
  GetAccountHandler,
  ListAccountsHandler,
  ListAesHandler,
  ListCsmsHandler,
} from './portfolio.handlers.js';

/** The token under which the book of business is injected. */
export const PORTFOLIO = Symbol('PORTFOLIO');

/** Saves the book when the application ends, so that the next start is quick. */
class SaveOnShutdown implements BeforeApplicationShutdown {
  constructor(private readonly book: Portfolio) {}

  /** Before the store closes, which it does one phase later. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.book.save();
  }
}

/** The book of business, as queries. */
@Module({})
export class PortfolioModule {
  static forRoot(): DynamicModule {
    return {
      module: PortfolioModule,
      global: true,
      providers: [
        {
          provide: PORTFOLIO,
          inject: [EVENT_STORE],
          useFactory: (store: EventStore) => new Portfolio(store),
        },
        overBook(ListAccountsHandler),
        overBook(GetAccountHandler),
        overBook(ListCsmsHandler),
        overBook(ListAesHandler),
        overBook(SaveOnShutdown),
      ],
      exports: [PORTFOLIO],
    };
  }
}

function overBook<T>(Part: new (book: Portfolio) => T): FactoryProvider<T> {
  return { provide: Part, inject: [PORTFOLIO], useFactory: (book: Portfolio) => new Part(book) };
}
