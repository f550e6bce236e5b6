import { type AccountId, BailiwickError, type CsmId } from '@bailiwick/kernel';
import { type AssignmentFault, partOf, type Plan } from './plan/plan.js';
import { pointsOf, type Rules, total, violationsOf } from './rules.js';
import type { ConstraintName, Violation } from './verification.js';

/** What it would be worth to put one account's unit back where it was. */
export interface CostDelta {
  /** Objective of the plan − objective with the unit put back: negative when the move improves the plan. */
  readonly delta: number;
  /** The hard constraints that putting it back would break; empty when it is possible. */
  readonly blockedBy: readonly Violation[];
}

const budgets: readonly ConstraintName[] = [
  'budgetAccounts',
  'budgetArr',
  'budgetInPerCsm',
  'budgetOutPerCsm',
  'budgetPerAe',
];

/**
 * A function that prices the move of one account of the plan, by looking only at the books of the CSMs and the AEs
 * that its unit touches. Putting back spends no budget.
 * @throws BailiwickError `unknown-account` from that function, when the id is not that of an active account
 */
export function costDeltas(plan: Plan, rules: Rules): (accountId: AccountId) => CostDelta {
  const { setting } = plan;
  const books = groupBy(plan.end, setting.csms.length);
  const patches = groupBy(setting.ae, setting.aeIds.length);
  const hard = Object.fromEntries(
    Object.entries(rules.constraints).filter(([name]) => !budgets.includes(name as ConstraintName)),
  );
  return (accountId) => {
    const i = setting.accountIndex.get(accountId);
    if (i === undefined) throw unknownAccount(accountId);
    const u = setting.unitOf[i]!;
    const { members } = setting.units[u]!;
    const csms = new Set(members.flatMap((m) => [plan.end[m]!, setting.present[m]!]).filter((j) => j >= 0));
    const aes = new Set(members.map((m) => setting.ae[m]!).filter((ae) => ae >= 0));
    const accounts = new Set(members);
    for (const j of csms) for (const m of books[j]!) accounts.add(m);
    for (const ae of aes) for (const m of patches[ae]!) accounts.add(m);
    const scope = { accounts, csms, aes, units: [u] };
    const [before, after] = [
      partOf(setting, plan.end, { ...scope, faults: [] }),
      putBack(plan, members, scope),
    ];
    const known = new Set(violationsOf(before, hard).map(nameOf));
    return {
      delta: total(pointsOf(before, rules.terms)) - total(pointsOf(after, rules.terms)),
      blockedBy: violationsOf(after, hard).filter((violation) => !known.has(nameOf(violation))),
    };
  };
}

/** The part of the plan with the members at their present CSMs. */
function putBack(
  plan: Plan,
  members: readonly number[],
  scope: Pick<Plan, 'accounts' | 'csms' | 'aes' | 'units'>,
): Plan {
  const { setting } = plan;
  const end = plan.end.slice();
  for (const m of members) end[m] = setting.present[m]!;
  const gone = members.filter(
    (m) => setting.accounts[m]!.csmId && !setting.csmIndex.has(setting.accounts[m]!.csmId),
  );
  const faults = gone.map((m): AssignmentFault => {
    const { accountId, csmId } = setting.accounts[m]!;
    return { accountId, kind: 'unknown-csm', csmId: csmId as CsmId };
  });
  return partOf(setting, end, { ...scope, faults });
}

function groupBy(keys: Int32Array, groups: number): number[][] {
  const lists: number[][] = Array.from({ length: groups }, () => []);
  for (const [i, key] of keys.entries()) if (key >= 0) lists[key]!.push(i);
  return lists;
}

function nameOf({ code, subject }: Violation): string {
  return `${code} ${subject}`;
}

function unknownAccount(value: AccountId): BailiwickError {
  return new BailiwickError('unknown-account', `${value} is no active account of this company`, {
    value,
    expected: 'the id of an active account',
    hint: 'Maybe it has churned.',
  });
}
