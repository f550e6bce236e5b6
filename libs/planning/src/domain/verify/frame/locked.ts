import type { AccountRecord, Policy } from '@bailiwick/contracts';
import { dayNumber } from '@bailiwick/kernel';

/**
 * True when a rule of the policy locks the account to its present CSM on the day: its renewal is near, it came to its
 * CSM recently, its health is low, it is strategic, or it is locked by name. `null` switches a rule off.
 */
export function isLockedByRule(account: AccountRecord, policy: Policy['locks'], asOfDay: number): boolean {
  return (
    renewsSoon(account, policy.renewalWindowDays, asOfDay) ||
    movedRecently(account, policy.recentMoveDays, asOfDay) ||
    (policy.healthBelow !== null &&
      account.healthScore !== undefined &&
      account.healthScore < policy.healthBelow) ||
    (policy.strategic && account.strategic === true) ||
    (account.lockedUntil !== undefined && dayNumber(account.lockedUntil) >= asOfDay)
  );
}

/** 0 ≤ renewal − asOf ≤ `days`. */
export function renewsSoon(account: AccountRecord, days: number | null, asOfDay: number): boolean {
  if (days === null || account.renewalDate === undefined) return false;
  const ahead = dayNumber(account.renewalDate) - asOfDay;
  return ahead >= 0 && ahead <= days;
}

/** 0 ≤ asOf − csm_since < `days`. */
function movedRecently(account: AccountRecord, days: number | null, asOfDay: number): boolean {
  if (days === null || account.csmSince === undefined) return false;
  const since = asOfDay - dayNumber(account.csmSince);
  return since >= 0 && since < days;
}
