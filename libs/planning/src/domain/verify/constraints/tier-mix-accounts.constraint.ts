import { type Constraint, exceeds } from './constraint.js';
import { tierShares } from './tier-shares.js';

/** Hard. Accounts of the tier per person ≤ `maxAccounts`, or its locked and pinned ones if more. */
export const tierMixAccounts: Constraint = (plan) =>
  tierShares(plan).flatMap(({ csmId, mix, accounts, held }) => {
    const limit = Math.max(mix.maxAccounts ?? Infinity, held.accounts);
    if (!exceeds(accounts, limit)) return [];
    return {
      code: 'too-many-accounts-of-tier',
      constraint: 'tierMixAccounts' as const,
      subject: csmId,
      amount: accounts,
      limit,
      message: `CSM ${csmId} has ${accounts} accounts of tier ${mix.tier}; at most ${limit} are allowed`,
    };
  });
