/** A chain longer than this is a mistake, or an attack. */
const MAX_CHAIN = 1_000;

/**
 * The accounts that `accountId` was merged into, one after the other, the last survivor last; empty when it was not
 * merged. Ends before an account that it has met, so that a circle (two merges recorded at the same moment by two
 * processes) has a survivor on every reading.
 * @param mergedInto the account that an account was merged into
 */
export function mergeChain(accountId: string, mergedInto: (id: string) => string | undefined): string[] {
  const chain: string[] = [];
  const met = new Set([accountId]);
  let next = mergedInto(accountId);
  while (next !== undefined && !met.has(next) && chain.length < MAX_CHAIN) {
    met.add(next);
    chain.push(next);
    next = mergedInto(next);
  }
  return chain;
}
