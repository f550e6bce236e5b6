import type { RuleSet } from '@bailiwick/contracts';

export type ImpactLimits = NonNullable<RuleSet['limits']>;

/** The limits that a change from one rule set to another is held to: a rule set cannot allow itself more than another does. */
export function strictestLimits(...ruleSets: readonly Pick<RuleSet, 'limits'>[]): ImpactLimits {
  const least = (of: keyof ImpactLimits): number =>
    Math.min(...ruleSets.map(({ limits }) => limits?.[of] ?? Infinity));
  const [accounts, hours] = [least('maxPctAccountsChanged'), least('maxPctHoursShifted')];
  return {
    ...(accounts === Infinity ? {} : { maxPctAccountsChanged: accounts }),
    ...(hours === Infinity ? {} : { maxPctHoursShifted: hours }),
  };
}
