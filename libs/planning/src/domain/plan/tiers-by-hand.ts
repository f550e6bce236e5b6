import type { TierOverride } from '@bailiwick/contracts';
import type { AccountId, TierId } from '@bailiwick/kernel';
import type { Plan, PlannedTierByHand } from './plan.js';

/**
 * The plan with those of its accounts whose tier is one that somebody decided on.
 * @param byRules what the rules alone give an account; `undefined` where they cannot decide
 */
export function withTiersByHand(
  plan: Plan,
  overrides: readonly TierOverride[],
  byRules: (accountId: AccountId) => string | undefined,
): Plan {
  const overrideOf = new Map<string, TierOverride>(overrides.map((one) => [one.accountId, one]));
  const tiersByHand = plan.accounts.flatMap(({ accountId, tier }): PlannedTierByHand[] => {
    const override = overrideOf.get(accountId);
    if (override?.tier !== tier) return [];
    const { author, reason, expiresAt } = override;
    const rules = (byRules(accountId) ?? null) as TierId | null;
    return [{ accountId, tier, byRules: rules, author, reason, expiresAt }];
  });
  if (tiersByHand.length === 0) return plan;
  return { ...plan, tiersByHand: tiersByHand.sort(thoseThatMatterFirst) };
}

/** Whether the rules alone would give the account another tier. */
export function isHeldByHand({ tier, byRules }: PlannedTierByHand): boolean {
  return byRules !== null && byRules !== tier;
}

function thoseThatMatterFirst(a: PlannedTierByHand, b: PlannedTierByHand): number {
  return Number(isHeldByHand(b)) - Number(isHeldByHand(a)) || (a.accountId < b.accountId ? -1 : 1);
}
