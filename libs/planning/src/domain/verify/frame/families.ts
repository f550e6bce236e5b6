import type { AccountRecord } from '@bailiwick/contracts';
import { type AccountId, InvalidInputError } from '@bailiwick/kernel';

/**
 * A function from an account to the end of its parent chain, which runs through churned accounts; an id that is not
 * among `accounts` ends the chain and counts as the ultimate parent.
 * @throws InvalidInputError `parent-cycle` from that function, when the chain runs in a circle
 */
export function ultimateParents(accounts: readonly AccountRecord[]): (account: AccountRecord) => AccountId {
  const children = accounts.filter((account) => account.parentId);
  const parentOf = new Map(children.map((account) => [account.accountId, account.parentId]));
  const known = new Map<AccountId, AccountId>();
  return (account) => {
    if (!account.parentId) return account.accountId;
    const chain = new Set<AccountId>();
    let id = account.accountId;
    let end = known.get(id);
    while (end === undefined) {
      if (chain.has(id)) throw cycleAt(id);
      chain.add(id);
      const parent = parentOf.get(id);
      if (!parent) end = id;
      else {
        id = parent;
        end = known.get(id);
      }
    }
    for (const member of chain) known.set(member, end);
    return end;
  };
}

function cycleAt(value: AccountId): InvalidInputError {
  return new InvalidInputError([
    {
      code: 'parent-cycle',
      message: `the parents of account ${value} lead back to it`,
      value,
      expected: 'a chain of parents that ends',
      hint: 'Maybe one parent_id names the account itself or one of its children.',
    },
  ]);
}
