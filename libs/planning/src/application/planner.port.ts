import type { AccountRecord, Company, Policy, TierOverride } from '@bailiwick/contracts';
import type { CheckedRuleSet } from '@bailiwick/tiering';
import type { Plan } from '../domain/plan/plan.js';
import type { PlanningInput } from '../domain/problem/planning-input.js';
import type { PlanChange } from './plan-of-moves/plan-changes.js';
import type { PlanOutline } from './reoptimise/outline-plan.js';
import type { BlockHelpers, BlockStep } from './blocks/block-helpers.port.js';
import type { PlanOptions } from './plan-territories/plan-options.js';

export interface PlannedChanges {
  readonly plan: Plan;
  /** Every account that would get another owner, or its first one. */
  readonly changes: readonly PlanChange[];
}

/** Tiers that people decided on, and what is needed to tell what the rules alone would give. */
export interface DecidedByHand {
  readonly overrides: readonly TierOverride[];
  readonly ruleSet: CheckedRuleSet;
  /** The policy in force, in whose currency the rules see ARR; the plan may have another. */
  readonly policy: Pick<Policy, 'currency' | 'fxRates'>;
}

/** A company on its way to a planner: whoever sends it need not hold it, nor be busy with it for long. */
export interface PlanSource
  extends Pick<PlanningInput, 'policy' | 'tiers' | 'asOf'>, Pick<Company, 'csms' | 'aes'> {
  /** For the plan to list; left out where nobody decided on a tier. */
  readonly byHand?: DecidedByHand;
  /** Every account once, active ones with the tier that is in force; ARR in any currency of the policy. */
  accounts(): AsyncIterable<readonly AccountRecord[]>;
}

/** A plan as it is put away: what is told of it everywhere, and two documents as JSON. */
export interface WrittenPlan {
  readonly figures: PlanFigures;
  /** The `Plan`. */
  readonly plan: string;
  /** The `PlanMoves` of the contracts. */
  readonly moves: string;
}

export type PlanFigures = Pick<
  Plan,
  'asOf' | 'status' | 'objective' | 'bound' | 'gap' | 'counts' | 'metrics'
>;

/** Others who may solve blocks of a plan, to whom they are handed over as bytes. */
export type BlockExchange = BlockHelpers<Uint8Array, Uint8Array>;

/** Makes whole plans somewhere else, so that the caller's thread stays free from the compilation to the explanations. */
export interface Planner {
  /**
   * A plan of a company that comes piece by piece, in the form in which it lasts: no step of it is long on the caller's
   * thread.
   * @throws InvalidInputError as `planTerritories`, `no-exchange-rate`; whatever `accounts` throws
   */
  write(source: PlanSource, options: PlanOptions, exchange?: BlockExchange): Promise<WrittenPlan>;
  /** Solves a block of a plan that another planner makes. @returns what to hand back to it */
  block(task: Uint8Array, watched: WatchedBlock): Promise<Uint8Array>;
  /** A plan in numbers and moves. @throws InvalidInputError as `planTerritories` */
  outline(input: PlanningInput, options: PlanOptions): Promise<PlanOutline>;
  close(): Promise<void>;
}

export interface WatchedBlock {
  readonly signal: AbortSignal;
  onProgress(step: BlockStep): void;
}
