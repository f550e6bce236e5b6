export { checkCompany, type CompanyCheck, type CompanyTables, type RecordsOf } from './check-company.js';
export { convertCurrencies, inCurrencyOf, rateOf } from './convert-currencies.js';
export { CSV_LIMITS } from './csv-limits.js';
export type { CsvTable } from './csv-table.js';
export type { TierOverrideRow } from './tier-override.table.js';
