import { z } from 'zod';

const id = z.string().min(1);

/** A tier that somebody decided on, beside what the rules alone would give. */
export const tierByHandSchema = z.strictObject({
  accountId: id,
  tier: id,
  byRules: id,
  author: id,
  reason: z.string(),
  expiresAt: z.string(),
});
