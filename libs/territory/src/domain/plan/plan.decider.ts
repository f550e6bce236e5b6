import {
  type Instant,
  type PlanMoveReviewedData,
  type PlanSummary,
  planSummaryOf,
} from '@bailiwick/contracts';
import { BailiwickError } from '@bailiwick/kernel';
import type { PlanStage, PlanState } from './plan-state.js';

/** What people may do with a plan that is there. */
export type PlanCommand =
  | { readonly do: 'cancel'; readonly reason?: string }
  | {
      readonly do: 'review';
      readonly accountId: string;
      readonly verdict: PlanMoveReviewedData['verdict'];
      readonly reason?: string;
    }
  | { readonly do: 'approve'; readonly reason?: string }
  | { readonly do: 'reject'; readonly reason?: string }
  | { readonly do: 'commit'; readonly effectiveAt: Instant }
  | { readonly do: 'roll-back'; readonly effectiveAt: Instant; readonly reason?: string };

export interface PlanDecision {
  readonly type: string;
  readonly data: object;
}

/** The stages in which a command can be carried out, and those in which it has been. */
const STAGES: Readonly<
  Record<PlanCommand['do'], { from: readonly PlanStage[]; done: readonly PlanStage[] }>
> = {
  cancel: { from: ['requested'], done: ['cancelled'] },
  review: { from: ['proposed'], done: [] },
  approve: { from: ['proposed'], done: ['approved', 'committing', 'committed'] },
  reject: { from: ['proposed', 'approved'], done: ['rejected'] },
  commit: { from: ['approved'], done: ['committing', 'committed'] },
  'roll-back': { from: ['committed'], done: ['rolling-back', 'rolled-back'] },
};

/**
 * The events that a command causes; none when it was carried out before.
 * @throws BailiwickError `plan-stage` when the plan is in no stage for it, `plan-has-no-moves` when there is nothing to
 * commit by, `plan-not-usable` for one that failed or breaks hard constraints
 */
export function decidePlan(plan: PlanState, command: PlanCommand): readonly PlanDecision[] {
  const { from, done } = STAGES[command.do];
  if (done.includes(plan.stage)) return [];
  if (!from.includes(plan.stage)) throw wrongStage(plan, command.do, from);
  const { planId } = plan;
  switch (command.do) {
    case 'cancel':
      return [{ type: 'PlanCancelled', data: { planId, ...reasonOf(command) } }];
    case 'review':
      return review(plan, command);
    case 'approve':
      demandUsable(plan);
      return [{ type: 'PlanApproved', data: { planId, ...reasonOf(command), summary: summary(plan) } }];
    case 'reject':
      return [{ type: 'PlanRejected', data: { planId, ...reasonOf(command), summary: summary(plan) } }];
    case 'commit':
      demandUsable(plan);
      return [{ type: 'PlanCommitRequested', data: { planId, effectiveAt: command.effectiveAt } }];
    case 'roll-back':
      return [
        {
          type: 'PlanRollbackRequested',
          data: { planId, effectiveAt: command.effectiveAt, ...reasonOf(command) },
        },
      ];
  }
}

function review(
  { planId, reviews }: PlanState,
  { accountId, verdict, reason }: Extract<PlanCommand, { do: 'review' }>,
): readonly PlanDecision[] {
  const earlier = reviews[accountId];
  if (earlier?.verdict === verdict && earlier.reason === reason) return [];
  return [{ type: 'PlanMoveReviewed', data: { planId, accountId, verdict, ...reasonOf({ reason }) } }];
}

function summary(plan: PlanState): PlanSummary {
  return planSummaryOf(plan.proposed!);
}

function reasonOf({ reason }: { readonly reason?: string | undefined }): { reason?: string } {
  return reason === undefined ? {} : { reason };
}

function demandUsable({ planId, proposed }: PlanState): void {
  if (!proposed?.moves)
    throw new BailiwickError('plan-has-no-moves', `plan ${planId} was made before plans could be committed`, {
      value: planId,
      hint: 'Maybe ask for a new plan: POST /v1/plans/{id}/resolve',
    });
  if (proposed.status === 'optimal' || proposed.status === 'feasible') return;
  throw new BailiwickError('plan-not-usable', `plan ${planId} is ${proposed.status}`, {
    value: proposed.status,
    expected: 'a plan that keeps every hard constraint: optimal or feasible',
    hint: 'Maybe read its relaxations, change the policy, and plan again',
  });
}

function wrongStage(
  { planId, stage }: PlanState,
  wanted: string,
  from: readonly PlanStage[],
): BailiwickError {
  return new BailiwickError('plan-stage', `plan ${planId} is ${stage}: it cannot ${wanted} now`, {
    value: stage,
    expected: from.join(' or '),
  });
}
