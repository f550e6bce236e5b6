import type { Company } from '@bailiwick/contracts';
import type { AccountId, CsmId } from '@bailiwick/kernel';

/** Who looks after each active account today; nobody where its CSM is not in the company. */
export function todaysAssignment({ accounts, csms }: Company): Map<AccountId, CsmId | null> {
  const here = new Set(csms.map(({ csmId }) => csmId));
  return new Map(
    accounts
      .filter(({ status }) => status === 'active')
      .map(({ accountId, csmId }) => [accountId, csmId && here.has(csmId) ? csmId : null]),
  );
}
