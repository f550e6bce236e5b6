import type { AccountFacts, CompanyFacts, CsmFacts } from './facts.js';
import { isEligible, SOFT_VIOLATION_POINTS, violatedRules } from './eligibility.js';

/** The CSMs that may serve an account, ascending by index, and the points of the soft rules each violates. */
export interface Candidates {
  readonly csms: Int32Array;
  readonly softPoints: Float64Array;
}

/**
 * Candidates of every account. Accounts with the same region, country, language, skills, clearances and tier share
 * one list, so the work grows with the number of distinct combinations, not with accounts × CSMs.
 */
export function candidatesOf(facts: CompanyFacts): (account: AccountFacts) => Candidates {
  const cache = new Map<string, Candidates>();
  return (account) => {
    const { region, country, language, requiredSkills, clearances } = account.record;
    const key = JSON.stringify([account.tier.id, region, country, language, requiredSkills, clearances]);
    let found = cache.get(key);
    if (!found) cache.set(key, (found = compute(account, facts)));
    return found;
  };
}

function compute(account: AccountFacts, { csms, input: { policy } }: CompanyFacts): Candidates {
  const eligible = csms.filter((c) => isEligible(account.record, account.tier, c, policy));
  const points = (c: CsmFacts): number =>
    SOFT_VIOLATION_POINTS * violatedRules('soft', account.record, account.tier, c, policy).length;
  return { csms: Int32Array.from(eligible, (c) => c.index), softPoints: Float64Array.from(eligible, points) };
}

export function canServe(candidates: Candidates, csm: number): boolean {
  return csm >= 0 && candidates.csms.includes(csm);
}

/** The members of all of these sorted lists, ascending. */
export function intersection(lists: readonly Int32Array[]): Int32Array {
  const [first, ...rest] = lists;
  return first!.filter((csm) => rest.every((list) => list.includes(csm)));
}
