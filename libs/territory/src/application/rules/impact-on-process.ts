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
  type ImpactBook,
  type ImpactReport,
  previewImpact,
  strictestLimits,
} from '@bailiwick/tiering';
import { companyNow, recordNow } from '../../domain/process/company-view.js';
import type { ProcessRunner } from '../process/process-runner.js';
import { tierRules } from './rule-reader.js';
import { type Breathe, SeenBook, type SeenAccount } from './seen-book.js';

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
  readonly breathe: Breathe;
}

const SAMPLE = 200;

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
  const seen = new SeenBook(state);
  const company = reoptimising && inCurrencyOf(seen.policy, companyNow(state));
  try {
    const { position, policy } = seen;
    const book = await questionOf(seen, next, inForce, breathe);
    if (!company) return { position, ...(await previewImpact(inForce, next, book)) };
    const edited = { inForce, next, book, company, policy };
    return { position, ...(await previewReoptimised(reoptimising.planner, edited, reoptimising.options)) };
  } finally {
    seen.release();
  }
}

async function questionOf(
  seen: SeenBook,
  next: CheckedRuleSet,
  inForce: CheckedRuleSet,
  breathe: Breathe,
): Promise<ImpactBook<SeenAccount>> {
  const { policy, day: on } = seen;
  return {
    accounts: seen.accounts(tierRules(inForce)),
    on,
    mode: 'service',
    historyOf: ({ history }) => history,
    overrides: seen.overrides(),
    limits: strictestLimits(inForce, next),
    ...workloadMeasures(await seen.csms(breathe), policy, on),
  };
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

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
