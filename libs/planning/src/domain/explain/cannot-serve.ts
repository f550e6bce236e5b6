import type { EligibilityRule } from '../compile/eligibility.js';
import type { AccountFacts, CsmFacts } from '../compile/facts.js';

const RULE_WORDS: Record<EligibilityRule, (a: AccountFacts) => string> = {
  region: (a) => `region ${a.record.region}`,
  country: (a) => `country ${a.record.country}`,
  language: (a) => `language ${a.record.language}`,
  skills: (a) => `skills ${a.record.requiredSkills.join(', ')}`,
  tier: (a) => `tier ${a.tier.id}`,
  clearances: (a) => `clearances ${a.record.clearances.join(', ')}`,
};

/** "ana has no capacity over the horizon" */
export function withoutCapacity({ record }: CsmFacts): string {
  return `${record.csmId} has no capacity over the horizon`;
}

/** That a person is no pool, or the other way round, in words. */
export function wrongCoverage({ tier }: AccountFacts, { record: { csmId } }: CsmFacts): string {
  return tier.coverage === 'pool'
    ? `tier ${tier.id} is covered by pools and ${csmId} is a person`
    : `tier ${tier.id} has a named CSM and ${csmId} is a pool`;
}

/** "ana may not serve region EMEA and skills sso" */
export function notEligible(
  account: AccountFacts,
  { record }: CsmFacts,
  rules: readonly EligibilityRule[],
): string {
  return `${record.csmId} may not serve ${rules.map((r) => RULE_WORDS[r](account)).join(' and ')}`;
}
