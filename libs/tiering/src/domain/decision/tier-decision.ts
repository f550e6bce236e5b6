import type { FactValue, TierOverride } from '@bailiwick/contracts';
import type { RuleSetRef } from '../rule-set-model.js';

/** The verdict of one node of a rule's conditions. */
export interface ConditionVerdict {
  readonly form: 'all' | 'any' | 'not' | 'shared' | 'comparison';
  readonly result: boolean;
  /** The condition's own label, or the shared condition's name. */
  readonly name?: string;
  /** Of a comparison. */
  readonly fact?: string;
  readonly operator?: string;
  /** What the fact was. */
  readonly actual?: FactValue;
  /** What it was compared with; the other fact's value where facts are compared. */
  readonly expected?: FactValue | readonly unknown[];
  /** The other fact's name where facts are compared. */
  readonly expectedFact?: string;
  /** Of a group: its conditions; of a shared condition: its definition. */
  readonly conditions?: readonly ConditionVerdict[];
}

/** The verdict of one enabled rule. */
export interface RuleVerdict {
  readonly ruleId: string;
  readonly tier: string;
  readonly result: boolean;
  readonly conditions: ConditionVerdict;
}

/** One of the two scaled evaluations of the buffer. */
export interface BufferProbe {
  /** +bufferPct or −bufferPct. */
  readonly scalePct: number;
  readonly tier: string;
  readonly ruleId: string | null;
  /** The banded facts as they were multiplied. */
  readonly facts: Readonly<Record<string, FactValue>>;
}

/** Why the final tier is what it is. */
export type DecisionCause =
  /** A person decided. */
  | 'override'
  /** There was no previous tier: the raw tier applies at once. */
  | 'first-tier'
  /** The raw tier is the previous tier. */
  | 'unchanged'
  /** The winning rule is in `bypassRules`: the raw tier applies at once. */
  | 'bypass'
  /** The previous tier is kept by the buffer. */
  | 'buffer'
  /** The raw tier differs from the previous one, beyond the buffer. */
  | 'changed';

/** What was decided for one account, with everything it was decided by. */
export interface TierDecision {
  readonly accountId: string;
  /** The final tier. */
  readonly tier: string;
  /** What the rules alone say. */
  readonly rawTier: string;
  readonly previousTier: string | null;
  readonly cause: DecisionCause;
  /** One sentence for people. */
  readonly why: string;
  /** The rule that decided the raw tier; `null`: none did, the default tier applies. */
  readonly ruleId: string | null;
  /** The winning rule's reason. */
  readonly reason: string;
  /** Enabled rules of higher priority, which were not true; highest first. */
  readonly rulesAbove: readonly string[];
  /** The scaled evaluations, where the buffer was asked. */
  readonly buffer?: readonly BufferProbe[];
  readonly override?: TierOverride;
  /** Every fact, declared and derived. */
  readonly facts: Readonly<Record<string, FactValue>>;
  /** The facts that the account does not have and that took their `onMissing` value. */
  readonly defaulted: readonly string[];
  /** Each enabled rule's verdict, highest priority first; only where a trace was asked for. */
  readonly rules?: readonly RuleVerdict[];
  readonly ruleSet: RuleSetRef;
}
