import { convexPenalty } from './convex-penalty.js';
import type { Term } from './term.js';

/**
 * Soft. Σ over the CSMs j with capacity of the penalty of `|100·load_j/cap_j − 100·U|`, where
 * U = min(1, hours of the group ÷ capacity of the group).
 */
export const balanceHours: Term = ({ setting, csms, hours }) => {
  let points = 0;
  for (const j of csms) {
    const group = setting.balanceGroupOf[j];
    if (!group) continue;
    const target = 100 * Math.min(1, group.hours / group.capacity);
    const share = (100 * hours[j]!) / setting.capacity[j]!;
    points += convexPenalty(Math.abs(share - target), setting.policy.weights.balanceHours);
  }
  return points;
};
