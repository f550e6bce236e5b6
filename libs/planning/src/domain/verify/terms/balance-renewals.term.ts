import { convexPenalty } from './convex-penalty.js';
import type { Term } from './term.js';

const QUARTERS = 4;

/**
 * Soft. As balanceArr, once for each calendar quarter q of asOf's (from asOf on) and the three that follow, with the
 * ARR of the accounts that renew in it: Σ_j Σ_q penalty of `|100·renewing_jq/target_jq − 100|`.
 */
export const balanceRenewals: Term = ({ setting, csms, accounts, end }) => {
  const penalties = setting.policy.weights.balanceRenewals;
  if (penalties.length === 0) return 0;
  const renewing = new Float64Array(setting.csms.length * QUARTERS);
  for (const i of accounts) {
    const quarter = setting.renewalQuarter[i]!;
    if (quarter >= 0 && end[i]! >= 0) renewing[end[i]! * QUARTERS + quarter]! += setting.accounts[i]!.arr;
  }
  let points = 0;
  for (const j of csms) {
    const group = setting.balanceGroupOf[j];
    if (!group) continue;
    for (const [q, total] of group.renewals.entries()) {
      const target = (total * setting.capacity[j]!) / group.capacity;
      if (target > 0)
        points += convexPenalty(Math.abs((100 * renewing[j * QUARTERS + q]!) / target - 100), penalties);
    }
  }
  return points;
};
