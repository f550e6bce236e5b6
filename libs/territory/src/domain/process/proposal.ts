import type { PlanCause, PlanMove, PlanMoves, PlanProposedData } from '@bailiwick/contracts';
import type { AccountId, CsmId } from '@bailiwick/kernel';
import { compile, moveBasisOf, planOfMoves } from '@bailiwick/planning';
import { splitText } from '../plan-body.js';
import { summaryOfPlan } from '../plan/plan-summary.js';
import { planStream } from '../plan/plan-state.js';
import { companyNow, inputOf } from './company-view.js';
import type { Reactor } from './reactor.js';
import type { Trigger } from './reaction.js';

const MAX_NAME = 80;

/** Proposes a plan of a few moves that a process manager decided on; nobody moves by it. */
export function proposeMoves(
  reactor: Reactor,
  day: string,
  cause: Exclude<PlanCause, { kind: 'request' }>,
  moves: readonly Omit<PlanMove, 'basis'>[],
  trigger: Trigger,
): void {
  const { state, deps } = reactor;
  const { policy, day: asOf } = state;
  const planId = `${cause.kind}-${cause.csmId.slice(0, MAX_NAME)}-${day}`;
  if (state.board.get(planId)) return;
  const input = inputOf(companyNow(state), policy, deps.tiers, asOf);
  const plan = planOfMoves(
    input,
    new Map<AccountId, CsmId | null>(moves.map(({ accountId, to }) => [accountId, to])),
  );
  const basisOf = moveBasisOf(compile(input));
  const document: PlanMoves = {
    asOf,
    policy,
    moves: moves.map((move) => ({ ...move, basis: { ...basisOf(move.accountId, move.to) } })),
  };
  const { status, objective, bound, gap, counts } = plan;
  const data: PlanProposedData = {
    planId,
    asOf,
    position: state.position,
    policy: { id: policy.id, version: policy.version },
    ruleSet: { id: deps.rules.id, version: deps.rules.version },
    status,
    objective,
    bound,
    gap,
    counts: { ...counts },
    chunks: splitText(JSON.stringify(plan)).map(deps.storeText),
    moves: splitText(JSON.stringify(document)).map(deps.storeText),
    cause,
    summary: summaryOfPlan(plan),
  };
  reactor.commit({
    stream: planStream(planId),
    key: `${cause.kind}-plan:${trigger.key}:${cause.csmId}`,
    events: [{ type: 'PlanProposed', data }],
  });
}
