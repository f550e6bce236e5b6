import { brokenRules } from '../frame/eligibility.js';
import type { Constraint } from './constraint.js';

/** Hard. The CSM of an account keeps every eligibility rule that is `hard`: region, country, language, skills, clearances, tier. */
export const eligibility: Constraint = ({ setting, end, accounts }) => {
  const violations = [];
  for (const i of accounts) {
    const j = end[i]!;
    if (j < 0) continue;
    const [account, csm] = [setting.accounts[i]!, setting.csms[j]!];
    const broken = brokenRules('hard', account, setting.tiers[i]!, csm, setting.policy);
    if (broken.length === 0) continue;
    violations.push({
      code: 'not-eligible',
      constraint: 'eligibility' as const,
      subject: account.accountId,
      amount: broken.length,
      limit: 0,
      message: `CSM ${csm.csmId} does not fit account ${account.accountId} in ${broken.join(', ')}`,
    });
  }
  return violations;
};
