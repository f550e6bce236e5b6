import { type Constraint, exceeds, figure } from './constraint.js';
import { tierShares } from './tier-shares.js';

/**
 * Hard. For each person `hours_t ≤ maxHoursShare · total + max(0, locked_t − maxHoursShare · locked_total)`: the
 * slack is what the locked and pinned units alone need.
 */
export const tierMixMaxShare: Constraint = (plan) =>
  tierShares(plan).flatMap(({ csmId, mix, hours, totalHours, held }) => {
    const share = mix.maxHoursShare;
    if (share === undefined) return [];
    const limit = share * totalHours + Math.max(0, held.hours - share * held.totalHours);
    if (!exceeds(hours, limit)) return [];
    return {
      code: 'tier-share-too-high',
      constraint: 'tierMixMaxShare' as const,
      subject: csmId,
      amount: hours,
      limit,
      message: `CSM ${csmId} has ${figure(hours)} hours of tier ${mix.tier}; at most ${figure(limit)} are allowed`,
    };
  });
