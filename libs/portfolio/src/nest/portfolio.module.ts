import { type BeforeApplicationShutdown, type DynamicModule, Inject, Module } from '@nestjs/common';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { EVENT_STORE, type EventStore } from '@bailiwick/event-store';
import { Portfolio } from '../application/portfolio.js';
import { GetAccount, ListAccounts, ListCsms } from './portfolio.messages.js';

/** The token under which the book of business is injected. */
export const PORTFOLIO = Symbol('PORTFOLIO');

@QueryHandler(ListAccounts)
export class ListAccountsHandler implements IQueryHandler<ListAccounts> {
  constructor(@Inject(PORTFOLIO) private readonly book: Portfolio) {}

  execute() {
    return this.book.accounts();
  }
}

@QueryHandler(GetAccount)
export class GetAccountHandler implements IQueryHandler<GetAccount> {
  constructor(@Inject(PORTFOLIO) private readonly book: Portfolio) {}

  execute({ accountId }: GetAccount) {
    return this.book.account(accountId);
  }
}

@QueryHandler(ListCsms)
export class ListCsmsHandler implements IQueryHandler<ListCsms> {
  constructor(@Inject(PORTFOLIO) private readonly book: Portfolio) {}

  execute() {
    return this.book.csms();
  }
}

/** The book of business, as queries; saved as a snapshot when the application ends, so that the next start is quick. */
@Module({})
export class PortfolioModule implements BeforeApplicationShutdown {
  constructor(@Inject(PORTFOLIO) private readonly book: Portfolio) {}

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
        ListAccountsHandler,
        GetAccountHandler,
        ListCsmsHandler,
      ],
      exports: [PORTFOLIO],
    };
  }

  /** Before the store closes, which it does one phase later. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.book.save();
  }
}
