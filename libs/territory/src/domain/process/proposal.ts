import type { PlanCause, PlanMoves, PlanProposedData } from '@bailiwick/contracts';
import type { AccountId, CsmId, Steps } from '@bailiwick/kernel';
import {
  type Candidate,
  type Candidates,
  type DecidedMove,
  type Plan,
  type PlanningInput,
  planOfMovesInSteps,
  planText,
  withTiersByHand,
} from '@bailiwick/planning';
import { splitText } from '../plan-body.js';
import { summaryOfPlan } from '../plan/plan-summary.js';
import { planStream } from '../plan/plan-state.js';
import { aeRecordsNow, recordNow } from './company-view.js';
import type { Reactor } from './reactor.js';
import type { Trigger } from './reaction.js';
import { overrideOf } from './tier-rules.js';

const MAX_NAME = 80;

/** A plan of a few moves that a process manager decided on; nobody moves by it. */
export interface Proposal {
  /** A part of the plan's id: of one day there is one plan. */
  readonly day: string;
  readonly cause: Exclude<PlanCause, { kind: 'request' }>;
  readonly moves: readonly DecidedMove[];
  readonly trigger: Trigger;
}

/** Proposes the plan, unless there is one of that day; some milliseconds of work at each step. */
export function* propose(reactor: Reactor, { day, cause, moves, trigger }: Proposal): Steps<void> {
  const { state, deps } = reactor;
  const { policy, day: asOf } = state;
  const planId = `${cause.kind}-${cause.csmId.slice(0, MAX_NAME)}-${day}`;
  if (state.board.get(planId)) return;
  const input = inputAround(reactor, moves);
  yield;
  const { plan: made, changes } = yield* planOfMovesInSteps(input, moves);
  const plan = listTiersByHand(reactor, made);
  const document: PlanMoves = {
    asOf,
    policy,
    moves: changes.map((change) => ({ ...change, basis: { ...change.basis } })),
  };
  const { status, objective, bound, gap, counts } = plan;
  const data: PlanProposedData = {
    planId,
    asOf,
    position: state.position,
    policy: { id: policy.id, version: policy.version },
    ruleSet: { id: reactor.rules.id, version: reactor.rules.version },
    status,
    objective,
    bound,
    gap,
    counts: { ...counts },
    chunks: splitText(planText(plan)).map(deps.storeText),
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

/** The part of the company that the moves can touch: a few moves are not worth a look at everything. */
function inputAround({ state, live, rules }: Reactor, moves: readonly DecidedMove[]): PlanningInput {
  const { policy, day: asOf } = state;
  const { accounts, csms, tierOf } = live.partAround(moves);
  const aes = aeRecordsNow(state);
  const company = { accounts, csms, ...(aes && { aes }) };
  return { company, policy, tiers: rules.tiers, tierOf, asOf };
}

/** As in plans of the whole book, of the accounts that this one is about. */
function listTiersByHand(reactor: Reactor, plan: Plan): Plan {
  const { state, rules } = reactor;
  const overrides = plan.accounts.flatMap(({ accountId }) => overrideOf(state, accountId) ?? []);
  return withTiersByHand(plan, overrides, (accountId) => {
    const familyArr = reactor.familyArrOf(accountId);
    const record = recordNow(reactor.account(accountId)!, state.policy);
    return rules.decide(record, { previousTier: null, familyArr })?.rawTier;
  });
}

const ALTERNATIVES = 2;

/** A move to the best candidate (or to nobody), with the reason and who else could have the account. */
export function decidedMove(
  accountId: AccountId,
  to: CsmId | null,
  reason: string,
  { ranked, best }: Candidates,
): DecidedMove {
  const others = ranked.filter(({ csmId }) => csmId !== to).slice(0, ALTERNATIVES);
  const chosen = ranked.find(({ csmId }) => csmId === to);
  const extra = (candidate: Candidate): number => candidate.cost - (chosen?.cost ?? 0);
  return {
    accountId,
    to,
    why: best
      ? `${reason}; ${to} costs least: ${best.cost.toFixed(1)} points`
      : `${reason}; nobody can take it`,
    alternatives: others.map((candidate) => ({
      csmId: candidate.csmId,
      costDifference: extra(candidate),
      blockedBy: candidate.blockedBy.map(({ text }) => text),
    })),
  };
}
