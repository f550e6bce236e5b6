import type { AccountRecord, Policy } from '@bailiwick/contracts';
import type { AccountId } from '@bailiwick/kernel';

/** Accounts that must not be with one CSM. */
export interface ConflictGroup {
  readonly name: string;
  /** Indices of active accounts, each once. */
  readonly members: readonly number[];
}

/** The groups of the `conflict_group` column and of the policy's lists, churned and unknown accounts left out. */
export function conflictGroupsIn(
  accounts: readonly AccountRecord[],
  accountIndex: ReadonlyMap<AccountId, number>,
  policy: Policy,
): ConflictGroup[] {
  const byName = new Map<string, number[]>();
  for (const [i, account] of accounts.entries()) {
    if (!account.conflictGroup) continue;
    const members = byName.get(account.conflictGroup);
    if (members) members.push(i);
    else byName.set(account.conflictGroup, [i]);
  }
  const groups: ConflictGroup[] = Array.from(byName, ([name, members]) => ({ name, members }));
  for (const list of policy.conflicts) {
    const members = list.map((id) => accountIndex.get(id as AccountId)).filter((i) => i !== undefined);
    groups.push({ name: list.join(';'), members: [...new Set(members)] });
  }
  return groups.filter((group) => group.members.length > 1);
}

/** The positions of the groups that each member is in. */
export function positionsByMember(groups: readonly ConflictGroup[]): Map<number, number[]> {
  const positions = new Map<number, number[]>();
  for (const [g, { members }] of groups.entries()) {
    for (const i of members) {
      const known = positions.get(i);
      if (known) known.push(g);
      else positions.set(i, [g]);
    }
  }
  return positions;
}
