import type { TierDecision } from '../decision/tier-decision.js';
import type { ChangeOrigin } from './tier-stability.js';

/**
 * Whether a new rule set is what changes an account's tier: what the rules before would have said too is no change by
 * the new ones, so that a change that waits for its confirmation goes on waiting.
 * @param before what the rules before say of the same account with the same previous tier
 */
export function changeOrigin(
  before: Pick<TierDecision, 'tier' | 'rawTier'> | undefined,
  now: Pick<TierDecision, 'tier' | 'rawTier'>,
): ChangeOrigin {
  return before?.tier === now.tier && before.rawTier === now.rawTier ? 'account' : 'rule-set';
}
