import type { AccountRecord, CsmRecord, Policy } from '@bailiwick/contracts';
import { roundHalfUp } from '@bailiwick/kernel';
import type { PlanningTier } from '../../problem/planning-input.js';

type HoursPolicy = Policy['hours'];

/** `hours_i`: hours a month of an account at skill factor 1, rounded half up to 0.01. */
export function accountHours(account: AccountRecord, tier: PlanningTier, policy: HoursPolicy): number {
  const base = tier.hoursPerMonth ?? policy.standardHoursPerMonth / (tier.ratio ?? Infinity);
  const stage = account.stage === undefined ? 1 : own(policy.stageFactors, account.stage);
  const complexity =
    account.complexity === undefined ? 1 : own(policy.complexityFactors, String(account.complexity));
  return roundHalfUp(base * stage * complexity * healthFactor(account.healthScore, policy), 2);
}

function own(factors: Readonly<Record<string, number | undefined>>, key: string): number {
  return (Object.hasOwn(factors, key) ? factors[key] : undefined) ?? 1;
}

function healthFactor(score: number | undefined, policy: HoursPolicy): number {
  if (score === undefined) return 1;
  return policy.healthFactors.find((entry) => score < entry.below)?.factor ?? 1;
}

/**
 * `hours_ij`: `hours` of the account × every skill factor whose skill the CSM has and the account requires or names
 * as its industry or one of its products; rounded half up to 0.01 again when any entry matches.
 */
export function hoursWithCsm(
  account: AccountRecord,
  csm: CsmRecord,
  hours: number,
  policy: HoursPolicy,
): number {
  const matching = policy.skillFactors.filter(
    ({ skill }) =>
      csm.skills.includes(skill) &&
      (account.industry === skill ||
        account.requiredSkills.includes(skill) ||
        account.products.includes(skill)),
  );
  if (matching.length === 0) return hours;
  return roundHalfUp(
    matching.reduce((product, entry) => product * entry.factor, hours),
    2,
  );
}
