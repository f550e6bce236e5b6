import { brokenRules } from '../frame/eligibility.js';
import type { Term } from './term.js';

const POINTS_PER_RULE = 20;

/** Soft. 20 points for each `soft` eligibility rule that an assigned account breaks with its CSM; a rule counts once. */
export const eligibility: Term = ({ setting, end, accounts }) => {
  const { policy } = setting;
  if (!Object.values(policy.eligibility).includes('soft')) return 0;
  let broken = 0;
  for (const i of accounts) {
    const j = end[i]!;
    if (j < 0) continue;
    broken += brokenRules('soft', setting.accounts[i]!, setting.tiers[i]!, setting.csms[j]!, policy).length;
  }
  return POINTS_PER_RULE * broken;
};
