import type { AccountRecord, CsmRecord, Policy } from '@bailiwick/contracts';
import type { Term } from './term.js';

const HIGHEST_SENIORITY = 5;
const USUAL_SENIORITY = 3;

/**
 * Soft. Σ over the assigned accounts i with their CSM j (pools too) of
 * - `industry` if i has an industry that is not among j's skills
 * - `firstLanguage` if i has a language and j's list has another one first
 * - `timezonePerHour × max(0, |offset_i − offset_j| − timezoneFreeHours)` where both zones are known
 * - `strategicPerSeniorityStep × (5 − seniority_j)` if i is strategic; seniority is 3 when unknown
 */
export const fit: Term = ({ setting, end, accounts }) => {
  const weights = setting.policy.weights.fit;
  let points = 0;
  for (const i of accounts) {
    const j = end[i]!;
    if (j < 0) continue;
    const apart = Math.abs(setting.accountOffset[i]! - setting.csmOffset[j]!);
    points += fitPoints(setting.accounts[i]!, setting.csms[j]!, Number.isNaN(apart) ? 0 : apart, weights);
  }
  return points;
};

function fitPoints(
  account: AccountRecord,
  csm: CsmRecord,
  hoursApart: number,
  weights: Policy['weights']['fit'],
): number {
  const strange = Boolean(account.industry) && !csm.skills.includes(account.industry!);
  const foreign =
    Boolean(account.language) && csm.languages.length > 0 && csm.languages[0] !== account.language;
  const steps = account.strategic === true ? HIGHEST_SENIORITY - (csm.seniority ?? USUAL_SENIORITY) : 0;
  return (
    (strange ? weights.industry : 0) +
    (foreign ? weights.firstLanguage : 0) +
    weights.timezonePerHour * Math.max(0, hoursApart - weights.timezoneFreeHours) +
    weights.strategicPerSeniorityStep * steps
  );
}
