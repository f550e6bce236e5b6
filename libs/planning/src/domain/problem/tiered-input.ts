import { type Company, convertCurrencies, type Policy } from '@bailiwick/contracts';
import type { AccountId, IsoDate, TierId } from '@bailiwick/kernel';
import type { PlanningInput, PlanningTier } from './planning-input.js';

/**
 * A company with the tiers that are in force as input for planning. Active accounts without one (no rule set could
 * decide them) are left out.
 * @throws InvalidInputError `no-exchange-rate`
 */
export function tieredInput(
  company: Company,
  policy: Policy,
  tiers: readonly PlanningTier[],
  asOf: IsoDate,
): PlanningInput {
  const known = new Set<string>(tiers.map(({ id }) => id));
  const tiered = company.accounts.filter((a) => a.status !== 'active' || (a.tier && known.has(a.tier)));
  const accounts = convertCurrencies(tiered, policy);
  const tierOf = new Map<AccountId, TierId>();
  for (const account of accounts)
    if (account.status === 'active') tierOf.set(account.accountId, account.tier!);
  return { company: { ...company, accounts }, policy, tiers, tierOf, asOf };
}
