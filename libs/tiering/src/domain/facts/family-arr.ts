/** An account as far as families go. */
export interface FamilyMember {
  readonly accountId: string;
  readonly arr: number;
  readonly parentId?: string;
  readonly status?: 'active' | 'churned';
}

/**
 * The ARR of all active accounts with the same ultimate parent, for each account by id. Parent chains run through
 * churned accounts; an unknown parent ends a chain and is itself the family; a cycle of parents is one family.
 */
export function familyArrOf(accounts: readonly FamilyMember[]): ReadonlyMap<string, number> {
  const parents = new Map(accounts.map((a) => [a.accountId, a.parentId]));
  const roots = new Map<string, string>();
  const totals = new Map<string, number>();
  for (const account of accounts) {
    const root = rootOf(account.accountId, parents, roots);
    const arr = account.status === 'churned' ? 0 : account.arr;
    totals.set(root, (totals.get(root) ?? 0) + arr);
  }
  return new Map(accounts.map((a) => [a.accountId, totals.get(roots.get(a.accountId)!) ?? 0]));
}

function rootOf(
  id: string,
  parents: ReadonlyMap<string, string | undefined>,
  roots: Map<string, string>,
): string {
  const chain: string[] = [];
  const seen = new Set<string>();
  let at = id;
  for (;;) {
    const known = roots.get(at);
    if (known !== undefined) return settle(chain, known, roots);
    if (seen.has(at)) return settle(chain, smallestOfCycle(chain, at), roots);
    chain.push(at);
    seen.add(at);
    const parent = parents.get(at);
    if (parent === undefined || parent === '') return settle(chain, at, roots);
    at = parent;
  }
}

function settle(chain: readonly string[], root: string, roots: Map<string, string>): string {
  for (const id of chain) roots.set(id, root);
  return root;
}

function smallestOfCycle(chain: readonly string[], entry: string): string {
  return chain.slice(chain.indexOf(entry)).reduce((a, b) => (a < b ? a : b));
}
