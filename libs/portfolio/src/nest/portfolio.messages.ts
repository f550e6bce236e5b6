import { Query } from '@nestjs/cqrs';
import type { AccountState } from '@bailiwick/lifecycle';
import type { AeState, CsmState } from '@bailiwick/workforce';
import type { AsOf } from '../application/portfolio.js';

/** Every account that was introduced. */
export class ListAccounts extends Query<readonly AccountState[]> {
  constructor(readonly asOf: AsOf = {}) {
    super();
  }
}

/** One account; undefined when it is not known. */
export class GetAccount extends Query<AccountState | undefined> {
  constructor(
    readonly accountId: string,
    readonly asOf: AsOf = {},
  ) {
    super();
  }
}

/** Every CSM and pool that was introduced. */
export class ListCsms extends Query<readonly CsmState[]> {}

/** Every AE that was introduced. */
export class ListAes extends Query<readonly AeState[]> {}
