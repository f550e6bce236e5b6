import type { Constraint } from './constraint.js';

/** Hard. Of the accounts of one conflict group, or of one list of `policy.conflicts`, at most one is with each CSM. */
export const conflicts: Constraint = ({ setting, end, accounts, csms }) => {
  const asked = new Set(csms);
  const groups = new Set<number>();
  for (const i of accounts) for (const g of setting.conflictGroupsOf.get(i) ?? []) groups.add(g);
  const violations = [];
  for (const g of groups) {
    const { name, members } = setting.conflictGroups[g]!;
    const together = new Map<number, number>();
    for (const i of members) together.set(end[i]!, (together.get(end[i]!) ?? 0) + 1);
    for (const [j, amount] of together) {
      if (amount < 2 || !asked.has(j)) continue;
      const { csmId } = setting.csms[j]!;
      violations.push({
        code: 'conflict',
        constraint: 'conflicts' as const,
        subject: name,
        amount,
        limit: 1,
        message: `CSM ${csmId} has ${amount} accounts of the conflict group ${name}`,
      });
    }
  }
  return violations;
};
