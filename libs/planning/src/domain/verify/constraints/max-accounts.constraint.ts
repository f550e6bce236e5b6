import { type Constraint, exceeds } from './constraint.js';

/** Hard. `count_j ≤ max_accounts_j`, or the accounts locked or pinned to j if more, where j has such a limit. */
export const maxAccounts: Constraint = ({ setting, csms, count }) => {
  const violations = [];
  for (const j of csms) {
    const { csmId, maxAccounts: own } = setting.csms[j]!;
    if (own === undefined) continue;
    const limit = Math.max(own, setting.holds.accounts[j]!);
    if (!exceeds(count[j]!, limit)) continue;
    violations.push({
      code: 'too-many-accounts',
      constraint: 'maxAccounts' as const,
      subject: csmId,
      amount: count[j]!,
      limit,
      message: `CSM ${csmId} has ${count[j]} accounts; at most ${limit} are allowed`,
    });
  }
  return violations;
};
