import { compileRules } from '../domain/compiled/compile-rules.js';
import type { TieringAccount } from '../domain/facts/account.js';
import { FAMILY_ARR } from '../domain/facts/account-facts.js';
import { factsUsed } from '../domain/facts-named.js';
import type { RuleSetModel, RuleSetRef } from '../domain/rule-set-model.js';
import { requestOf, type AccountCircumstances } from './account-request.js';
import { decideAccount, type DecisionOutcome } from './decide-account.js';

/** A rule set made ready once to decide many accounts, each in microseconds and synchronously. */
export interface CompiledRuleSet {
  readonly ref: RuleSetRef;
  /** The rule set declares the fact `familyArr`, so that decisions need it. */
  readonly needsFamilyArr: boolean;
  /**
   * The declared facts whose change can change a tier: those that enabled rules name, those behind the bands and
   * scores that they name, and those without which no tier can be decided. An account that changed in nothing else
   * keeps its tier.
   */
  readonly factsUsed: ReadonlySet<string>;
  /**
   * Decides one account's tier as far as no history is needed: override, bypass, buffer. Deterministic; throws
   * nothing.
   * @returns no `decision` when a fact is missing or outside the schema; the problems say which
   */
  decide(account: TieringAccount, circumstances: AccountCircumstances): DecisionOutcome;
}

export function compileRuleSet(model: RuleSetModel): CompiledRuleSet {
  const rules = compileRules(model);
  return {
    ref: model.ref,
    needsFamilyArr: model.declared.some((fact) => fact.name === FAMILY_ARR),
    factsUsed: factsUsed(model),
    decide: (account, circumstances) => decideAccount(model, rules, requestOf(account, circumstances)),
  };
}
