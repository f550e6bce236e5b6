import type { Setting } from '../plan/plan.js';
import { type Constraint, exceeds, figure } from './constraint.js';

/** The most hours that CSM `j` may have: `hardMax × cap_j` (priced) or `cap_j` (hard), or its locked load if more. */
export function ceilingHours({ policy, capacity, holds }: Setting, j: number): number {
  const factor = policy.capacity.mode === 'priced' ? policy.capacity.hardMax : 1;
  return Math.max(factor * capacity[j]!, holds.hours[j]!);
}

/** Hard. `Σ hours_ij ≤ ceiling_j` for each CSM. */
export const ceiling: Constraint = ({ setting, csms, hours }) => {
  const violations = [];
  for (const j of csms) {
    const limit = ceilingHours(setting, j);
    // Of somebody without capacity the constraint hasCapacity speaks.
    if (setting.capacity[j]! <= 0 || !exceeds(hours[j]!, limit)) continue;
    const { csmId } = setting.csms[j]!;
    violations.push({
      code: 'over-ceiling',
      constraint: 'ceiling' as const,
      subject: csmId,
      amount: hours[j]!,
      limit,
      message: `CSM ${csmId} has ${figure(hours[j]!)} hours a month; the ceiling is ${figure(limit)}`,
    });
  }
  return violations;
};
