import type { AccountRecord, Policy } from '@bailiwick/contracts';
import { toCentihours } from '@bailiwick/kernel';
import type { PlanningTier } from '../problem/planning-input.js';

/**
 * Work of an account in hundredths of hours a month, before skill factors:
 * tier hours × stage factor × complexity factor × health factor, rounded half up to 0.01 h.
 */
export function accountHours(account: AccountRecord, tier: PlanningTier, policy: Policy): number {
  const h = policy.hours;
  const base = tier.hoursPerMonth ?? h.standardHoursPerMonth / (tier.ratio ?? Number.POSITIVE_INFINITY);
  return toCentihours(
    base * stageFactor(account, policy) * complexityFactor(account, policy) * healthFactor(account, policy),
  );
}

function stageFactor(account: AccountRecord, policy: Policy): number {
  const factors = policy.hours.stageFactors;
  return account.stage !== undefined && Object.hasOwn(factors, account.stage) ? factors[account.stage]! : 1;
}

function complexityFactor(account: AccountRecord, policy: Policy): number {
  const key = String(account.complexity) as keyof Policy['hours']['complexityFactors'];
  return policy.hours.complexityFactors[key] ?? 1;
}

function healthFactor(account: AccountRecord, policy: Policy): number {
  const score = account.healthScore;
  if (score === undefined) return 1;
  return policy.hours.healthFactors.find((f) => score < f.below)?.factor ?? 1;
}

/** The skill factors that could apply to an account: those whose skill it requires or names (industry or product). */
export function skillFactorsOf(account: AccountRecord, policy: Policy): Policy['hours']['skillFactors'] {
  return policy.hours.skillFactors.filter(
    ({ skill }) =>
      account.requiredSkills.includes(skill) ||
      account.industry === skill ||
      account.products.includes(skill),
  );
}

/** Work of the account for a CSM with these skills, in hundredths of hours. */
export function hoursFor(
  centihours: number,
  factors: Policy['hours']['skillFactors'],
  csmSkills: ReadonlySet<string>,
): number {
  let factor = 1;
  let any = false;
  for (const f of factors) {
    if (!csmSkills.has(f.skill)) continue;
    factor *= f.factor;
    any = true;
  }
  return any ? toCentihours((centihours / 100) * factor) : centihours;
}
