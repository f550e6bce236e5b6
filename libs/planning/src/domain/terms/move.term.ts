import type { Policy } from '@bailiwick/contracts';
import type { AccountFacts } from '../compile/facts.js';

const DAYS_PER_YEAR = 365.25;

/**
 * Soft: points of one discretionary move of an account,
 * base · (1 + arr/arrScale) · renewal factor · (1 + min(years, cap)/cap) · health factor.
 */
export function movePoints(account: AccountFacts, { weights: { move } }: Policy): number {
  const { arr, healthScore } = account.record;
  const renewsSoon =
    account.daysToRenewal !== undefined &&
    account.daysToRenewal >= 0 &&
    account.daysToRenewal <= move.renewalSoonDays;
  const unhealthy = healthScore !== undefined && healthScore < move.healthBelow;
  return (
    move.base *
    (1 + arr / move.arrScale) *
    (renewsSoon ? move.renewalSoonFactor : 1) *
    tenureFactor(account.daysWithCsm, move.tenureYearsCap) *
    (unhealthy ? move.healthFactor : 1)
  );
}

function tenureFactor(daysWithCsm: number | undefined, capYears: number): number {
  if (daysWithCsm === undefined || daysWithCsm < 0) return 1;
  return 1 + Math.min(daysWithCsm / DAYS_PER_YEAR, capYears) / capYears;
}
