import type { RuleSet } from '@bailiwick/contracts';

export type RuleSetLimits = NonNullable<RuleSet['limits']>;

/**
 * The limits that a change from one rule set to another is held to: the lowest of each maximum and the highest of each
 * minimum, since a rule set cannot allow itself more than another does.
 */
export function strictestLimits(...ruleSets: readonly Pick<RuleSet, 'limits'>[]): RuleSetLimits {
  const strictest = (of: keyof RuleSetLimits, pick: (...values: number[]) => number): RuleSetLimits => {
    const values = ruleSets.flatMap(({ limits }) => limits?.[of] ?? []);
    return values.length === 0 ? {} : { [of]: pick(...values) };
  };
  return {
    ...strictest('maxPctAccountsChanged', Math.min),
    ...strictest('maxPctHoursShifted', Math.min),
    ...strictest('minPctTestCoverage', Math.max),
  };
}
