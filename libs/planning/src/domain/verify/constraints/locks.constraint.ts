import type { Constraint } from './constraint.js';

/** Hard. Every account of a locked unit that no pin sends elsewhere is with the unit's anchor, never unassigned. */
export const locks: Constraint = ({ setting, end, units }) => {
  const { heldAt, pins } = setting.holds;
  const violations = [];
  for (const u of units) {
    const j = heldAt[u]!;
    if (j < 0 || pins.has(u)) continue;
    const { members, lead } = setting.units[u]!;
    const away = members.filter((i) => end[i] !== j).length;
    if (away === 0) continue;
    const [{ accountId }, { csmId }] = [setting.accounts[lead]!, setting.csms[j]!];
    violations.push({
      code: 'lock-broken',
      constraint: 'locks' as const,
      subject: accountId,
      amount: away,
      limit: 0,
      message: `account ${accountId} is locked to CSM ${csmId}, but ${away} account(s) of its unit are not there`,
    });
  }
  return violations;
};
