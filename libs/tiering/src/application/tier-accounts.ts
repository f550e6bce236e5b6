import type { TierOverride } from '@bailiwick/contracts';
import { BailiwickError, type Problem } from '@bailiwick/kernel';
import { isInForce } from '../domain/decision/settle.js';
import type { TierDecision } from '../domain/decision/tier-decision.js';
import type { TieringAccount } from '../domain/facts/account.js';
import { ATTRIBUTE } from '../domain/facts/account-facts.js';
import type { FactLookup, FactMode } from '../domain/facts/build-facts.js';
import type { FactInfo } from '../domain/facts/fact-model.js';
import { hashedText } from '../domain/json/canonical-json.js';
import { ruleSetModel, type CheckedRuleSet, type RuleSetModel } from '../domain/rule-set-model.js';
import { decideAccount } from './decide-account.js';
import type { TierEvaluator, TieringPorts } from './tier-evaluator.port.js';

export interface TierAccountsOptions<A extends TieringAccount = TieringAccount> {
  /** On files a value outside the fact schema is an error; in the service it counts as missing, with a warning. */
  readonly mode: FactMode;
  /** The present tier; `undefined` or `null`: none. By default the account's `tier`. */
  readonly previousTierOf?: (account: A) => string | null | undefined;
  /** The ARR of the account's family, in the account's place; see `familyArrOf`. */
  readonly familyArr?: (account: A) => number | undefined;
  readonly overrides?: readonly TierOverride[];
  /** The day (or instant) the decisions are made as of; required with `overrides`. */
  readonly asOf?: string;
  /** Adds each rule's and each condition's verdict to every decision; about 2 KB an account. Default false. */
  readonly trace?: boolean;
  /** Where an account was read from, for its problems. */
  readonly locate?: (account: A) => Pick<Problem, 'file' | 'line'>;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface TierAccountsResult {
  /** In the order of the accounts; accounts with an error have none. */
  readonly decisions: readonly TierDecision[];
  readonly problems: readonly Problem[];
}

/** So many accounts are decided between two turns of the event loop: some milliseconds of work. */
const ACCOUNTS_PER_TURN = 16;

/** Prepares a checked rule set for evaluation. */
export function modelOf(ruleSet: CheckedRuleSet, ports: Pick<TieringPorts, 'hash'>): RuleSetModel {
  return ruleSetModel(ruleSet, ports.hash(hashedText(ruleSet)));
}

/**
 * Decides the tier of each account by one rule set: raw tier, override, bypass and buffer (what needs an account's
 * history is not here). Deterministic. Lets the event loop breathe while it works.
 * @throws BailiwickError `as-of-missing` when there are overrides but no `asOf`
 */
export async function tierAccounts<A extends TieringAccount>(
  ports: TieringPorts,
  ruleSet: CheckedRuleSet,
  accounts: readonly A[],
  options: TierAccountsOptions<A>,
): Promise<TierAccountsResult> {
  const model = modelOf(ruleSet, ports);
  const evaluator = ports.evaluatorOf(model);
  const overrides = overridesInForce(model, options);
  const decisions: TierDecision[] = [];
  const problems: Problem[] = [...overrides.problems];
  for (const [i, account] of accounts.entries()) {
    if (i % ACCOUNTS_PER_TURN === ACCOUNTS_PER_TURN - 1) {
      options.onProgress?.(i, accounts.length);
      await ports.breathe();
    }
    const one = await tierOne(model, evaluator, account, options, overrides.byAccount);
    if (one.decision) decisions.push(one.decision);
    problems.push(...one.problems);
  }
  options.onProgress?.(accounts.length, accounts.length);
  return { decisions, problems };
}

async function tierOne<A extends TieringAccount>(
  model: RuleSetModel,
  evaluator: TierEvaluator,
  account: A,
  options: TierAccountsOptions<A>,
  overrides: ReadonlyMap<string, TierOverride>,
): Promise<{ decision?: TierDecision; problems: readonly Problem[] }> {
  const previous = (options.previousTierOf ? options.previousTierOf(account) : account.tier) || null;
  const known = previous === null || model.tiers.has(previous);
  const outcome = await decideAccount(model, evaluator, {
    accountId: account.accountId,
    lookup: lookupIn(account, options.familyArr),
    previousTier: known ? previous : null,
    override: overrides.get(account.accountId),
    mode: options.mode,
    trace: options.trace ?? false,
  });
  const found = known ? outcome.problems : [...outcome.problems, unknownTier(previous, model)];
  if (found.length === 0) return outcome;
  const place = options.locate?.(account) ?? {};
  const problems = found.map((p) => ({
    ...p,
    ...place,
    message: `account ${account.accountId}: ${p.message}`,
  }));
  return { decision: outcome.decision, problems };
}

function lookupIn<A extends TieringAccount>(
  account: A,
  familyArr: ((account: A) => number | undefined) | undefined,
): FactLookup {
  const attributes = account.attributes ?? {};
  return (fact: FactInfo): unknown => {
    if (fact.source === 'family') return familyArr?.(account);
    if (fact.source === 'attribute') {
      const name = fact.name.slice(ATTRIBUTE.length);
      return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    }
    return Object.hasOwn(account, fact.name) ? account[fact.name as keyof A] : undefined;
  };
}

function unknownTier(tier: string, model: RuleSetModel): Problem {
  return {
    code: 'unknown-previous-tier',
    message: `its present tier "${tier}" is not a tier of rule set "${model.ruleSet.id}"; it counts as having none`,
    column: 'tier',
    value: tier,
    expected: `one of ${[...model.tiers.keys()].join(', ')}`,
    severity: 'warning',
  };
}

function overridesInForce<A extends TieringAccount>(
  model: RuleSetModel,
  { overrides = [], asOf }: TierAccountsOptions<A>,
): { byAccount: ReadonlyMap<string, TierOverride>; problems: readonly Problem[] } {
  if (overrides.length > 0 && asOf === undefined) {
    throw new BailiwickError(
      'as-of-missing',
      'overrides expire, so the day that the tiers are decided as of is needed',
    );
  }
  const inForce = overrides.filter((override) => asOf !== undefined && isInForce(override, asOf));
  const known = inForce.filter((override) => model.tiers.has(override.tier));
  const problems = inForce.flatMap((override): Problem[] =>
    model.tiers.has(override.tier) ? [] : [unknownOverrideTier(override, model)],
  );
  return { byAccount: new Map(known.map((override) => [override.accountId, override])), problems };
}

function unknownOverrideTier(override: TierOverride, model: RuleSetModel): Problem {
  return {
    code: 'unknown-tier',
    message: `the override of account ${override.accountId} names the unknown tier "${override.tier}"`,
    value: override.tier,
    expected: `one of ${[...model.tiers.keys()].join(', ')}`,
  };
}
