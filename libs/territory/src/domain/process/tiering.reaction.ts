import { type AccountTieredData, streamOf, toInstant } from '@bailiwick/contracts';
import type { AccountId, TierId } from '@bailiwick/kernel';
import { type AccountState } from '@bailiwick/lifecycle';
import type { TierDecision } from '@bailiwick/tiering';
import type { TierMemory } from './process-state.js';
import type { Reactor } from './reactor.js';
import type { Trigger } from './reaction.js';
import { judgeTier, type TierRules } from './tier-rules.js';
import { dayTimer } from './timers.js';

/**
 * Facts changed, or a check is due: the rules say a raw tier, stability what becomes of it, and when to look again.
 * The first decision about an account is always recorded, so that from then on its tier is ours.
 * @returns whether a tier was recorded
 */
export function reactToTier(reactor: Reactor, account: AccountState, trigger: Trigger): boolean {
  const { accountId, status } = account;
  if (status !== 'active') return forget(reactor, accountId);
  const { state, rules } = reactor;
  const judged = judgeTier(state, { rules, former: trigger.former }, account, reactor.familyArrOf(accountId));
  if (!judged) return false;
  const { decision, outcome, before } = judged;
  remember(reactor, accountId, { history: outcome.history, before }, outcome.nextCheckOn);
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
    reason: reasonOf(decision, to, rules),
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

/** The words of a decision are those of the rules alone: where time overrules the buffer, they would tell the opposite. */
function reasonOf({ cause, why, rawTier }: TierDecision, to: string, { stability }: TierRules): string {
  if (cause !== 'buffer' || to !== rawTier) return why;
  return `${to} after ${stability.maxBufferDays} days in which the buffer alone kept the tier before`;
}

/** Our decisions work after everything that is known of the account. */
export function effectiveMs({ state }: Reactor, accountId: AccountId): number {
  const { table } = state.book;
  return Math.max(state.time, table.effective.get(table.rowOf(accountId)!) ?? 0);
}

function remember(
  { state }: Reactor,
  accountId: string,
  memory: Pick<TierMemory, 'history' | 'before'>,
  nextCheckOn: Parameters<typeof dayTimer>[1] | undefined,
): void {
  const timer = nextCheckOn && dayTimer('tier', nextCheckOn, accountId);
  const before = state.tiers.get(accountId)?.timerId;
  if (before !== undefined && before !== timer?.timerId) state.timers.cancel(before);
  if (timer && before !== timer.timerId) state.timers.schedule(timer);
  state.tiers.set(accountId, { ...memory, timerId: timer?.timerId });
}

function forget({ state }: Reactor, accountId: string): false {
  const timerId = state.tiers.get(accountId)?.timerId;
  if (timerId !== undefined) state.timers.cancel(timerId);
  state.tiers.delete(accountId);
  return false;
}
