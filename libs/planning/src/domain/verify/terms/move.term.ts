import type { AccountRecord, Policy } from '@bailiwick/contracts';
import { dayNumber } from '@bailiwick/kernel';
import { renewsSoon } from '../frame/locked.js';
import { isDiscretionary } from '../plan/moves.js';
import type { Term } from './term.js';

const DAYS_PER_YEAR = 365.25;

/**
 * Soft. Σ over the discretionary moves i of `base × (1 + arr_i/arrScale) × renewal × tenure × health`, where
 * - renewal = `renewalSoonFactor` if 0 ≤ renewal date − asOf ≤ `renewalSoonDays`, else 1
 * - tenure = 1 + min(years with the present CSM, cap)/cap, cap = `tenureYearsCap`; 1 when `csm_since` is unknown or later
 * - health = `healthFactor` if the health score < `healthBelow`, else 1
 */
export const move: Term = (plan) => {
  const { accounts, asOfDay, policy } = plan.setting;
  let points = 0;
  for (const i of plan.accounts) {
    if (isDiscretionary(plan, i)) points += movePoints(accounts[i]!, asOfDay, policy.weights.move);
  }
  return points;
};

function movePoints(account: AccountRecord, asOfDay: number, weights: Policy['weights']['move']): number {
  const renewal = renewsSoon(account, weights.renewalSoonDays, asOfDay) ? weights.renewalSoonFactor : 1;
  const unhealthy = account.healthScore !== undefined && account.healthScore < weights.healthBelow;
  const size = 1 + account.arr / weights.arrScale;
  const tenure =
    1 + Math.min(yearsWithCsm(account, asOfDay), weights.tenureYearsCap) / weights.tenureYearsCap;
  return weights.base * size * renewal * tenure * (unhealthy ? weights.healthFactor : 1);
}

function yearsWithCsm(account: AccountRecord, asOfDay: number): number {
  if (account.csmSince === undefined) return 0;
  return Math.max(0, asOfDay - dayNumber(account.csmSince)) / DAYS_PER_YEAR;
}
