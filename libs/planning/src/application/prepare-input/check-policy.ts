import { closest, type Company, type Policy } from '@bailiwick/contracts';
import type { Problem } from '@bailiwick/kernel';
import type { PlanningTier } from '../../domain/problem/planning-input.js';

/** Every account, CSM and tier that the policy names but the company or the rule set does not have. */
export function checkPolicy(policy: Policy, company: Company, tiers: readonly PlanningTier[]): Problem[] {
  const accounts = new Set<string>(company.accounts.map((a) => a.accountId));
  const csms = new Set<string>(company.csms.map((c) => c.csmId));
  const tierIds = new Set<string>(tiers.map((t) => t.id));
  return [
    ...policy.pins.flatMap((pin, i) => [
      ...unknown('account', pin.accountId, accounts, `/pins/${i}/accountId`),
      ...unknown('csm', pin.csmId, csms, `/pins/${i}/csmId`),
    ]),
    ...policy.conflicts.flatMap((group, i) =>
      group.flatMap((id, k) => unknown('account', id, accounts, `/conflicts/${i}/${k}`)),
    ),
    ...policy.tierMix.flatMap((mix, i) => unknown('tier', mix.tier, tierIds, `/tierMix/${i}/tier`)),
  ];
}

function unknown(kind: string, id: string, known: ReadonlySet<string>, pointer: string): Problem[] {
  if (known.has(id)) return [];
  const like = closest(id, [...known], 2);
  return [
    {
      code: `unknown-${kind}`,
      message: `the policy names ${kind} ${id}, which does not exist`,
      pointer,
      value: id,
      expected: `the id of one of the ${known.size} ${kind}s`,
      ...(like === undefined ? {} : { hint: `Maybe "${like}"` }),
    },
  ];
}
