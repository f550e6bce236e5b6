import type { AccountRecord, CsmRecord, Policy } from '@bailiwick/contracts';
import { roundHalfUp } from '@bailiwick/kernel';
import type { PlanningTier } from '../../problem/planning-input.js';

type HoursPolicy = Policy['hours'];

/**
 * `hours_i`: hours a month of each account at skill factor 1, rounded half up to 0.01. Many accounts have the same
 * product of factors, which is rounded once.
 */
export function hoursOf(
  accounts: readonly AccountRecord[],
  tiers: readonly PlanningTier[],
  policy: HoursPolicy,
): Float64Array {
  const rounded = new Map<number, number>();
  return Float64Array.from(accounts, (account, i) => {
    const exact = exactHours(account, tiers[i]!, policy);
    const known = rounded.get(exact) ?? roundHalfUp(exact, 2);
    rounded.set(exact, known);
    return known;
  });
}

function exactHours(account: AccountRecord, tier: PlanningTier, policy: HoursPolicy): number {
  const base = tier.hoursPerMonth ?? policy.standardHoursPerMonth / (tier.ratio ?? Infinity);
  const stage = account.stage === undefined ? 1 : own(policy.stageFactors, account.stage);
  const complexity =
    account.complexity === undefined ? 1 : own(policy.complexityFactors, String(account.complexity));
  return base * stage * complexity * healthFactor(account.healthScore, policy);
}

function own(factors: Readonly<Record<string, number | undefined>>, key: string): number {
  return (Object.hasOwn(factors, key) ? factors[key] : undefined) ?? 1;
}

function healthFactor(score: number | undefined, policy: HoursPolicy): number {
  if (score === undefined) return 1;
  return policy.healthFactors.find((entry) => score < entry.below)?.factor ?? 1;
}

/** The entries of `skillFactors` whose skill the CSM has. */
export function factorsOfCsm(csm: CsmRecord, policy: HoursPolicy): HoursPolicy['skillFactors'] {
  return policy.skillFactors.filter(({ skill }) => csm.skills.includes(skill));
}

/**
 * `hours_ij`: `hours` of the account × each of the CSM's factors whose skill the account requires or names as its
 * industry or one of its products; rounded half up to 0.01 again when any matches.
 */
export function hoursWithCsm(
  account: AccountRecord,
  factors: HoursPolicy['skillFactors'],
  hours: number,
): number {
  const matching = factors.filter(
    ({ skill }) =>
      account.industry === skill ||
      account.requiredSkills.includes(skill) ||
      account.products.includes(skill),
  );
  if (matching.length === 0) return hours;
  const product = matching.reduce((sofar, { factor }) => sofar * factor, hours);
  return roundHalfUp(product, 2);
}
