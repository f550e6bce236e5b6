import type { AccountRecord, Policy } from '@bailiwick/contracts';
import type { PlanningTier } from '../problem/planning-input.js';
import type { CsmFacts } from './facts.js';

export const ELIGIBILITY_RULES = ['region', 'country', 'language', 'skills', 'tier', 'clearances'] as const;
export type EligibilityRule = (typeof ELIGIBILITY_RULES)[number];

/** Points for each `soft` rule that an account and its CSM violate. */
const SOFT_VIOLATION_POINTS = 20;

type Check = (account: AccountRecord, tier: PlanningTier, csm: CsmFacts) => boolean;

const within = (value: string | undefined, list: readonly string[]): boolean =>
  value === undefined || list.length === 0 || list.includes(value);

/** One named check for each rule: true when the CSM may serve the account as far as this rule goes. */
export const eligibilityChecks: Readonly<Record<EligibilityRule, Check>> = {
  region: (a, _t, c) => within(a.region, c.record.regions),
  country: (a, _t, c) => within(a.country, c.record.countries),
  language: (a, _t, c) => within(a.language, c.record.languages),
  skills: (a, _t, c) => a.requiredSkills.every((s) => c.skills.has(s)),
  tier: (_a, t, c) => within(t.id, c.record.tiers),
  clearances: (a, _t, c) => a.clearances.every((s) => c.clearances.has(s)),
};

/** Coverage is always hard: pooled tiers go to pools, named tiers to persons. */
export function coverageFits(tier: PlanningTier, csm: CsmFacts): boolean {
  return (tier.coverage === 'pool') === csm.record.pool;
}

/** The rules of this strictness that the account and the CSM violate. */
export function violatedRules(
  strictness: 'hard' | 'soft',
  account: AccountRecord,
  tier: PlanningTier,
  csm: CsmFacts,
  policy: Policy,
): EligibilityRule[] {
  return ELIGIBILITY_RULES.filter(
    (rule) => policy.eligibility[rule] === strictness && !eligibilityChecks[rule](account, tier, csm),
  );
}

/** Points of the `soft` rules that the account and the CSM violate; a rule counts once. */
export function softRulePoints(
  account: AccountRecord,
  tier: PlanningTier,
  csm: CsmFacts,
  policy: Policy,
): number {
  return SOFT_VIOLATION_POINTS * violatedRules('soft', account, tier, csm, policy).length;
}

/** True when the arc may exist: capacity, coverage, and every hard rule. */
export function isEligible(
  account: AccountRecord,
  tier: PlanningTier,
  csm: CsmFacts,
  policy: Policy,
): boolean {
  return (
    csm.capacity > 0 &&
    coverageFits(tier, csm) &&
    ELIGIBILITY_RULES.every(
      (rule) => policy.eligibility[rule] !== 'hard' || eligibilityChecks[rule](account, tier, csm),
    )
  );
}
