import { z } from 'zod';
import { accountId, instant, reasonText, tierId } from '../events/primitives.js';

const person = z.string().min(1).max(200);

/** `TierOverridden` v1: somebody decided that an account has a tier, whatever the rules say, until a moment. */
export const tierOverriddenData = z.strictObject({
  accountId,
  tier: tierId,
  reason: reasonText.min(1),
  author: person,
  approver: person.optional(),
  effectiveAt: instant,
  expiresAt: instant,
});
export type TierOverriddenData = z.output<typeof tierOverriddenData>;

/** `TierOverrideEnded` v1: somebody ended it before its time. One that expires needs no event. */
export const tierOverrideEndedData = z.strictObject({
  accountId,
  effectiveAt: instant,
  reason: reasonText.optional(),
});

/** Every event about tiers that people decide on, by type and version. */
export const tierOverrideDataSchemas = {
  TierOverridden: { 1: tierOverriddenData },
  TierOverrideEnded: { 1: tierOverrideEndedData },
} as const;
