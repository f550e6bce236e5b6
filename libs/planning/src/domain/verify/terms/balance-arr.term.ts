import { convexPenalty } from './convex-penalty.js';
import type { Term } from './term.js';

/**
 * Soft. Σ over the CSMs j with capacity of the penalty of `|100·arr_j/target_j − 100|`, where
 * target_j = ARR of the group × cap_j ÷ capacity of the group; nothing where it is 0.
 */
export const balanceArr: Term = ({ setting, csms, arr }) => {
  let points = 0;
  for (const j of csms) {
    const group = setting.balanceGroupOf[j];
    const target = group ? (group.arr * setting.capacity[j]!) / group.capacity : 0;
    if (target === 0) continue;
    points += convexPenalty(Math.abs((100 * arr[j]!) / target - 100), setting.policy.weights.balanceArr);
  }
  return points;
};
