import type { Constraint } from './constraint.js';

/** Hard. Nobody without capacity over the horizon has an account: `count_j = 0` where `cap_j ≤ 0`. */
export const hasCapacity: Constraint = ({ setting, csms, count }) => {
  const violations = [];
  for (const j of csms) {
    if (setting.capacity[j]! > 0 || count[j] === 0) continue;
    const { csmId } = setting.csms[j]!;
    violations.push({
      code: 'no-capacity',
      constraint: 'hasCapacity' as const,
      subject: csmId,
      amount: count[j]!,
      limit: 0,
      message: `CSM ${csmId} has ${count[j]} accounts but no capacity over the horizon`,
    });
  }
  return violations;
};
