import type { AccountId } from '@bailiwick/kernel';

/** Groups accounts of which one was ever the parent of another, or merged into it, over ids that are not there too. */
export class LinkedAccounts {
  private readonly links = new Map<string, Set<string>>();

  link(a: string, b: string): void {
    this.linksOf(a).add(b);
    this.linksOf(b).add(a);
  }

  /** Every account in one group, groups and members in the order of the accounts. */
  groups(accountIds: readonly AccountId[]): AccountId[][] {
    const groupOf = new Map<string, AccountId[]>();
    const groups: AccountId[][] = [];
    for (const accountId of accountIds) {
      let group = groupOf.get(accountId);
      if (!group) {
        groups.push((group = []));
        const linked = new Set<string>([accountId]);
        for (const id of linked) {
          groupOf.set(id, group);
          for (const other of this.links.get(id) ?? []) linked.add(other);
        }
      }
      group.push(accountId);
    }
    return groups;
  }

  private linksOf(id: string): Set<string> {
    const known = this.links.get(id) ?? new Set();
    this.links.set(id, known);
    return known;
  }
}
