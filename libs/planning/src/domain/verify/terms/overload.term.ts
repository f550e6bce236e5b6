import type { Term } from './term.js';

/**
 * Soft, in capacity mode `priced` only. `Σ_j overloadPointsPerHour × max(0, load_j − cap_j)` over the CSMs with
 * capacity; load_j is the sum of `hours_ij`.
 */
export const overload: Term = ({ setting, csms, hours }) => {
  const { mode, overloadPointsPerHour } = setting.policy.capacity;
  if (mode !== 'priced') return 0;
  let excess = 0;
  for (const j of csms) {
    const capacity = setting.capacity[j]!;
    if (capacity > 0) excess += Math.max(0, hours[j]! - capacity);
  }
  return overloadPointsPerHour * excess;
};
