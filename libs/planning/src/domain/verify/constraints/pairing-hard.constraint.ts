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
    if (setting.holds.heldAt[u] !== NONE) continue;
    const { members, lead } = setting.units[u]!;
    const isPaired = (j: number): boolean =>
      members.every(
        (i) => setting.ae[i] === NONE || setting.todaysPairs.has(pairKey(setting, setting.ae[i]!, j)),
      );
    const strangers = members.filter((i) => end[i]! >= 0 && !isPaired(end[i]!));
    if (strangers.length === 0) continue;
    const withAe = members.find((i) => setting.ae[i] !== NONE)!;
    const familiar = setting.todaysPersons[setting.ae[withAe]!]!.find(
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
