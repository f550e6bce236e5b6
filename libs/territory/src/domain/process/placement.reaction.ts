import type { ChangeReason, ReasonCode } from '@bailiwick/contracts';
import type { AccountState } from '@bailiwick/lifecycle';
import type { Candidate, Candidates } from '@bailiwick/planning';
import { assign } from './ownership.reaction.js';
import type { Reactor } from './reactor.js';
import type { Trigger } from './reaction.js';
import { dayAfter, dayTimer } from './timers.js';

/** At most so many accounts are tried again in one step; the next step that frees somebody goes on. */
const RETRIES_A_STEP = 500;

/**
 * An account without an owner gets the cheapest CSM that may have it, by the objective of the plans; a customer who
 * comes back the one they had. One that nobody can take, or that the policy wants proposed, stays listed.
 */
export function place(reactor: Reactor, account: AccountState, trigger: Trigger): void {
  const { state, live } = reactor;
  const { accountId } = account;
  const code = codeOf(reactor, account, trigger);
  if (account.tier === undefined || !reactor.rules.has(account.tier))
    return list(reactor, accountId, code, 'no rule set could decide its tier');
  if (state.policy.auto.newAccount !== 'place')
    return list(reactor, accountId, code, 'the policy places no account without being asked');
  const candidates = live.candidates(accountId);
  const back = formerIn(candidates, state.ownerOf(accountId).former);
  const best = back ?? candidates.best;
  if (!best) return list(reactor, accountId, code, whyNobody(candidates));
  const text = back ? `back with ${back.csmId}, who had it before` : whyBest(best, candidates);
  for (const id of candidates.unit) {
    const member = reactor.account(id)!;
    if (state.ownerOf(id).to !== null) continue;
    const reason: ChangeReason = { code: id === accountId ? code : codeOf(reactor, member, trigger), text };
    const key = `placement:${trigger.key}:${id}`;
    assign(reactor, member, best.csmId, reason, key, trigger);
    state.unplaced.delete(id);
    reactor.resync(id);
  }
}

/** Tries the accounts without an owner again for whom one of these CSMs may be the answer, the longest waiting first. */
export function retryUnplaced(reactor: Reactor, freed: ReadonlySet<string>, trigger: Trigger): void {
  const { unplaced } = reactor.state;
  if (freed.size > 0 && unplaced.size > 0) {
    const ids = [...freed];
    let tries = 0;
    for (const accountId of [...unplaced.keys()]) {
      if (tries >= RETRIES_A_STEP) break;
      // An earlier one may have taken it along.
      if (!unplaced.has(accountId)) continue;
      if (!ids.some((csmId) => reactor.live.mayServe(accountId, csmId))) continue;
      tries++;
      place(reactor, reactor.account(accountId)!, trigger);
    }
  }
  lookAgainTomorrow(reactor);
}

/** Capacity also changes as days pass: a ramp goes on, a leave comes into sight. */
function lookAgainTomorrow({ state }: Reactor): void {
  if (state.unplaced.size === 0) return;
  const timer = dayTimer('retry', dayAfter(state.day), '');
  if (!state.timers.has(timer.timerId)) state.timers.schedule(timer);
}

/** Why an account that is listed has no owner, as things are now. */
export function whyUnplaced(reactor: Reactor, accountId: string): string {
  const { state, live, rules } = reactor;
  const listed = state.unplaced.get(accountId)!;
  const tier = reactor.account(accountId)?.tier;
  if (tier === undefined || !rules.has(tier) || state.policy.auto.newAccount !== 'place') return listed.why;
  const candidates = live.candidates(accountId);
  return candidates.best ? `${candidates.best.csmId} can take it by now` : whyNobody(candidates);
}

function list({ state }: Reactor, accountId: string, code: ReasonCode, why: string): void {
  const before = state.unplaced.get(accountId);
  state.unplaced.set(accountId, { since: before?.since ?? state.time, code: before?.code ?? code, why });
}

/** The candidate who had the account before it churned, where that is possible. */
function formerIn({ ranked }: Candidates, former: string | undefined): Candidate | undefined {
  return ranked.find(({ csmId, blockedBy }) => csmId === former && blockedBy.length === 0);
}

function codeOf({ state }: Reactor, { accountId }: AccountState, { type }: Trigger): ReasonCode {
  const listed = state.unplaced.get(accountId);
  if (listed) return listed.code;
  if (type === 'AccountReactivated') return 'reactivated';
  return state.ownerOf(accountId).version === 0 ? 'new-account' : 'correction';
}

function whyBest(best: Candidate, { ranked }: Candidates): string {
  const terms = Object.entries(best.terms)
    .filter(([, points]) => Math.abs(points) >= 0.05)
    .map(([term, points]) => `${term} ${points.toFixed(1)}`);
  const next = ranked.find((c) => c !== best && c.blockedBy.length === 0);
  const versus = next ? `; next ${next.csmId}, ${(next.cost - best.cost).toFixed(1)} points more` : '';
  return `cheapest by the objective: ${best.cost.toFixed(1)} points${terms.length ? ` (${terms.join(', ')})` : ''}${versus}`;
}

function whyNobody({ ranked }: Candidates): string {
  const [nearest] = ranked;
  if (!nearest) return 'there is no CSM';
  const what = nearest.blockedBy.map(({ text }) => text).join('; ');
  return `nobody can take it; the nearest is ${nearest.csmId}: ${what}`;
}
