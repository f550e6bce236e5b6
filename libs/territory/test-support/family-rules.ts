import { defaultRuleSet, type RuleSet, type Stability } from '@bailiwick/contracts';
import { seededRng } from '@bailiwick/kernel';
import { checkRuleSet } from '@bailiwick/tiering';
import { randomCompanyYear } from './random-company-year.js';
import type { Sent } from './world.js';

/** Every change of the rules' mind is a change of tier at once. */
export const CALM: Partial<Stability> = { bufferPct: 0, confirmPeriods: 0, reviewCadence: 'none' };

/** The default rule set, and before all else: whose family has 300K and more is high touch. */
export function familyRules(stability: Partial<Stability> = CALM): RuleSet {
  const { facts, rules, stability: usual, ...rest } = structuredClone(defaultRuleSet) as RuleSet;
  const large: RuleSet['rules'][number] = {
    id: 'large-family',
    priority: 1_000,
    conditions: { all: [{ fact: 'familyArr', operator: 'greaterThanInclusive', value: 300_000 }] },
    event: { type: 'tier', params: { tier: 'high' } },
  };
  return {
    ...rest,
    facts: { ...facts, familyArr: { type: 'number', min: 0, onMissing: 0 } },
    rules: [large, ...rules],
    stability: { ...usual, ...stability },
    tests: [],
  };
}

export const checkedFamilyRules = (stability?: Partial<Stability>) => checkRuleSet(familyRules(stability));

/** A random year in which accounts get parents, lose them, close circles and are merged, too. */
export function randomFamilyYear(seed: number, accounts = 14): Sent[] {
  const rng = seededRng(1_000 + seed);
  const one = (): string => `a${rng.int(accounts)}`;
  return randomCompanyYear(seed, accounts).flatMap((event): Sent[] => {
    if (rng.int(4) > 0) return [event];
    const time = new Date(Date.parse(event[2]) + 60_000).toISOString();
    const [accountId, other] = [one(), one()];
    if (rng.int(8) === 0 && accountId !== other)
      return [event, ['account.merged', { accountId, intoAccountId: other }, time]];
    const parentId = rng.int(4) === 0 ? null : rng.int(8) === 0 ? 'somebody' : other;
    if (parentId === accountId) return [event];
    return [event, ['account.updated', { accountId, parentId }, time]];
  });
}
