import { coverageFits } from '../frame/eligibility.js';
import type { Constraint } from './constraint.js';

/** Hard. An account of a tier with coverage `pool` goes to a pool only, one with `named` to a person only. */
export const coverage: Constraint = ({ setting, end, accounts }) => {
  const violations = [];
  for (const i of accounts) {
    const j = end[i]!;
    if (j < 0 || coverageFits(setting.tiers[i]!, setting.csms[j]!)) continue;
    const [{ accountId }, { csmId, pool }] = [setting.accounts[i]!, setting.csms[j]!];
    violations.push({
      code: 'wrong-coverage',
      constraint: 'coverage' as const,
      subject: accountId,
      amount: 1,
      limit: 0,
      message: `account ${accountId} of tier ${setting.tiers[i]!.id} (${setting.tiers[i]!.coverage}) goes to the ${pool ? 'pool' : 'person'} ${csmId}`,
    });
  }
  return violations;
};
