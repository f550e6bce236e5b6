import { PRESET_NAMES, type Policy, policyPresets, policySchema } from '@bailiwick/contracts';
import { z } from 'zod';

const presetName = z.enum(PRESET_NAMES, {
  error: `a whole policy, or the name of a preset: ${PRESET_NAMES.join(', ')}`,
});

/** A whole policy, or the name of a preset. */
export const policyOrPreset = z.unknown().transform((given, context): Policy => {
  if (typeof given === 'string') {
    const name = presetName.safeParse(given);
    if (name.success) return policyPresets[name.data];
    for (const { message } of name.error.issues) context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }
  const policy = policySchema.safeParse(given);
  if (policy.success) return policy.data;
  for (const { path, message } of policy.error.issues) context.addIssue({ code: 'custom', message, path });
  return z.NEVER;
});
