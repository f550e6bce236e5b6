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
  const keyOf = ({ record, tier }: AccountFacts): string =>
    JSON.stringify([
      tier.id,
      rules.region !== 'off' && record.region,
      rules.country !== 'off' && record.country,
      rules.language !== 'off' && record.language,
      rules.skills !== 'off' && record.requiredSkills,
      rules.clearances !== 'off' && record.clearances,
    ]);
  // Arcs are laid out account by account: the same one is asked about again and again.
  let last: { readonly account: AccountFacts; readonly found: Candidates } | undefined;
  return (account) => {
    if (last?.account === account) return last.found;
    const key = keyOf(account);
    let found = cache.get(key);
    if (!found) cache.set(key, (found = compute(account, facts)));
    last = { account, found };
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
