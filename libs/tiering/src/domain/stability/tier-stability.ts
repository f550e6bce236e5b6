import type { Stability } from '@bailiwick/contracts';
import { addDays, daysBetween, type IsoDate } from '@bailiwick/kernel';
import type { TierDecision } from '../decision/tier-decision.js';
import { afterFreeze, nextOpenReviewDate } from './review-calendar.js';

/** What is remembered of one account's tier between evaluations. */
export interface TierHistory {
  readonly tier: string;
  /** The day on which the account got this tier. */
  readonly since: IsoDate;
  /** Since when the buffer alone has kept the tier. */
  readonly bufferedSince?: IsoDate;
  /** A raw tier that must hold for some more checks. */
  readonly candidate?: { readonly tier: string; readonly checks: number; readonly nextCheckOn: IsoDate };
  /** A change that is decided and waits for its day. */
  readonly waiting?: { readonly tier: string; readonly by: ChangeOrigin };
}

/** Confirmation, cadence and dwell calm what accounts do, not what a new rule set means. */
export type ChangeOrigin = 'account' | 'rule-set';

/** One evaluation of an account, with its present tier as the previous one. */
export interface TierCheck {
  readonly on: IsoDate;
  readonly decision: Pick<TierDecision, 'tier' | 'rawTier' | 'cause'>;
  readonly by: ChangeOrigin;
}

export interface StabilityOutcome {
  readonly history: TierHistory;
  readonly changed: boolean;
  /** The day on which the account must be evaluated again even if nothing happens to it. */
  readonly nextCheckOn?: IsoDate;
}

/**
 * What an evaluation makes of an account's tier, given its history. Pure: the same evaluation of the same day twice
 * changes nothing the second time.
 *
 * - An override, a first tier and a bypass rule apply at once.
 * - The buffer keeps the tier for at most `maxBufferDays`; then the raw tier is confirmed.
 * - Otherwise a raw tier is confirmed when it still holds at `confirmPeriods` checks, `periodDays` apart; a check that
 *   yields the previous tier, or another one, starts over. Evaluations between checks do not count.
 * - A confirmed change applies on the first review date at least `minDwellDays` after the last change and outside
 *   every freeze window, if its raw tier still holds then. A change by a new rule set waits for freeze windows only.
 */
export function stabilise(
  policy: Stability,
  history: TierHistory | undefined,
  check: TierCheck,
): StabilityOutcome {
  const { decision, on } = check;
  if (!history) return { history: { tier: decision.tier, since: on }, changed: true };
  switch (decision.cause) {
    case 'override':
    case 'first-tier':
    case 'bypass':
      return apply(history, decision.tier, on);
    case 'unchanged':
      return holds(policy, { ...history, bufferedSince: undefined }, on);
    case 'buffer':
      return buffered(policy, history, check);
    case 'changed':
      return differs(policy, { ...history, bufferedSince: undefined }, check);
  }
}

function apply(history: TierHistory, tier: string, on: IsoDate): StabilityOutcome {
  const changed = tier !== history.tier;
  return { history: { tier, since: changed ? on : history.since }, changed };
}

/** The previous tier holds: where a check was due, what was on its way starts over. */
function holds(policy: Stability, history: TierHistory, on: IsoDate): StabilityOutcome {
  const { waiting, candidate } = history;
  const due = waiting
    ? dueDay(policy, history, waiting.by, on) <= on
    : candidate && candidate.nextCheckOn <= on;
  return due
    ? settled({ ...history, waiting: undefined, candidate: undefined })
    : pending(policy, history, on);
}

function buffered(policy: Stability, history: TierHistory, check: TierCheck): StabilityOutcome {
  const bufferedSince = history.bufferedSince ?? check.on;
  const { maxBufferDays } = policy;
  const next = { ...history, bufferedSince };
  if (maxBufferDays !== null && daysBetween(bufferedSince, check.on) >= maxBufferDays)
    return decided(policy, next, check);
  const outcome = holds(policy, next, check.on);
  const limit = maxBufferDays === null ? undefined : addDays(bufferedSince, maxBufferDays);
  return { ...outcome, nextCheckOn: earlier(outcome.nextCheckOn, limit) };
}

/** The raw tier differs, beyond the buffer. */
function differs(policy: Stability, history: TierHistory, check: TierCheck): StabilityOutcome {
  const { rawTier } = check.decision;
  const { waiting, candidate } = history;
  if (check.by === 'rule-set' || waiting?.tier === rawTier) return decided(policy, history, check);
  if (waiting && dueDay(policy, history, waiting.by, check.on) > check.on)
    return pending(policy, history, check.on);
  if (candidate && check.on < candidate.nextCheckOn) return pending(policy, history, check.on);
  const checks = candidate?.tier === rawTier ? candidate.checks + 1 : 0;
  if (checks >= policy.confirmPeriods) return decided(policy, { ...history, candidate: undefined }, check);
  const nextCheckOn = addDays(check.on, policy.periodDays);
  return settled({ ...history, waiting: undefined, candidate: { tier: rawTier, checks, nextCheckOn } });
}

/** The change is decided: it applies today, or waits for its day. */
function decided(policy: Stability, history: TierHistory, check: TierCheck): StabilityOutcome {
  const tier = check.decision.rawTier;
  const by = history.waiting?.tier === tier && check.by === 'account' ? history.waiting.by : check.by;
  if (dueDay(policy, history, by, check.on) <= check.on) return apply(history, tier, check.on);
  return pending(policy, { ...history, candidate: undefined, waiting: { tier, by } }, check.on);
}

/** The first day, `from` or later, on which a decided change may apply. */
function dueDay(policy: Stability, history: TierHistory, by: ChangeOrigin, from: IsoDate): IsoDate {
  if (by === 'rule-set') return afterFreeze(policy.freezeWindows, from);
  const rested = addDays(history.since, policy.minDwellDays);
  return nextOpenReviewDate(policy, rested > from ? rested : from);
}

function settled(history: TierHistory): StabilityOutcome {
  const next = history.candidate?.nextCheckOn;
  return { history, changed: false, ...(next === undefined ? {} : { nextCheckOn: next }) };
}

function pending(policy: Stability, history: TierHistory, on: IsoDate): StabilityOutcome {
  if (!history.waiting) return settled(history);
  return { history, changed: false, nextCheckOn: dueDay(policy, history, history.waiting.by, on) };
}

function earlier(a: IsoDate | undefined, b: IsoDate | undefined): IsoDate | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a < b ? a : b;
}
