import { type AccountRecord, type AccountTieredData, streamOf, toInstant } from '@bailiwick/contracts';
import type { Stability } from '@bailiwick/contracts';
import type { AccountId, TierId } from '@bailiwick/kernel';
import { type AccountState } from '@bailiwick/lifecycle';
import type { PlanningTier } from '@bailiwick/planning';
import { stabilise, type TierDecision, type TierHistory } from '@bailiwick/tiering';
import { recordNow } from './company-view.js';
import type { ProcessState } from './process-state.js';
import type { Reactor } from './reactor.js';
import type { Trigger } from './reaction.js';
import { dayTimer } from './timers.js';

/** The rule set in force, ready to decide. */
export interface TierRules {
  readonly id: string;
  readonly version: number;
  readonly stability: Stability;
  /** What each tier means for planning. */
  readonly tiers: readonly PlanningTier[];
  has(tier: string): boolean;
  /** `undefined`: a fact is missing that the rule set cannot do without. */
  decide(account: AccountRecord, previousTier: string | null): TierDecision | undefined;
}

/**
 * Facts changed, or a check is due: the rules say a raw tier, stability what becomes of it, and when to look again.
 * The first decision about an account is always recorded, so that from then on its tier is ours.
 * @returns whether a tier was recorded
 */
export function reactToTier(reactor: Reactor, account: AccountState, trigger: Trigger): boolean {
  const { accountId, status } = account;
  if (status !== 'active') return forget(reactor, accountId);
  const { state, rules } = reactor;
  const history = historyOf(state, rules, account);
  const decision = rules.decide(recordNow(account, state.policy), history?.tier ?? null);
  if (!decision) return false;
  const outcome = stabilise(rules.stability, history, {
    on: state.day,
    decision,
    by: trigger.by ?? 'account',
  });
  remember(reactor, accountId, outcome.history, outcome.nextCheckOn);
  const first = account.tierSince === undefined;
  const to = outcome.history.tier;
  if (!first && account.tier === to) return false;
  reactor.free(account.csmId);
  const data: AccountTieredData = {
    accountId,
    from: account.tier ?? null,
    to: to as TierId,
    raw: decision.rawTier as TierId,
    ruleSetVersion: rules.version,
    ruleId: decision.ruleId,
    reason: decision.why,
    effectiveAt: toInstant(effectiveMs(reactor, accountId)),
    causedBy: trigger.causedBy,
  };
  reactor.commit({
    stream: streamOf('account', accountId),
    key: `tiering:${trigger.key}:${accountId}`,
    events: [{ type: 'AccountTiered', data }],
  });
  return true;
}

/** Our decisions work after everything that is known of the account. */
export function effectiveMs({ state }: Reactor, accountId: AccountId): number {
  const { table } = state.book;
  return Math.max(state.time, table.effective.get(table.rowOf(accountId)!) ?? 0);
}

/**
 * An account that comes with a tier has it since it was first seen; one that comes back after it had churned has none,
 * so that it takes its raw tier at once.
 */
export function historyOf(
  state: ProcessState,
  rules: TierRules,
  { accountId, tier, tierSince }: AccountState,
): TierHistory | undefined {
  const known = state.tiers.get(accountId);
  if (known) return known.history;
  const sent = tierSince === undefined && tier !== undefined && rules.has(tier);
  return sent ? { tier, since: state.day } : undefined;
}

function remember(
  { state }: Reactor,
  accountId: string,
  history: TierHistory,
  nextCheckOn: Parameters<typeof dayTimer>[1] | undefined,
): void {
  const timer = nextCheckOn && dayTimer('tier', nextCheckOn, accountId);
  const before = state.tiers.get(accountId)?.timerId;
  if (before !== undefined && before !== timer?.timerId) state.timers.cancel(before);
  if (timer && before !== timer.timerId) state.timers.schedule(timer);
  state.tiers.set(accountId, { history, timerId: timer?.timerId });
}

function forget({ state }: Reactor, accountId: string): false {
  const timerId = state.tiers.get(accountId)?.timerId;
  if (timerId !== undefined) state.timers.cancel(timerId);
  state.tiers.delete(accountId);
  return false;
}
