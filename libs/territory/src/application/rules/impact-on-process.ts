import type { AccountRecord } from '@bailiwick/contracts';
import type { AccountState } from '@bailiwick/lifecycle';
import { accountHours } from '@bailiwick/planning';
import type { CheckedRuleSet } from '@bailiwick/tiering';
import { recordNow } from '../../domain/process/company-view.js';
import type { ProcessState } from '../../domain/process/process-state.js';
import { judgeTier, type RulesNow, type TierRules } from '../../domain/process/tier-rules.js';
import type { ProcessRunner } from '../process/process-runner.js';
import { tierRules } from './rule-reader.js';
import type { ImpactVerdict } from './rule-sets.js';

const ROWS_AT_ONCE = 2_000;

/** What a rule set would do to the book as the process holds it now: what its activation would do. */
export async function impactOnProcess(
  runner: ProcessRunner,
  next: CheckedRuleSet,
  inForce: CheckedRuleSet,
): Promise<ImpactVerdict> {
  const { state } = await runner.atRest();
  const { position, policy } = state!;
  const [former, rules] = [tierRules(inForce), tierRules(next)];
  const hours = (record: AccountRecord, tier: string | null, { tiers }: TierRules): number => {
    const known = tiers.find(({ id }) => id === tier);
    return known ? accountHours(record, known, policy) : 0;
  };
  const totals = { accounts: 0, accountsChanged: 0, hours: 0, shifted: 0 };
  for await (const previews of previewsOf(state!, { rules, former }))
    for (const { record, from, to } of previews) {
      const was = hours(record, from, former);
      totals.accounts++;
      if (to !== from) totals.accountsChanged++;
      totals.hours += was;
      totals.shifted += Math.abs(hours(record, to, rules) - was);
    }
  const summary = {
    position,
    accounts: totals.accounts,
    accountsChanged: totals.accountsChanged,
    pctAccountsChanged: percent(totals.accountsChanged, totals.accounts),
    pctHoursShifted: percent(totals.shifted, totals.hours),
  };
  return { summary, exceeded: exceededLimits(summary, strictest(inForce.limits, next.limits)) };
}

interface Preview {
  readonly record: AccountRecord;
  readonly from: string | null;
  /** The same as `from` where the rule set cannot decide. */
  readonly to: string | null;
}

async function* previewsOf(state: ProcessState, rules: RulesNow): AsyncGenerator<readonly Preview[]> {
  const { table } = state.book;
  for (let from = 0; from < table.rows; from += ROWS_AT_ONCE) {
    const previews: Preview[] = [];
    for (let row = from; row < Math.min(from + ROWS_AT_ONCE, table.rows); row++) {
      const account = table.read(row);
      if (account.known && account.status === 'active') previews.push(preview(state, rules, account));
    }
    yield previews;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function preview(state: ProcessState, rules: RulesNow, account: AccountState): Preview {
  const from = account.tier ?? null;
  const judged = judgeTier(state, rules, account);
  return judged
    ? { record: judged.record, from, to: judged.outcome.history.tier }
    : { record: recordNow(account, state.policy), from, to: from };
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 100;
}

type Limits = Required<NonNullable<CheckedRuleSet['limits']>>;

/** A rule set cannot allow itself what the one in force does not. */
function strictest(...limits: readonly CheckedRuleSet['limits'][]): Limits {
  const least = (of: keyof Limits): number => Math.min(...limits.map((l) => l?.[of] ?? Infinity));
  return {
    maxPctAccountsChanged: least('maxPctAccountsChanged'),
    maxPctHoursShifted: least('maxPctHoursShifted'),
  };
}

function exceededLimits(
  { pctAccountsChanged, pctHoursShifted }: ImpactVerdict['summary'],
  { maxPctAccountsChanged, maxPctHoursShifted }: Limits,
): string[] {
  const exceeded: string[] = [];
  if (pctAccountsChanged > maxPctAccountsChanged)
    exceeded.push(`${pctAccountsChanged}% of the accounts change tier, ${maxPctAccountsChanged}% may`);
  if (pctHoursShifted > maxPctHoursShifted)
    exceeded.push(`${pctHoursShifted}% of the hours shift, ${maxPctHoursShifted}% may`);
  return exceeded;
}
