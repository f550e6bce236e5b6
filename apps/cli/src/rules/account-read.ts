import type { Problem } from '@bailiwick/kernel';
import type { TieringAccount } from '@bailiwick/tiering';

/** The account that is to be explained. */
export interface AccountRead {
  /** Present when there are no errors. */
  readonly account?: TieringAccount;
  readonly familyArr?: number;
  /** Where it was read from. */
  readonly place?: Pick<Problem, 'file' | 'line'>;
  /** Errors and warnings. */
  readonly problems: readonly Problem[];
}
