import { hasArc, NONE, pairKey } from '../frame/frame.js';
import type { Constraint } from './constraint.js';

/**
 * Hard, with `pairing.mode: hard` only. A unit with AEs goes to a person who is paired with each of them in today's
 * book, where one is eligible for the unit. Locked and pinned units are where their lock or pin says.
 */
export const pairingHard: Constraint = ({ setting, end, units }) => {
  if (setting.policy.pairing.mode !== 'hard') return [];
  const violations = [];
  for (const u of units) {
    const { members, lead } = setting.units[u]!;
    const aes = [...new Set(members.map((i) => setting.ae[i]!).filter((ae) => ae !== NONE))];
    const isPaired = (j: number): boolean =>
      aes.every((ae) => setting.todaysPairs.has(pairKey(setting, ae, j)));
    const strangers = members.filter((i) => end[i]! >= 0 && !isPaired(end[i]!));
    if (strangers.length === 0 || setting.holds.heldAt[u] !== NONE) continue;
    const familiar = setting.todaysPersons[aes[0]!]!.find(
      (j) => isPaired(j) && members.every((i) => hasArc(setting, i, j)),
    );
    if (familiar === undefined) continue;
    const [{ accountId }, { csmId }] = [setting.accounts[lead]!, setting.csms[familiar]!];
    violations.push({
      code: 'unpaired',
      constraint: 'pairingHard' as const,
      subject: accountId,
      amount: strangers.length,
      limit: 0,
      message: `the unit of account ${accountId} goes to a CSM its AE does not work with today, although ${csmId} could serve it`,
    });
  }
  return violations;
};
