import type { RuleVerdict } from '../domain/decision/tier-decision.js';
import type { Facts } from '../domain/facts/facts.js';
import type { RuleSetModel } from '../domain/rule-set-model.js';

/**
 * Evaluates the enabled rules of one rule set on one account's facts. json-rules-engine 7.3.1 defines the meaning;
 * the compiled rules agree with it. Deterministic; calls may overlap.
 */
export interface TierEvaluator {
  /** The id of the rule of highest priority that is true, or `null`. */
  winner(facts: Facts): Promise<string | null>;
  /** Each enabled rule's verdict, with each condition's, highest priority first. */
  trace(facts: Facts): Promise<readonly RuleVerdict[]>;
}

/** What the use cases of tiering need from outside. */
export interface TieringPorts {
  /** The evaluator that defines the meaning: for explanations, stored tests, and as a referee. */
  evaluatorOf(model: RuleSetModel): TierEvaluator;
  /** A hash of text, e.g. `sha256:…`. */
  hash(text: string): string;
  /** Resolves after other work that waits on the event loop had its turn. */
  breathe(): Promise<void>;
}
