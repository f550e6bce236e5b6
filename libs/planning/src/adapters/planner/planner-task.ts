import type { MessagePort } from 'node:worker_threads';
import type { Problem } from '@bailiwick/kernel';
import type { PlanOptions, PlanProgress } from '../../application/plan-territories/plan-options.js';
import type { PlanOutline } from '../../application/reoptimise/outline-plan.js';
import type { PlannedChanges } from '../../application/planner.port.js';
import type { PlanningInput } from '../../domain/problem/planning-input.js';

/** A whole plan to make on another thread. */
export interface PlannerTask {
  /** All of a plan, or its outline. */
  readonly make: 'plan' | 'outline';
  readonly input: PlanningInput;
  readonly options: Omit<PlanOptions, 'signal' | 'onProgress'>;
  /** Progress goes out; any message that comes in ends the planning early. */
  readonly port: MessagePort;
}

export type PlannerMessage = PlanProgress;

/** An error of the input crosses threads as data, so that its problems are kept. */
export type PlannerOutcome =
  | { readonly ok: true; readonly make: 'plan'; readonly planned: PlannedChanges }
  | { readonly ok: true; readonly make: 'outline'; readonly outline: PlanOutline }
  | { readonly ok: false; readonly problems: readonly Problem[] };
