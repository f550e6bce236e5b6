import type { Term } from './term.js';

/** Soft. `Σ_i unassigned` over the active accounts without a CSM at the end. */
export const unassigned: Term = ({ setting, end, accounts }) => {
  let count = 0;
  for (const i of accounts) if (end[i]! < 0) count++;
  return count * setting.policy.weights.unassigned;
};
