import type { Constraint } from './constraint.js';

/** Hard. A pinned account and its whole unit are with the CSM that the pin names, never unassigned. */
export const pins: Constraint = ({ setting, end, units }) => {
  const violations = [];
  for (const u of units) {
    for (const { account, csm, csmId } of setting.holds.pins.get(u) ?? []) {
      const away = setting.units[u]!.members.filter((i) => end[i] !== csm).length;
      // Nobody can be with a CSM who is not in the input: `UNKNOWN` is no place.
      if (csm >= 0 && away === 0) continue;
      const { accountId } = setting.accounts[account]!;
      violations.push({
        code: 'pin-broken',
        constraint: 'pins' as const,
        subject: accountId,
        amount: Math.max(1, away),
        limit: 0,
        message: `account ${accountId} is pinned to CSM ${csmId}, but not all of its unit are there`,
      });
    }
  }
  return violations;
};
