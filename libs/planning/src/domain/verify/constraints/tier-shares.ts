import { hoursAt } from '../frame/frame.js';
import type { Plan } from '../plan/plan.js';

/** A person and a tier that the policy's mix speaks of; `held` are the amounts of locked and pinned units. */
export interface TierShare {
  readonly csmId: string;
  readonly mix: Plan['setting']['policy']['tierMix'][number];
  readonly accounts: number;
  readonly hours: number;
  readonly totalHours: number;
  readonly held: { readonly accounts: number; readonly hours: number; readonly totalHours: number };
}

/** What each person has of each tier of `policy.tierMix`; pools are free. */
export function tierShares({ setting, end, accounts, csms, hours }: Plan): TierShare[] {
  const { tierMix } = setting.policy;
  if (tierMix.length === 0) return [];
  const { tierIds, ...held } = setting.holds;
  const count = tierIds.length;
  const [tierHours, tierAccounts] = [
    new Float64Array(held.tierHours.length),
    new Int32Array(held.tierHours.length),
  ];
  for (const i of accounts) {
    const tier = tierIds.indexOf(setting.tiers[i]!.id);
    if (tier === -1 || end[i]! < 0) continue;
    tierHours[end[i]! * count + tier]! += hoursAt(setting, i, end[i]!);
    tierAccounts[end[i]! * count + tier]!++;
  }
  const shares: TierShare[] = [];
  for (const j of csms) {
    if (setting.csms[j]!.pool) continue;
    for (const mix of tierMix) {
      const at = j * count + tierIds.indexOf(mix.tier);
      shares.push({
        csmId: setting.csms[j]!.csmId,
        mix,
        accounts: tierAccounts[at]!,
        hours: tierHours[at]!,
        totalHours: hours[j]!,
        held: { accounts: held.tierAccounts[at]!, hours: held.tierHours[at]!, totalHours: held.hours[j]! },
      });
    }
  }
  return shares;
}
