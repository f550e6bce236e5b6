import type {
  CommitRefusedData,
  CommitStartedData,
  PlanCommitRequestedData,
  PlanCommittedData,
  PlanMoveReviewedData,
  PlanProposedData,
  PlanRequestedData,
} from '@bailiwick/contracts';
import type { PlanState } from './plan-state.js';

/** What is needed of a recorded event. */
export interface PlanEvent {
  readonly type: string;
  readonly data: unknown;
  readonly version: number;
  readonly meta: { readonly actor: { readonly id: string } };
}

/** The plan after one more event of its stream; `undefined` before its first. */
export function evolvePlan(
  before: PlanState | undefined,
  event: PlanEvent,
  recordedAt: number,
): PlanState | undefined {
  const planId = (event.data as { readonly planId?: string }).planId;
  if (planId === undefined) return before;
  const base: PlanState = before ?? { planId, stage: 'requested', version: 0, reviews: {}, changedAt: 0 };
  const change = changeOf(base, event);
  return change && { ...base, ...change, version: event.version, changedAt: recordedAt };
}

function changeOf(plan: PlanState, { type, data, meta }: PlanEvent): Partial<PlanState> | undefined {
  const by = meta.actor.id;
  switch (type) {
    case 'PlanRequested':
      return { stage: 'requested', requested: data as PlanRequestedData, requestedBy: by };
    case 'PlanProposed':
      return { stage: 'proposed', proposed: data as PlanProposedData };
    case 'PlanFailed':
      return { stage: 'failed', problems: (data as Required<Pick<PlanState, 'problems'>>).problems };
    case 'PlanCancelled':
      return { stage: 'cancelled' };
    case 'PlanMoveReviewed':
      return { reviews: reviewed(plan.reviews, data as PlanMoveReviewedData, by) };
    case 'PlanApproved':
      return { stage: 'approved', approvedBy: by };
    case 'PlanRejected':
      return { stage: 'rejected' };
    case 'PlanCommitRequested':
      return {
        stage: 'committing',
        effectiveAt: (data as PlanCommitRequestedData).effectiveAt,
        refusal: undefined,
      };
    case 'CommitRefused':
      return { stage: 'approved', refusal: data as CommitRefusedData };
    case 'CommitStarted': {
      const { apply, dropped, chunks } = data as CommitStartedData;
      return { commit: { applied: apply, dropped, chunks } };
    }
    case 'PlanCommitted':
      return { stage: 'committed', effectiveAt: (data as PlanCommittedData).effectiveAt };
    case 'PlanRollbackRequested':
      return { stage: 'rolling-back' };
    case 'PlanRolledBack':
      return { stage: 'rolled-back', rolledBack: data as PlanState['rolledBack'] & object };
    default:
      return undefined;
  }
}

function reviewed(
  reviews: PlanState['reviews'],
  { accountId, verdict, reason }: PlanMoveReviewedData,
  by: string,
): PlanState['reviews'] {
  return { ...reviews, [accountId]: { verdict, by, ...(reason === undefined ? {} : { reason }) } };
}
