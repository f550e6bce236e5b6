import { pairsBy } from '../frame/frame.js';
import { type Constraint, exceeds } from './constraint.js';

/** Hard. Distinct persons per AE ≤ `maxCsmsPerAe`, or the AE's pairs of locked and pinned units if more. */
export const csmsPerAe: Constraint = ({ setting, aes, pairs }) => {
  const allowed = setting.policy.pairing.maxCsmsPerAe;
  if (allowed === null) return [];
  const used = pairsBy('ae', pairs, setting);
  const violations = [];
  for (const ae of aes) {
    const amount = used[ae]!;
    const limit = Math.max(allowed, setting.holds.pairsOfAe[ae]!);
    if (!exceeds(amount, limit)) continue;
    violations.push({
      code: 'too-many-csms-for-ae',
      constraint: 'csmsPerAe' as const,
      subject: setting.aeIds[ae]!,
      amount,
      limit,
      message: `AE ${setting.aeIds[ae]} works with ${amount} CSMs; at most ${limit} are allowed`,
    });
  }
  return violations;
};
