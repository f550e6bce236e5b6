import type { Tier, TierOverride } from '@bailiwick/contracts';
import { BailiwickError, type IsoDate } from '@bailiwick/kernel';
import { compileRules } from '../domain/compiled/compile-rules.js';
import { isInForce } from '../domain/decision/settle.js';
import type { TieringAccount } from '../domain/facts/account.js';
import type { FactMode } from '../domain/facts/build-facts.js';
import { Impact, type ImpactCsm, type ImpactQuestion, type ImpactRules } from '../domain/impact/impact.js';
import type { ImpactReport } from '../domain/impact/impact-report.js';
import { outcomeOf, type RuleSetModel } from '../domain/rule-set-model.js';
import { factsOf } from './both-evaluators.js';
import { compileRuleSet } from './compile-rule-set.js';
import type { TieringPorts } from './tier-evaluator.port.js';

/** The accounts of a book, with what is needed to tell what a rule set would do to them. */
export interface ImpactBook<A extends TieringAccount = TieringAccount> {
  /** The active ones, their ARR in one currency; each is asked for when its turn has come. */
  readonly accounts: Iterable<A>;
  /** No account is there twice, so that nobody has to look; otherwise that is looked for. */
  readonly distinct?: boolean;
  /** The day of the activation. */
  readonly on: IsoDate;
  /** On files a value outside the fact schema is an error; in the service it counts as missing, with a warning. */
  readonly mode: FactMode;
  /** Hundredths of hours a month that an account of this tier is for its present CSM. */
  readonly hoursOf: (account: A, tier: Tier) => number;
  /**
   * Today's tier and its history, where histories are kept; by default the account's `tier`, and every tier is decided
   * anew.
   */
  readonly historyOf?: ImpactQuestion<A>['historyOf'];
  /** The ARR of the account's family; needed where a rule set declares `familyArr`. */
  readonly familyArr?: (account: A) => number | undefined;
  /** Those that are not in force on the day are left out. */
  readonly overrides?: readonly TierOverride[];
  readonly csms?: readonly ImpactCsm[];
  readonly limits?: ImpactQuestion<A>['limits'];
  readonly tell?: ImpactQuestion<A>['tell'];
}

/** So many accounts at a stretch: about a millisecond of work. */
const ACCOUNTS_A_BREATH = 50;

/**
 * What activating `after` instead of `before` would do to a book; nothing happens. Lets the event loop breathe.
 * @throws BailiwickError `duplicate-account` when an account is there twice
 */
export async function previewImpact<A extends TieringAccount>(
  ports: Pick<TieringPorts, 'breathe'>,
  before: RuleSetModel,
  after: RuleSetModel,
  book: ImpactBook<A>,
): Promise<ImpactReport> {
  const { accounts, on, hoursOf, csms = [], limits = {}, tell } = book;
  const historyOf =
    book.historyOf ?? ((account: A) => (account.tier ? { tier: account.tier, since: on } : undefined));
  const goesOn = book.historyOf !== undefined;
  const [old, next] = [rulesFor(before, book), rulesFor(after, book)];
  const measures = { hoursOf, csms, limits, tell };
  const impact = new Impact<A>({ before: old, after: next, on, historyOf, goesOn, ...measures });
  let count = 0;
  for (const account of book.distinct ? accounts : eachOnce(accounts)) {
    if (count++ % ACCOUNTS_A_BREATH === 0) await ports.breathe();
    impact.add(account);
  }
  await ports.breathe();
  const report = impact.report();
  // What comes of it, a long answer for example, is another piece of work.
  await ports.breathe();
  return report;
}

function rulesFor<A extends TieringAccount>(
  model: RuleSetModel,
  { mode, familyArr, overrides = [], on }: ImpactBook<A>,
): ImpactRules<A> {
  const compiled = compileRuleSet(model);
  const inForce = new Map(
    overrides.flatMap((one) => (isInForce(one, on) ? [[one.accountId, one] as const] : [])),
  );
  const rules = compileRules(model);
  return {
    tiers: model.tiers,
    stability: model.stability,
    keeps: (account, tier) => {
      if (inForce.has(account.accountId)) return false;
      const facts = factsOf(model, mode, account, familyArr?.(account));
      return facts !== undefined && outcomeOf(model, rules.winner(facts)).tier === tier;
    },
    decide: (account, previousTier) =>
      compiled.decide(account, {
        previousTier,
        familyArr: familyArr?.(account),
        override: inForce.get(account.accountId),
        mode,
      }),
  };
}

function* eachOnce<A extends TieringAccount>(accounts: Iterable<A>): Generator<A> {
  const seen = new Set<string>();
  for (const account of accounts) {
    const { accountId: value } = account;
    if (seen.has(value))
      throw new BailiwickError('duplicate-account', `account ${value} is there twice`, { value });
    seen.add(value);
    yield account;
  }
}
