import { Query } from '@nestjs/cqrs';
import type { AccountState } from '@bailiwick/lifecycle';
import type { CsmState } from '@bailiwick/workforce';

/** Every account that was introduced. */
export class ListAccounts extends Query<readonly AccountState[]> {}

/** One account; undefined when it is not known. */
export class GetAccount extends Query<AccountState | undefined> {
  constructor(readonly accountId: string) {
    super();
  }
}

/** Every CSM and pool that was introduced. */
export class ListCsms extends Query<readonly CsmState[]> {}
