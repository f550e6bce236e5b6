import type { Term } from './term.js';

/**
 * Soft. Σ over the pairs (AE, person) in use at the end of `new` when the pair is not in today's book, `kept` when it
 * is. Pools and accounts without an AE make no pairs; the CSM of a pair in today's book is not gone.
 */
export const pair: Term = ({ setting, pairs }) => {
  const weights = setting.policy.weights.pair;
  let points = 0;
  for (const key of pairs) points += setting.todaysPairs.has(key) ? weights.kept : weights.new;
  return points;
};
