import type { AccountRecord, CsmRecord, Policy, Tier } from '@bailiwick/contracts';
import type { IsoDate } from '@bailiwick/kernel';
import type { ImpactBook } from '@bailiwick/tiering';
import { capacityOf } from '../domain/compile/capacity.js';
import { accountHours, hoursFor, skillFactorsOf } from '../domain/compile/hours.js';
import type { PlanningTier } from '../domain/problem/planning-input.js';
import { planningTiers } from './prepare-input/prepare-input.js';

/** The hours and capacities by which the impact of a rule set is measured: those of the planning model. */
export function workloadMeasures(
  csms: readonly CsmRecord[],
  policy: Policy,
  on: IsoDate,
): Required<Pick<ImpactBook<AccountRecord>, 'hoursOf' | 'csms'>> {
  const skillsOf = new Map<string, ReadonlySet<string>>(csms.map((csm) => [csm.csmId, new Set(csm.skills)]));
  const known = new Map<Tier, PlanningTier>();
  const planned = (tier: Tier): PlanningTier => {
    const tierOfPlan = known.get(tier) ?? planningTiers({ tiers: [tier] })[0]!;
    known.set(tier, tierOfPlan);
    return tierOfPlan;
  };
  return {
    hoursOf: (account, tier) => {
      const hours = accountHours(account, planned(tier), policy);
      const skills = account.csmId === undefined ? undefined : skillsOf.get(account.csmId);
      return skills ? hoursFor(hours, skillFactorsOf(account, policy), skills) : hours;
    },
    csms: csms.map((csm) => {
      const { csmId, managerId } = csm;
      const manager = managerId === undefined ? {} : { managerId };
      return { csmId, ...manager, capacityHours: capacityOf(csm, policy, on) };
    }),
  };
}
