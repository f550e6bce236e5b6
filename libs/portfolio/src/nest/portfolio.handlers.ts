import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import type { Portfolio } from '../application/portfolio.js';
import { GetAccount, ListAccounts, ListAes, ListCsms } from './portfolio.messages.js';

// Wired by factories, not by parameter decorators: pure rooms see this file through the index, and compile without.

@QueryHandler(ListAccounts)
export class ListAccountsHandler implements IQueryHandler<ListAccounts> {
  constructor(private readonly book: Portfolio) {}

  execute({ asOf }: ListAccounts) {
    return this.book.accounts(asOf);
  }
}

@QueryHandler(GetAccount)
export class GetAccountHandler implements IQueryHandler<GetAccount> {
  constructor(private readonly book: Portfolio) {}

  execute({ accountId, asOf }: GetAccount) {
    return this.book.account(accountId, asOf);
  }
}

@QueryHandler(ListCsms)
export class ListCsmsHandler implements IQueryHandler<ListCsms> {
  constructor(private readonly book: Portfolio) {}

  execute() {
    return this.book.csms();
  }
}

@QueryHandler(ListAes)
export class ListAesHandler implements IQueryHandler<ListAes> {
  constructor(private readonly book: Portfolio) {}

  execute() {
    return this.book.aes();
  }
}
