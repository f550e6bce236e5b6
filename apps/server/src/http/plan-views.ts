import type { Plan, PlanHead } from '@bailiwick/planning';
import type { PlanMoves } from '@bailiwick/contracts';
import type { MakingProgress, PlanState } from '@bailiwick/territory';

/** A plan's life, and what it amounts to once it was made. */
export function planView(state: PlanState): Record<string, unknown> {
  const { planId, stage, requestedBy, approvedBy, proposed, requested, commit, effectiveAt } = state;
  return {
    planId,
    stage,
    ...(requestedBy === undefined ? {} : { requestedBy }),
    ...(approvedBy === undefined ? {} : { approvedBy }),
    ...(requested ? { basedOn: requested.basedOn } : {}),
    changedAt: new Date(state.changedAt).toISOString(),
    ...(effectiveAt === undefined ? {} : { effectiveAt }),
    ...(commit ? { committed: { applied: commit.applied, dropped: commit.dropped } } : {}),
    ...(state.rolledBack
      ? { rolledBack: { applied: state.rolledBack.applied, skipped: state.rolledBack.skipped } }
      : {}),
    ...(state.refusal
      ? { refusal: { dropped: state.refusal.dropped, violations: state.refusal.violations } }
      : {}),
    ...(state.problems ? { problems: state.problems } : {}),
    ...(proposed ? outcomeOf(proposed) : {}),
  };
}

function outcomeOf(proposed: NonNullable<PlanState['proposed']>): Record<string, unknown> {
  const { asOf, position, policy, ruleSet, status, objective, bound, gap, counts, cause } = proposed;
  return {
    asOf,
    position,
    policy,
    ruleSet,
    status,
    objective,
    bound,
    gap,
    counts,
    ...(cause ? { cause } : {}),
  };
}

const MOST_SHOWN = 1_000;

/** A plan with everything but its rows; of its tiers by hand the first. */
export function planDetail(state: PlanState, head: PlanHead): Record<string, unknown> {
  const { tiersByHand } = head;
  const cut = tiersByHand && { tiersByHand: tiersByHand.slice(0, MOST_SHOWN) };
  return { ...head, ...cut, ...planView(state) };
}

/** Every change of owner that a plan would make: moves with their explanation, and first owners. */
export function moveViews(state: PlanState, plan: Plan, document: PlanMoves | undefined) {
  const explained = new Map(plan.moves.map((move) => [move.accountId as string, move]));
  const asked: readonly Pick<PlanMoves['moves'][number], 'accountId' | 'from' | 'to' | 'mandatory'>[] =
    document?.moves ?? plan.moves;
  return asked.map(({ accountId, from, to, mandatory }) => ({
    ...explained.get(accountId),
    accountId,
    from,
    to,
    mandatory,
    verdict: state.reviews[accountId]?.verdict ?? null,
  }));
}

export function progressView(state: PlanState, progress: MakingProgress | undefined) {
  return {
    planId: state.planId,
    stage: state.stage,
    phase: progress?.phase ?? null,
    done: progress?.done ?? null,
    objective: progress?.objective ?? null,
    bound: progress?.bound ?? null,
    ...(progress?.blocks ? { blocks: progress.blocks } : {}),
  };
}
