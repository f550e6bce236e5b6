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

/** Others who may solve blocks of a plan, to whom they are handed over as bytes. */
export type BlockExchange = BlockHelpers<Uint8Array, Uint8Array>;

/** Makes whole plans somewhere else, so that the caller's thread stays free from the compilation to the explanations. */
export interface Planner {
  /** @throws InvalidInputError as `planTerritories` */
  plan(input: PlanningInput, options: PlanOptions, exchange?: BlockExchange): Promise<PlannedChanges>;
  /** Solves a block of a plan that another planner makes. @returns what to hand back to it */
  block(task: Uint8Array, watched: WatchedBlock): Promise<Uint8Array>;
  /** The same plan in numbers and moves. @throws InvalidInputError as `planTerritories` */
  outline(input: PlanningInput, options: PlanOptions): Promise<PlanOutline>;
  close(): Promise<void>;
}

export interface WatchedBlock {
  readonly signal: AbortSignal;
  onProgress(step: BlockStep): void;
}
