import type { AccountId, CsmId } from '@bailiwick/kernel';
import type { CompanyOutline } from '../../domain/compile/index.js';

/** Who looks after each active account today; an account whose CSM has left or has no capacity counts as unassigned. */
export function todaysAssignment({ facts }: Pick<CompanyOutline, 'facts'>): Map<AccountId, CsmId | null> {
  return new Map(
    facts.accounts.map((a) => {
      const csm = facts.csms[a.present];
      return [a.record.accountId, csm && csm.capacity > 0 ? csm.record.csmId : null];
    }),
  );
}
