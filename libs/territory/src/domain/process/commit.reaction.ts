import {
  instantMs,
  planSummaryOf,
  type ChangeReason,
  type CommitMoves,
  type CommitRefusedData,
  type CommitStartedData,
  type PlanMoves,
} from '@bailiwick/contracts';
import type { CsmId, Steps } from '@bailiwick/kernel';
import {
  basisChanges,
  type CompanyOutline,
  gaveWay,
  moveBasisOf,
  newViolations,
  outlineInSteps,
  type PlanningInput,
  tieredInput,
  todaysAssignment,
  verifierInSteps,
} from '@bailiwick/planning';
import { splitText } from '../plan-body.js';
import { planStream, type PlanState } from '../plan/plan-state.js';
import { companyInSteps } from './company-view.js';
import { transfer } from './ownership.reaction.js';
import type { Reactor } from './reactor.js';
import type { Trigger } from './reaction.js';

/** A few milliseconds of work. */
const MOVES_A_STEP = 20;

/**
 * Commits an approved plan as the book stands now: moves that became stale, and those rejected in review, are left out;
 * if what remains breaks a hard constraint that today's book keeps, nothing is moved and the commit is refused.
 * Otherwise every move is made before anything else is reacted to, so that no placement can come between; the generator
 * only lets others have their turn. To be finished.
 */
export function* commitPlan(
  reactor: Reactor,
  plan: PlanState,
  proposed: PlanMoves,
  trigger: Trigger,
): Steps<void> {
  const { planId } = plan;
  const now = yield* companyInSteps(reactor.state);
  const input = tieredInput(now, proposed.policy, reactor.rules.tiers, proposed.asOf);
  yield;
  const company = yield* outlineInSteps(input);
  yield;
  const moves = sortMoves(company, plan, proposed);
  const violations = yield* refusal(input, company, proposed, moves);
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
  const at = instantMs(effectiveAt);
  for (const [n, move] of moves.apply.entries()) {
    transfer(reactor, move, reason, `commit:${trigger.key}:${move.accountId}`, trigger, nobody, at);
    if (n % MOVES_A_STEP === 0) yield;
  }
  const summary = planSummaryOf(plan.proposed!);
  record('PlanCommitted', { planId, effectiveAt, applied: apply, dropped, summary });
}

/**
 * Takes the moves of a commit back where the account is still where the plan put it and its former CSM can have it; like
 * `commitPlan`, to be finished.
 */
export function* rollBackPlan(
  reactor: Reactor,
  plan: PlanState,
  made: CommitMoves,
  trigger: Trigger,
  data: RollbackRequest,
): Steps<void> {
  const { planId } = plan;
  const back = made.apply.filter(({ accountId, from, to }) => canGoBack(reactor, accountId, from, to));
  const text = data.reason
    ? `plan ${planId} was taken back: ${data.reason}`
    : `plan ${planId} was taken back`;
  const reason: ChangeReason = { code: 'rollback', planId, text };
  const nobody = { code: 'ineligible', why: text } as const;
  const at = instantMs(data.effectiveAt);
  for (const [n, { accountId, from: to }] of back.entries()) {
    transfer(reactor, { accountId, to }, reason, `rollback:${trigger.key}:${accountId}`, trigger, nobody, at);
    if (n % MOVES_A_STEP === 0) yield;
  }
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
function* refusal(
  input: PlanningInput,
  company: CompanyOutline,
  { moves }: PlanMoves,
  { apply }: CommitMoves,
): Steps<Refusal[]> {
  if (apply.length === 0 && moves.length > 0)
    return [{ constraint: 'stale', subject: 'plan', message: 'every one of its moves is stale or rejected' }];
  const verifier = yield* verifierInSteps(input, gaveWay(company));
  const today = todaysAssignment(company);
  yield;
  const before = yield* verifier.verifyInSteps(today);
  yield;
  const after = new Map(today);
  for (const { accountId, to } of apply) after.set(accountId, to);
  const broken = newViolations(before, yield* verifier.verifyInSteps(after));
  return broken.map(({ constraint, subject, message }) => ({ constraint, subject, message }));
}
