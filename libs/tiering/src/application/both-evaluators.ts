import type { CompiledRules } from '../domain/compiled/compile-rules.js';
import { compileRules } from '../domain/compiled/compile-rules.js';
import type { TieringAccount } from '../domain/facts/account.js';
import { buildFacts, type FactMode } from '../domain/facts/build-facts.js';
import { deriveFacts } from '../domain/facts/derive-facts.js';
import type { Facts } from '../domain/facts/facts.js';
import type { RuleSetModel } from '../domain/rule-set-model.js';
import { requestOf } from './account-request.js';
import type { TierEvaluator, TieringPorts } from './tier-evaluator.port.js';

/** The compiled rules and the evaluator that defines their meaning, side by side. */
export interface BothEvaluators {
  readonly compiled: CompiledRules;
  readonly engine: TierEvaluator;
  /** Every fact of an account as its rules see it; `undefined` where one is missing that cannot be. */
  factsOf(account: TieringAccount, familyArr?: number): Facts | undefined;
}

export function bothEvaluators(
  ports: Pick<TieringPorts, 'evaluatorOf'>,
  model: RuleSetModel,
  mode: FactMode,
): BothEvaluators {
  return {
    compiled: compileRules(model),
    engine: ports.evaluatorOf(model),
    factsOf: (account, familyArr) => factsOf(model, mode, account, familyArr),
  };
}

/** Every fact of an account as rules see it; `undefined` where one is missing that cannot be. */
export function factsOf(
  model: RuleSetModel,
  mode: FactMode,
  account: TieringAccount,
  familyArr?: number,
): Facts | undefined {
  const of = { previousTier: null, mode, ...(familyArr === undefined ? {} : { familyArr }) };
  const { values, problems } = buildFacts(model.declared, requestOf(account, of).lookup, mode, model.blank);
  if (problems.some((problem) => problem.severity !== 'warning')) return undefined;
  const derived = deriveFacts(values, model.derivations);
  return derived.ok ? derived.facts : undefined;
}

/** An account of which the two evaluators do not say the same. */
export interface Disagreement {
  readonly accountId: string;
  readonly compiled: string | null;
  readonly engine: string | null;
}

export interface ParitySample {
  /** Accounts that both decided. */
  readonly compared: number;
  readonly disagreements: readonly Disagreement[];
}

/** Lets both evaluators name the rule that decides each of some accounts; they must agree. */
export async function sampleParity(
  { compiled, engine, factsOf }: BothEvaluators,
  accounts: readonly TieringAccount[],
  familyArr?: (account: TieringAccount) => number | undefined,
): Promise<ParitySample> {
  const disagreements: Disagreement[] = [];
  let compared = 0;
  for (const account of accounts) {
    const facts = factsOf(account, familyArr?.(account));
    if (!facts) continue;
    compared += 1;
    const said = { compiled: compiled.winner(facts), engine: await engine.winner(facts) };
    if (said.compiled !== said.engine) disagreements.push({ accountId: account.accountId, ...said });
  }
  return { compared, disagreements };
}
