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
import { companyNow } from '../../domain/process/company-view.js';
import type { ProcessRunner } from '../process/process-runner.js';
import { tierRules } from './rule-reader.js';
import { type Breathe, SeenBook } from './seen-book.js';

/** What putting a rule set in force would do to the book as it stood at a position of the log. */
export interface RuleSetImpact extends ImpactReport {
  readonly position: number;
  /** What re-optimising the book then would move, where that was asked. */
  readonly reoptimised?: Reoptimisation;
}

/** That the book is to be re-optimised as well, by whom, and within which limits. */
export interface Reoptimising {
  readonly planner: Pick<Planner, 'outline'>;
  readonly options: ReoptimiseOptions;
}

export interface ImpactDependencies {
  readonly runner: Pick<ProcessRunner, 'atRest'>;
  readonly breathe: Breathe;
}

export interface PreviewDependencies extends ImpactDependencies {
  /** Milliseconds, of any beginning. */
  readonly now: () => number;
}

const SAMPLE = 200;
/** So many accounts until the code that reads and decides them is compiled. */
const REHEARSED = 10_000;

/**
 * What a rule set would do to the book as the process holds it now: what its activation would do. The process may go
 * on meanwhile, and the event loop has its turns.
 */
export async function impactOnProcess(
  { runner, breathe, now }: PreviewDependencies,
  next: CheckedRuleSet,
  inForce: CheckedRuleSet,
  reoptimising?: Reoptimising,
): Promise<RuleSetImpact> {
  const state = (await runner.atRest()).state!;
  const began = now();
  const company = reoptimising && converted(state.policy, companyNow(state));
  const seen = new SeenBook(state);
  try {
    const { position, policy } = seen;
    const book = await questionOf(seen, next, inForce, breathe);
    if (!company) return { position, ...(await previewImpact(inForce, next, book)) };
    const edited = { inForce, next, book, company, policy };
    const { planner, options } = reoptimising;
    const spent = (): number => (now() - began) / 1000;
    return { position, ...(await previewReoptimised(planner, edited, options, spent)) };
  } finally {
    seen.release();
  }
}

async function questionOf(
  seen: SeenBook,
  next: CheckedRuleSet,
  inForce: CheckedRuleSet,
  breathe: Breathe,
): Promise<ImpactBook<AccountRecord>> {
  const { policy, day: on } = seen;
  const familyArr = await familyArrIn(seen, [inForce, next], breathe);
  return {
    accounts: seen.accounts(),
    distinct: true,
    on,
    mode: 'service',
    historyOf: seen.historyUnder(tierRules(inForce)),
    overrides: seen.overrides(),
    ...(familyArr ? { familyArr } : {}),
    limits: strictestLimits(inForce, next),
    ...workloadMeasures(await seen.csms(breathe), policy, on),
  };
}

/**
 * Looks at some of the book as a preview would, and tells nothing: code that has run for a while is several times as
 * fast, and nobody has to wait for the first preview after a start longer than for later ones.
 */
export async function rehearseImpact(
  { runner, breathe }: ImpactDependencies,
  inForce: CheckedRuleSet,
): Promise<void> {
  const seen = new SeenBook((await runner.atRest()).state!);
  try {
    const book = await questionOf(seen, inForce, inForce, breathe);
    await previewImpact(inForce, inForce, { ...book, accounts: first(REHEARSED, book.accounts) });
  } finally {
    seen.release();
  }
}

function* first<T>(most: number, of: Iterable<T>): Generator<T> {
  let taken = 0;
  for (const one of of) {
    yield one;
    if (++taken === most) return;
  }
}

function converted(policy: Policy, company: Company): Company {
  return { ...company, accounts: convertCurrencies(company.accounts, policy) };
}

/** Accounts that two evaluators are asked of. */
export interface BookSample {
  readonly accounts: readonly AccountRecord[];
  /** What the family of one of them amounts to, where the rules ask for it. */
  readonly familyArr?: ((account: Pick<AccountRecord, 'accountId'>) => number) | undefined;
}

/** Some hundred accounts of the book, evenly spread: enough to see two evaluators differ about a rule set. */
export async function sampleOfBook(
  { runner, breathe }: ImpactDependencies,
  ruleSet: CheckedRuleSet,
): Promise<BookSample> {
  const seen = new SeenBook((await runner.atRest()).state!);
  try {
    return { accounts: seen.sample(SAMPLE), familyArr: await familyArrIn(seen, [ruleSet], breathe) };
  } finally {
    seen.release();
  }
}

async function familyArrIn(
  seen: SeenBook,
  ruleSets: readonly CheckedRuleSet[],
  breathe: Breathe,
): Promise<BookSample['familyArr']> {
  if (!ruleSets.some((ruleSet) => tierRules(ruleSet).needsFamilyArr)) return undefined;
  const families = await seen.families(breathe);
  return ({ accountId }) => families.arrOf(accountId);
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
