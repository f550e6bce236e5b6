import type { Policy } from '@bailiwick/contracts';
import type { AccountFacts, CsmFacts } from '../compile/facts.js';

const UNKNOWN_SENIORITY = 3;
const TOP_SENIORITY = 5;

/** Soft: points of an account with a CSM: industry + first language + time zone + seniority for strategic accounts. */
export function fitPoints(account: AccountFacts, csm: CsmFacts, policy: Policy): number {
  return (
    industryPoints(account, csm, policy) +
    firstLanguagePoints(account, csm, policy) +
    timezonePoints(account, csm, policy) +
    seniorityPoints(account, csm, policy)
  );
}

/** `industry` if the account has an industry that is not among the CSM's skills. */
export function industryPoints(account: AccountFacts, csm: CsmFacts, { weights: { fit } }: Policy): number {
  const { industry } = account.record;
  return industry !== undefined && !csm.skills.has(industry) ? fit.industry : 0;
}

/** `firstLanguage` if the account's language is not the first of the CSM's list; nothing when the list is empty. */
export function firstLanguagePoints(
  account: AccountFacts,
  csm: CsmFacts,
  { weights: { fit } }: Policy,
): number {
  const { language } = account.record;
  const first = csm.record.languages[0];
  return language !== undefined && first !== undefined && first !== language ? fit.firstLanguage : 0;
}

/** `timezonePerHour` for each hour of difference beyond the free ones, where both zones are known. */
export function timezonePoints(account: AccountFacts, csm: CsmFacts, { weights: { fit } }: Policy): number {
  if (account.utcOffset === undefined || csm.utcOffset === undefined) return 0;
  const difference = Math.abs(account.utcOffset - csm.utcOffset);
  return fit.timezonePerHour * Math.max(0, difference - fit.timezoneFreeHours);
}

/** `strategicPerSeniorityStep · (5 − seniority)` for a strategic account. */
export function seniorityPoints(account: AccountFacts, csm: CsmFacts, { weights: { fit } }: Policy): number {
  if (!account.record.strategic) return 0;
  return fit.strategicPerSeniorityStep * (TOP_SENIORITY - (csm.record.seniority ?? UNKNOWN_SENIORITY));
}
