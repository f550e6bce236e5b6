import type { EventStore } from '@bailiwick/event-store';
import type { IsoDate } from '@bailiwick/kernel';
import type { DecidedByHand } from '@bailiwick/planning';
import { policyInForce } from '../policy-in-force.js';
import type { RuleSets } from '../rules/rule-sets.js';
import type { TierOverrides } from '../rules/tier-overrides.js';

export interface DecidedByHandDependencies {
  readonly store: Pick<EventStore, 'streamVersion' | 'readStream'>;
  readonly ruleSets: Pick<RuleSets, 'active'>;
  readonly overrides: Pick<TierOverrides, 'on'>;
}

/** The tiers that people decided on, as of a day, with the rules and the policy in force; `undefined`: none. */
export async function decidedByHand(
  { store, ruleSets, overrides }: DecidedByHandDependencies,
  asOf: IsoDate,
): Promise<DecidedByHand | undefined> {
  const set = await overrides.on(asOf);
  if (set.length === 0) return undefined;
  const { policy } = await policyInForce(store);
  return { overrides: set, ruleSet: (await ruleSets.active()).ruleSet, policy };
}
