export { type CompanyInPieces, endOfDay } from './application/company-in-pieces.js';
export { Portfolio, type AsOf, type PortfolioOptions } from './application/portfolio.js';
export { decodeBook, encodeBook } from './application/book-snapshot.js';
export type { AccountsMoment } from './domain/account-table.js';
export { type Moment, Moments } from './domain/moments.js';
export { Book, type BookCommit } from './domain/book.js';
export { accountRecord, effectiveParents, recordUnder, staffOf, type Unresolved } from './domain/company.js';
export { GetAccount, ListAccounts, ListAes, ListCsms } from './nest/portfolio.messages.js';
export { PORTFOLIO, PortfolioModule } from './nest/portfolio.module.js';
