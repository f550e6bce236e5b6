/** What a CSV file may hold at most; beyond it the rest is not read, and a problem says so. */
export const CSV_LIMITS = {
  fileBytes: 100 * 1024 * 1024,
  rows: 1_000_000,
  /** Characters of one row. */
  rowLength: 1_000_000,
  columns: 1_000,
  /** Rows whose quotes are broken, before the file counts as no CSV at all. */
  brokenRows: 100,
  /** Problems listed; those beyond it are counted. */
  problems: 100_000,
} as const;
