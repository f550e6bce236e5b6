/** The parent links of all accounts, churned ones too; an id need not be an account. */
export class FamilyTree {
  private readonly parentOf = new Map<string, string>();
  private readonly childrenOf = new Map<string, Set<string>>();

  /** Sets or (undefined) takes away an account's parent; an account is never its own. */
  link(accountId: string, parentId: string | undefined): void {
    const before = this.parentOf.get(accountId);
    const after = parentId === accountId ? undefined : parentId;
    if (before === after) return;
    if (before !== undefined) this.forgetChild(before, accountId);
    if (after === undefined) this.parentOf.delete(accountId);
    else {
      this.parentOf.set(accountId, after);
      const children = this.childrenOf.get(after);
      if (children) children.add(accountId);
      else this.childrenOf.set(after, new Set([accountId]));
    }
  }

  parent(accountId: string): string | undefined {
    return this.parentOf.get(accountId);
  }

  /** True when the account is in nobody's family, as most are. */
  isAlone(accountId: string): boolean {
    return !this.parentOf.has(accountId) && !this.childrenOf.has(accountId);
  }

  /** The end of the parent chain; the lowest id of a circle, where the chain runs into one. */
  root(accountId: string): string {
    const chain: string[] = [accountId];
    const seen = new Set(chain);
    for (;;) {
      const next = this.parentOf.get(chain.at(-1)!);
      if (next === undefined) return chain.at(-1)!;
      if (seen.has(next)) return chain.slice(chain.indexOf(next)).reduce((a, b) => (a < b ? a : b));
      chain.push(next);
      seen.add(next);
    }
  }

  /** Every id below and including `root`, each once. */
  tree(root: string): string[] {
    const found = new Set([root]);
    for (const id of found) for (const child of this.childrenOf.get(id) ?? []) found.add(child);
    return [...found];
  }

  private forgetChild(parentId: string, accountId: string): void {
    const children = this.childrenOf.get(parentId)!;
    children.delete(accountId);
    if (children.size === 0) this.childrenOf.delete(parentId);
  }
}
