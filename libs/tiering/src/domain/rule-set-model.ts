import {
  defaultStability,
  type RuleSet,
  type Stability,
  type StoredTest,
  type Tier,
  type TierRule,
} from '@bailiwick/contracts';
import type { Brand } from '@bailiwick/kernel';
import { derivationsOf, type Derivations } from './facts/derive-facts.js';
import { factModel, type FactInfo } from './facts/fact-model.js';
import type { Facts } from './facts/facts.js';

/** A rule set that lint found no error in; only lint makes one. Treat it as read-only. */
export type CheckedRuleSet = Brand<RuleSet, 'CheckedRuleSet'>;

/** A rule set ready for use: looked up by name and in the order in which rules are tried. */
export interface RuleSetModel {
  readonly ruleSet: CheckedRuleSet;
  readonly ref: RuleSetRef;
  /** Every fact by name. */
  readonly facts: ReadonlyMap<string, FactInfo>;
  /** The facts that come with the account. */
  readonly declared: readonly FactInfo[];
  readonly derivations: Derivations;
  /** Every fact as null: declared facts, then scores, then bands. */
  readonly blank: Facts;
  readonly tiers: ReadonlyMap<string, Tier>;
  readonly ruleById: ReadonlyMap<string, TierRule>;
  /** Those that are enabled, highest priority first. */
  readonly enabled: readonly TierRule[];
  /** The ids of those that are enabled, highest priority first. */
  readonly enabledIds: readonly string[];
  readonly stability: Stability;
  readonly bypass: ReadonlySet<string>;
  readonly tests: readonly StoredTest[];
}

/** Which rule set decided. */
export interface RuleSetRef {
  readonly id: string;
  readonly version: number;
  readonly contentHash: string;
}

/** Prepares a rule set; `contentHash` is its hash, made by the caller since hashing is not pure code's business. */
export function ruleSetModel(ruleSet: CheckedRuleSet, contentHash: string): RuleSetModel {
  const bands = new Map(Object.entries(ruleSet.bands ?? {}));
  const scores = ruleSet.scores ?? [];
  const facts = factModel({ facts: new Map(Object.entries(ruleSet.facts)), bands, scores });
  const declared = [...facts.values()].filter((fact) => fact.source !== 'band' && fact.source !== 'score');
  const derivations = derivationsOf(bands, scores);
  const stability = stabilityOf(ruleSet);
  const enabled = ruleSet.rules
    .filter((rule) => rule.enabled !== false)
    .sort((a, b) => b.priority - a.priority);
  return {
    ruleSet,
    ref: { id: ruleSet.id, version: ruleSet.version, contentHash },
    facts,
    declared,
    derivations,
    blank: blankFacts(declared, derivations),
    tiers: new Map(ruleSet.tiers.map((tier) => [tier.id, tier])),
    ruleById: new Map(ruleSet.rules.map((rule) => [rule.id, rule])),
    enabled,
    enabledIds: enabled.map((rule) => rule.id),
    stability,
    bypass: new Set(stability.bypassRules),
    tests: ruleSet.tests ?? [],
  };
}

function blankFacts(declared: readonly FactInfo[], { scores, bandFacts }: Derivations): Facts {
  const names = [
    ...declared.map((fact) => fact.name),
    ...scores.map((score) => score.id),
    ...bandFacts.map(([, bandFact]) => bandFact),
  ];
  return Object.fromEntries(names.map((name) => [name, null]));
}

/** A rule set's stability with the defaults where it says nothing. */
export function stabilityOf(ruleSet: Pick<RuleSet, 'stability'>): Stability {
  return { ...defaultStability, ...ruleSet.stability };
}

/** The tier and the words of a rule; without a rule, of the default tier. */
export function outcomeOf(model: RuleSetModel, ruleId: string | null): { tier: string; reason: string } {
  const rule = ruleId === null ? undefined : model.ruleById.get(ruleId);
  if (!rule) return { tier: model.ruleSet.defaultTier, reason: 'no rule applies, so the default tier' };
  return { tier: rule.event.params.tier, reason: rule.event.params.reason ?? rule.description ?? rule.id };
}

/** The ids of the enabled rules of higher priority than a rule; without a rule, of all that are enabled. */
export function rulesAbove({ enabledIds }: RuleSetModel, ruleId: string | null): readonly string[] {
  return ruleId === null ? enabledIds : enabledIds.slice(0, enabledIds.indexOf(ruleId));
}
