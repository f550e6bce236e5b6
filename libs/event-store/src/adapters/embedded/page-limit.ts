import type { SqliteStatement, SqliteValue } from './sqlite-driver.js';

/** A page holds no more text than about this, unless one commit alone does: some milliseconds to parse. */
export const PAGE_OCTETS = 1_000_000;

/**
 * How many rows to read at once: `most`, or as many as have about a page of text together; one at least.
 * @param octets gives how much text so many rows hold, which SQLite knows without reading it
 */
export function fittingLimit(
  octets: SqliteStatement,
  most: number,
  ...values: readonly SqliteValue[]
): number {
  let limit = most;
  for (let fits = false; !fits && limit > 1;) {
    const [held] = octets.get(...values, limit) as [number | null];
    fits = held === null || held <= PAGE_OCTETS;
    if (!fits) limit = Math.max(1, Math.floor((limit * PAGE_OCTETS) / held!));
  }
  return limit;
}
