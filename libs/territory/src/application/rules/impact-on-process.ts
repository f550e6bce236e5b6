import {
  type AccountRecord,
  type Company,
  convertCurrencies,
  type Policy,
  type RuleSetImpactSummary,
} from '@bailiwick/contracts';
import {
  type Planner,
  previewReoptimised,
  type Reoptimisation,
  type ReoptimiseOptions,
  workloadMeasures,
} from '@bailiwick/planning';
import {
  type CheckedRuleSet,
  type ImpactReport,
  previewImpact,
  strictestLimits,
  type TierHistory,
} from '@bailiwick/tiering';
import { csmRecord } from '@bailiwick/workforce';
import { companyNow, csmNow, recordNow } from '../../domain/process/company-view.js';
import type { ProcessState } from '../../domain/process/process-state.js';
import { historyOf, overrideOf, type TierRules } from '../../domain/process/tier-rules.js';
import type { ProcessRunner } from '../process/process-runner.js';
import { tierRules } from './rule-reader.js';

/** What putting a rule set in force would do to the book as it stood at a position of the log. */
export interface RuleSetImpact extends ImpactReport {
  readonly position: number;
  /** What re-optimising the book then would move, where that was asked. */
  readonly reoptimised?: Reoptimisation;
}

/** That the book is to be re-optimised as well, by whom, and within which limits. */
export interface Reoptimising {
  readonly planner: Pick<Planner, 'plan'>;
  readonly options: ReoptimiseOptions;
}

export interface ImpactDependencies {
  readonly runner: Pick<ProcessRunner, 'atRest'>;
  /** Lets other work of this thread go on. */
  readonly breathe: () => Promise<void>;
}

const SAMPLE = 200;

/** So many accounts between two turns of the event loop: some milliseconds of work. */
const ACCOUNTS_PER_TURN = 500;

/**
 * What a rule set would do to the book as the process holds it now: what its activation would do. The process may go
 * on meanwhile, and the event loop has its turns.
 */
export async function impactOnProcess(
  { runner, breathe }: ImpactDependencies,
  next: CheckedRuleSet,
  inForce: CheckedRuleSet,
  reoptimising?: Reoptimising,
): Promise<RuleSetImpact> {
  const state = (await runner.atRest()).state!;
  const { position, policy, day: on } = state;
  const seen = seenNow(state);
  const csms = [...state.book.csms.keys()].flatMap((id) => csmNow(state, id) ?? []).map(csmRecord);
  const company = reoptimising && inCurrencyOf(policy, companyNow(state));
  const { accounts, histories } = await accountsOf(seen, tierRules(inForce), breathe);
  const question = {
    accounts,
    on,
    mode: 'service',
    historyOf: ({ accountId }: AccountRecord) => histories.get(accountId),
    overrides: [...seen.overrides.keys()].flatMap((id) => overrideOf(seen, id) ?? []),
    limits: strictestLimits(inForce, next),
    ...workloadMeasures(csms, policy, on),
  } as const;
  if (!company) return { position, ...(await previewImpact(inForce, next, question)) };
  const edited = { inForce, next, book: question, company, policy };
  return { position, ...(await previewReoptimised(reoptimising.planner, edited, reoptimising.options)) };
}

function inCurrencyOf(policy: Policy, company: Company): Company {
  return { ...company, accounts: convertCurrencies(company.accounts, policy) };
}

/** Some hundred accounts of the book, evenly spread: enough to see two evaluators differ. */
export async function sampleOfBook(runner: Pick<ProcessRunner, 'atRest'>): Promise<readonly AccountRecord[]> {
  const state = (await runner.atRest()).state!;
  const { table } = state.book;
  const records: AccountRecord[] = [];
  const step = Math.max(1, Math.floor(table.rows / SAMPLE));
  for (let row = 0; row < table.rows; row += step) {
    const account = table.read(row);
    if (account.known && account.status === 'active') records.push(recordNow(account, state.policy));
  }
  return records;
}

/** What is recorded of an impact: the answer to whether limits are kept. */
export function impactSummary(impact: RuleSetImpact): RuleSetImpactSummary {
  const { position, accounts, changed, pctAccountsChanged, pctHoursShifted } = impact;
  return {
    position,
    accounts,
    accountsChanged: changed,
    pctAccountsChanged: hundredths(pctAccountsChanged),
    pctHoursShifted: hundredths(pctHoursShifted),
  };
}

/** The limits that an impact exceeds, in words. */
export function exceededInWords({ exceeded }: Pick<ImpactReport, 'exceeded'>): string[] {
  return exceeded.map(({ limit, most, is }) =>
    limit === 'maxPctAccountsChanged'
      ? `${hundredths(is)}% of the accounts change tier, ${most}% may`
      : `${hundredths(is)}% of the hours shift, ${most}% may`,
  );
}

/** Taken in one go: what the process does meanwhile must not show in half of the accounts. */
function seenNow({ book, tiers, overrides, policy, time, day }: ProcessState) {
  const kept = { tiers: new Map(tiers), overrides: new Map(overrides) };
  return { ...kept, accounts: book.table.frozen(), policy, time, day };
}

async function accountsOf(
  seen: ReturnType<typeof seenNow>,
  rules: TierRules,
  breathe: ImpactDependencies['breathe'],
): Promise<{ readonly accounts: AccountRecord[]; readonly histories: ReadonlyMap<string, TierHistory> }> {
  const accounts: AccountRecord[] = [];
  const histories = new Map<string, TierHistory>();
  for (let row = 0; row < seen.accounts.rows; row++) {
    if (row % ACCOUNTS_PER_TURN === 0) await breathe();
    const account = seen.accounts.read(row);
    if (!account.known || account.status !== 'active') continue;
    accounts.push(recordNow(account, seen.policy));
    const history = historyOf(seen, rules, account);
    if (history) histories.set(account.accountId, history);
  }
  return { accounts, histories };
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
