import type { AccountRecord } from '../../company/account.js';
import type { AeRecord } from '../../company/ae.js';
import type { CsmRecord } from '../../company/csm.js';
import { accountTable } from '../../csv/account.table.js';
import { aeTable } from '../../csv/ae.table.js';
import { csmTable } from '../../csv/csm.table.js';
import type { CsvTable } from '../../csv/csv-table.js';
import { tierOverrideTable, type TierOverrideRow } from '../../csv/tier-override.table.js';
import { readTable } from './read-table.js';

/**
 * Reads accounts.csv.
 * @param bytes the whole file
 * @param fileName as problems should name it
 * @returns the good rows as records, and every problem of the others; nothing is thrown
 * @see docs/reference/csv.md
 */
export function readAccountsCsv(bytes: Uint8Array, fileName: string): CsvTable<AccountRecord> {
  return readTable(accountTable, bytes, fileName);
}

/** Reads csms.csv; see `readAccountsCsv`. */
export function readCsmsCsv(bytes: Uint8Array, fileName: string): CsvTable<CsmRecord> {
  return readTable(csmTable, bytes, fileName);
}

/** Reads aes.csv; see `readAccountsCsv`. */
export function readAesCsv(bytes: Uint8Array, fileName: string): CsvTable<AeRecord> {
  return readTable(aeTable, bytes, fileName);
}

/** Reads overrides.csv; see `readAccountsCsv`. */
export function readTierOverridesCsv(bytes: Uint8Array, fileName: string): CsvTable<TierOverrideRow> {
  return readTable(tierOverrideTable, bytes, fileName);
}
