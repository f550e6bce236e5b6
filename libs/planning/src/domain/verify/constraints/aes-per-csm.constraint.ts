import { pairsBy } from '../frame/frame.js';
import { type Constraint, exceeds } from './constraint.js';

/** Hard. Distinct AEs per person ≤ `maxAesPerCsm`, or the person's pairs of locked and pinned units if more. */
export const aesPerCsm: Constraint = ({ setting, csms, pairs }) => {
  const allowed = setting.policy.pairing.maxAesPerCsm;
  if (allowed === null) return [];
  const used = pairsBy('csm', pairs, setting);
  const violations = [];
  for (const j of csms) {
    const amount = used[j]!;
    const limit = Math.max(allowed, setting.holds.pairsOfCsm[j]!);
    if (!exceeds(amount, limit)) continue;
    const { csmId } = setting.csms[j]!;
    violations.push({
      code: 'too-many-aes-for-csm',
      constraint: 'aesPerCsm' as const,
      subject: csmId,
      amount,
      limit,
      message: `CSM ${csmId} works with ${amount} AEs; at most ${limit} are allowed`,
    });
  }
  return violations;
};
