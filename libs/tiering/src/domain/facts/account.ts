import type { AccountRecord } from '@bailiwick/contracts';

/** What tiering reads of an account: any of the fields of `account.new`, and the present tier. */
export type TieringAccount = Pick<AccountRecord, 'accountId'> & Partial<AccountRecord>;
