import type { Constraint } from './constraint.js';

/** Hard. All accounts of a unit are with one CSM, or all of them unassigned. */
export const families: Constraint = ({ setting, end, units }) => {
  const violations = [];
  for (const u of units) {
    const { members, lead } = setting.units[u]!;
    if (members.length === 1) continue;
    const ends = new Set(members.map((i) => end[i]));
    if (ends.size === 1) continue;
    const { accountId } = setting.accounts[lead]!;
    violations.push({
      code: 'split-family',
      constraint: 'families' as const,
      subject: accountId,
      amount: ends.size,
      limit: 1,
      message: `the ${members.length} accounts of the family of ${accountId} are not together`,
    });
  }
  return violations;
};
