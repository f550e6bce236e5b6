import {
  instantMs,
  planSummaryOf,
  type ChangeReason,
  type CommitMoves,
  type CommitRefusedData,
  type CommitStartedData,
  type PlanMoves,
} from '@bailiwick/contracts';
import type { CsmId } from '@bailiwick/kernel';
import {
  basisChanges,
  type CompanyOutline,
  gaveWay,
  moveBasisOf,
  newViolations,
  outline,
  type PlanningInput,
  tieredInput,
  todaysAssignment,
  verifierOf,
} from '@bailiwick/planning';
import { splitText } from '../plan-body.js';
import { planStream, type PlanState } from '../plan/plan-state.js';
import { companyNow } from './company-view.js';
import { transfer } from './ownership.reaction.js';
import type { Reactor } from './reactor.js';
import type { Trigger } from './reaction.js';

/**
 * Commits an approved plan as the book stands now: moves that became stale, and those rejected in review, are left out;
 * if what remains breaks a hard constraint that today's book keeps, nothing is moved and the commit is refused.
 * Otherwise every move is made within this one step, so that no placement can come between.
 */
export function commitPlan(reactor: Reactor, plan: PlanState, proposed: PlanMoves, trigger: Trigger): void {
  const { planId } = plan;
  const { state } = reactor;
  const input = tieredInput(companyNow(state), proposed.policy, reactor.rules.tiers, proposed.asOf);
  const company = outline(input);
  const moves = sortMoves(company, plan, proposed);
  const violations = refusal(input, company, proposed, moves);
  const record = (type: string, data: object): void =>
    reactor.commit({ stream: planStream(planId), key: `${type}:${trigger.key}`, events: [{ type, data }] });
  if (violations.length > 0) {
    const data: CommitRefusedData = { planId, dropped: moves.dropped.length, violations: [...violations] };
    return record('CommitRefused', data);
  }
  const effectiveAt = plan.effectiveAt!;
  const [apply, dropped] = [moves.apply.length, moves.dropped.length];
  const chunks = splitText(JSON.stringify(moves)).map(reactor.deps.storeText);
  const started: CommitStartedData = { planId, effectiveAt, apply, dropped, chunks };
  record('CommitStarted', started);
  const reason: ChangeReason = { code: 'plan', planId, text: `plan ${planId}` };
  const nobody = { code: 'ineligible', why: `plan ${planId} found nobody for it` } as const;
  for (const move of moves.apply)
    transfer(
      reactor,
      move,
      reason,
      `commit:${trigger.key}:${move.accountId}`,
      trigger,
      nobody,
      instantMs(effectiveAt),
    );
  const summary = planSummaryOf(plan.proposed!);
  record('PlanCommitted', { planId, effectiveAt, applied: apply, dropped, summary });
}

/** Takes the moves of a commit back where the account is still where the plan put it and its former CSM can have it. */
export function rollBackPlan(
  reactor: Reactor,
  plan: PlanState,
  made: CommitMoves,
  trigger: Trigger,
  data: RollbackRequest,
): void {
  const { planId } = plan;
  const back = made.apply.filter(({ accountId, from, to }) => canGoBack(reactor, accountId, from, to));
  const text = data.reason
    ? `plan ${planId} was taken back: ${data.reason}`
    : `plan ${planId} was taken back`;
  const reason: ChangeReason = { code: 'rollback', planId, text };
  const nobody = { code: 'ineligible', why: text } as const;
  for (const { accountId, from: to } of back)
    transfer(
      reactor,
      { accountId, to },
      reason,
      `rollback:${trigger.key}:${accountId}`,
      trigger,
      nobody,
      instantMs(data.effectiveAt),
    );
  reactor.commit({
    stream: planStream(planId),
    key: `PlanRolledBack:${trigger.key}`,
    events: [
      {
        type: 'PlanRolledBack',
        data: {
          planId,
          effectiveAt: data.effectiveAt,
          applied: back.length,
          skipped: made.apply.length - back.length,
          ...(data.reason === undefined ? {} : { reason: data.reason }),
          summary: planSummaryOf(plan.proposed!),
        },
      },
    ],
  });
}

export interface RollbackRequest {
  readonly effectiveAt: Parameters<typeof instantMs>[0];
  readonly reason?: string | undefined;
}

type AppliedMove = CommitMoves['apply'][number];

function canGoBack(reactor: Reactor, accountId: string, from: CsmId | null, to: CsmId | null): boolean {
  const account = reactor.account(accountId);
  if (account?.status !== 'active' || reactor.state.ownerOf(accountId).to !== to) return false;
  return from !== null && reactor.live.mayServe(accountId, from);
}

function sortMoves(company: CompanyOutline, plan: PlanState, { moves }: PlanMoves): CommitMoves {
  const basisOf = moveBasisOf(company);
  const apply: AppliedMove[] = [];
  const dropped: CommitMoves['dropped'] = [];
  for (const { accountId, from, to, basis } of moves) {
    const review = plan.reviews[accountId];
    const why =
      review?.verdict === 'rejected' ? ['rejected in review'] : basisChanges(basis, basisOf(accountId, to));
    if (why.length === 0) apply.push({ accountId, from, to });
    else dropped.push({ accountId, why: [...why] });
  }
  return { apply, dropped };
}

type Refusal = CommitRefusedData['violations'][number];

/** The hard constraints that the moves break, or break further, against today's book. */
function refusal(
  input: PlanningInput,
  company: CompanyOutline,
  { moves }: PlanMoves,
  { apply }: CommitMoves,
): Refusal[] {
  if (apply.length === 0 && moves.length > 0)
    return [{ constraint: 'stale', subject: 'plan', message: 'every one of its moves is stale or rejected' }];
  const verifier = verifierOf(input, gaveWay(company));
  const today = todaysAssignment(company);
  const after = new Map(today);
  for (const { accountId, to } of apply) after.set(accountId, to);
  return newViolations(verifier.verify(today), verifier.verify(after)).map(
    ({ constraint, subject, message }) => ({ constraint, subject, message }),
  );
}
