export { endOfDay, Portfolio, type AsOf, type PortfolioOptions } from './application/portfolio.js';
export { accountRecord, type Unresolved } from './domain/company.js';
export { GetAccount, ListAccounts, ListAes, ListCsms } from './nest/portfolio.messages.js';
export { PORTFOLIO, PortfolioModule } from './nest/portfolio.module.js';
