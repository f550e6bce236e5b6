import { type Constraint, exceeds, figure } from './constraint.js';
import { tierShares } from './tier-shares.js';

/**
 * Hard. For each person `hours_t ≥ minHoursShare · total − max(0, minHoursShare · locked_total − locked_t)`: the
 * slack is what the locked and pinned units alone need.
 */
export const tierMixMinShare: Constraint = (plan) =>
  tierShares(plan).flatMap(({ csmId, mix, hours, totalHours, held }) => {
    const share = mix.minHoursShare;
    if (share === undefined) return [];
    const limit = share * totalHours - Math.max(0, share * held.totalHours - held.hours);
    if (!exceeds(limit, hours)) return [];
    return {
      code: 'tier-share-too-low',
      constraint: 'tierMixMinShare' as const,
      subject: csmId,
      amount: hours,
      limit,
      message: `CSM ${csmId} has ${figure(hours)} hours of tier ${mix.tier}; at least ${figure(limit)} are needed`,
    };
  });
