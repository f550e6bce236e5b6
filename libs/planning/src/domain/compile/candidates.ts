import type { AccountFacts, CsmFacts } from './facts.js';
import type { Policy } from '@bailiwick/contracts';
import { isEligible, softRulePoints } from './eligibility.js';

/** The CSMs that may serve an account, ascending by index, and the points of the soft rules each violates. */
export interface Candidates {
  readonly csms: Int32Array;
  readonly softPoints: Float64Array;
}

/** The CSMs to choose from, ascending by index, and the rules that decide. */
interface Choice {
  readonly csms: readonly CsmFacts[];
  readonly input: { readonly policy: Policy };
}

/**
 * Candidates of every account. Accounts with the same tier and the same values for the rules that are not `off` share
 * one list, so the work grows with the number of distinct combinations, not with accounts × CSMs.
 */
export function candidatesOf(facts: Choice): (account: AccountFacts) => Candidates {
  const { eligibility: rules } = facts.input.policy;
  const cache = new Map<string, Candidates>();
  return (account) => {
    const { region, country, language, requiredSkills, clearances } = account.record;
    const key = JSON.stringify([
      account.tier.id,
      rules.region !== 'off' && region,
      rules.country !== 'off' && country,
      rules.language !== 'off' && language,
      rules.skills !== 'off' && requiredSkills,
      rules.clearances !== 'off' && clearances,
    ]);
    let found = cache.get(key);
    if (!found) cache.set(key, (found = compute(account, facts)));
    return found;
  };
}

function compute(account: AccountFacts, { csms, input: { policy } }: Choice): Candidates {
  const eligible = csms.filter((c) => isEligible(account.record, account.tier, c, policy));
  const points = (c: CsmFacts): number => softRulePoints(account.record, account.tier, c, policy);
  return { csms: Int32Array.from(eligible, (c) => c.index), softPoints: Float64Array.from(eligible, points) };
}

export function canServe(candidates: Candidates, csm: number): boolean {
  return csm >= 0 && candidates.csms.includes(csm);
}

/** The members of all of these sorted lists, ascending; the list itself where there is one. */
export function intersection(lists: readonly Int32Array[]): Int32Array {
  const [first, ...rest] = lists;
  if (rest.length === 0) return first!;
  return first!.filter((csm) => rest.every((list) => list.includes(csm)));
}
