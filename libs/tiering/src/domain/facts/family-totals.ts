/** An account as a part of its family. */
export interface FamilyPart {
  readonly accountId: string;
  /** What it hangs on, known or not: its parent, or what it was merged into. */
  readonly parentId?: string | undefined;
  /** Whole units of one currency; 0 unless it is active. */
  readonly arr: number;
}

/**
 * The ARR of families while accounts change: at each moment what `familyArrOf` says of the same accounts. Whoever hangs
 * together is one family, also over ids that nothing is known of, and in a circle.
 */
export class FamilyTotals {
  private readonly arrs = new Map<string, number>();
  private readonly parents = new Map<string, string>();
  private readonly children = new Map<string, Set<string>>();
  /** The totals that were asked for since the family changed, by each of its ids. */
  private readonly totals = new Map<string, number>();

  /** Takes an account in, or what changed of it, without asking who is concerned; constant time. */
  add({ accountId, parentId, arr }: FamilyPart): void {
    // Emptying a map costs something even where it is empty, and whole books are taken in.
    if (this.totals.size > 0) this.totals.clear();
    this.link(accountId, parentId);
    this.arrs.set(accountId, arr);
  }

  /**
   * Takes a change of an account in; O(the family that it had and the one that it has).
   * @returns every id of these two; none where nothing changed
   */
  change({ accountId, parentId, arr }: FamilyPart): readonly string[] {
    if (this.parents.get(accountId) === parentId && (this.arrs.get(accountId) ?? 0) === arr) return [];
    const concerned = new Set(this.familyOf(accountId));
    this.link(accountId, parentId);
    this.arrs.set(accountId, arr);
    if (parentId !== undefined) for (const id of this.familyOf(accountId)) concerned.add(id);
    for (const id of concerned) this.totals.delete(id);
    return [...concerned];
  }

  /** The ARR of the family; O(family) when it is asked for first after a change. */
  arrOf(accountId: string): number {
    if (this.isAlone(accountId)) return this.arrs.get(accountId) ?? 0;
    const known = this.totals.get(accountId);
    if (known !== undefined) return known;
    const family = this.familyOf(accountId);
    const total = family.reduce((sum, id) => sum + (this.arrs.get(id) ?? 0), 0);
    for (const id of family) this.totals.set(id, total);
    return total;
  }

  private isAlone(accountId: string): boolean {
    return !this.parents.has(accountId) && !this.children.has(accountId);
  }

  private familyOf(accountId: string): string[] {
    const found = new Set([accountId]);
    for (const id of found) {
      const parent = this.parents.get(id);
      if (parent !== undefined) found.add(parent);
      for (const child of this.children.get(id) ?? []) found.add(child);
    }
    return [...found];
  }

  private link(accountId: string, parentId: string | undefined): void {
    const before = this.parents.get(accountId);
    if (before === parentId) return;
    if (before !== undefined) this.forgetChild(before, accountId);
    if (parentId === undefined) {
      this.parents.delete(accountId);
      return;
    }
    this.parents.set(accountId, parentId);
    const children = this.children.get(parentId);
    if (children) children.add(accountId);
    else this.children.set(parentId, new Set([accountId]));
  }

  private forgetChild(parentId: string, accountId: string): void {
    const children = this.children.get(parentId)!;
    children.delete(accountId);
    if (children.size === 0) this.children.delete(parentId);
  }
}
