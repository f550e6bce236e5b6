import type { TierOverride } from '@bailiwick/contracts';
import { BailiwickError, type Problem } from '@bailiwick/kernel';
import { compileRules } from '../domain/compiled/compile-rules.js';
import { isInForce } from '../domain/decision/settle.js';
import type { TierDecision } from '../domain/decision/tier-decision.js';
import type { TieringAccount } from '../domain/facts/account.js';
import type { FactMode } from '../domain/facts/build-facts.js';
import { hashedText } from '../domain/json/canonical-json.js';
import { ruleSetModel, type CheckedRuleSet, type RuleSetModel } from '../domain/rule-set-model.js';
import { requestOf } from './account-request.js';
import {
  decideAccount,
  decideAccountBy,
  type DecisionOutcome,
  type DecisionRequest,
} from './decide-account.js';
import { unknownOverrideTier } from './decision-problems.js';
import type { TieringPorts } from './tier-evaluator.port.js';

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

/** So many accounts are decided between two turns of the event loop: about a millisecond of work. */
const ACCOUNTS_PER_TURN = 256;

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
  const rules = compileRules(model);
  const overrides = overridesInForce(model, options);
  const decisions: TierDecision[] = [];
  const problems: Problem[] = [...overrides.problems];
  for (const [i, account] of accounts.entries()) {
    if (i % ACCOUNTS_PER_TURN === ACCOUNTS_PER_TURN - 1) {
      options.onProgress?.(i, accounts.length);
      await ports.breathe();
    }
    const request = requestFor(account, options, overrides.byAccount);
    const { decision, problems: found } = decideAccount(model, rules, request);
    if (decision) decisions.push(decision);
    if (found.length > 0) problems.push(...placed(found, account, options));
  }
  options.onProgress?.(accounts.length, accounts.length);
  return { decisions, problems };
}

/**
 * Decides one account with a full trace, by the evaluator that defines the meaning of rules.
 * @throws BailiwickError `as-of-missing` when there are overrides but no `asOf`
 */
export async function traceAccount<A extends TieringAccount>(
  ports: TieringPorts,
  model: RuleSetModel,
  account: A,
  options: TierAccountsOptions<A>,
): Promise<DecisionOutcome> {
  const overrides = overridesInForce(model, options);
  const request = requestFor(account, { ...options, trace: true }, overrides.byAccount);
  const { decision, problems } = await decideAccountBy(ports.evaluatorOf(model), model, request);
  return { decision, problems: [...overrides.problems, ...placed(problems, account, options)] };
}

function requestFor<A extends TieringAccount>(
  account: A,
  { previousTierOf, familyArr, mode, trace }: TierAccountsOptions<A>,
  overrides: ReadonlyMap<string, TierOverride>,
): DecisionRequest {
  return requestOf(account, {
    previousTier: (previousTierOf ? previousTierOf(account) : account.tier) || null,
    familyArr: familyArr?.(account),
    override: overrides.get(account.accountId),
    mode,
    trace,
  });
}

function placed<A extends TieringAccount>(
  problems: readonly Problem[],
  account: A,
  { locate }: TierAccountsOptions<A>,
): readonly Problem[] {
  const place = locate?.(account) ?? {};
  return problems.map((p) => ({ ...p, ...place, message: `account ${account.accountId}: ${p.message}` }));
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
