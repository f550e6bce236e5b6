import type {
  CommitRefusedData,
  PlanMoveReviewedData,
  PlanProposedData,
  PlanRequestedData,
} from '@bailiwick/contracts';
import type { Instant } from '@bailiwick/contracts';

/** Where a plan is in its life. */
export type PlanStage =
  | 'requested'
  | 'failed'
  | 'cancelled'
  | 'proposed'
  | 'rejected'
  | 'approved'
  | 'committing'
  | 'committed'
  | 'rolling-back'
  | 'rolled-back';

export interface Review {
  readonly verdict: PlanMoveReviewedData['verdict'];
  readonly reason?: string;
  readonly by: string;
}

/** What the events of one plan say. */
export interface PlanState {
  readonly planId: string;
  readonly stage: PlanStage;
  /** The version of the plan's stream. */
  readonly version: number;
  /** Absent for plans that nobody asked for (a departure). */
  readonly requested?: PlanRequestedData;
  readonly requestedBy?: string;
  readonly proposed?: PlanProposedData;
  readonly problems?: readonly { readonly code: string; readonly message: string }[];
  readonly reviews: Readonly<Record<string, Review>>;
  readonly approvedBy?: string;
  readonly effectiveAt?: Instant;
  /** Why the last commit was refused. */
  readonly refusal?: CommitRefusedData | undefined;
  readonly commit?: {
    readonly applied: number;
    readonly dropped: number;
    readonly chunks: readonly string[];
  };
  readonly rolledBack?: { readonly applied: number; readonly skipped: number };
  /** Milliseconds since the epoch, of the last event. */
  readonly changedAt: number;
}

/** The stream of one plan. */
export function planStream(planId: string): string {
  return `plan-${planId}`;
}
