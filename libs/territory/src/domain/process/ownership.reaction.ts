import {
  type AccountAssignedData,
  type ChangeReason,
  type ReasonCode,
  streamOf,
  toInstant,
} from '@bailiwick/contracts';
import type { CsmId } from '@bailiwick/kernel';
import type { AccountState } from '@bailiwick/lifecycle';
import type { Unplaced } from './process-state.js';
import type { Reactor } from './reactor.js';
import type { Trigger } from './reaction.js';
import { effectiveMs } from './tiering.reaction.js';

/**
 * Announces an owner, or an acting owner, that is another than the one announced last: somebody changed it outside,
 * the account churned, or a cover began or ended.
 * @returns whether something was announced
 */
export function reactToOwner(reactor: Reactor, account: AccountState, trigger: Trigger): boolean {
  const { accountId, status, csmId } = account;
  const { state } = reactor;
  const before = state.ownerOf(accountId);
  const to = status === 'active' ? (csmId ?? null) : null;
  const acting = coverOf(reactor, to);
  if (status !== 'active') reactor.free(csmId);
  if (to === before.to && acting === before.acting) return false;
  const reason = reasonFor(account, before.to, to, acting, trigger);
  assign(reactor, account, to, reason, `ownership:${trigger.key}:${accountId}`, trigger);
  return true;
}

/** Makes an assignment: the account's owner, and acting owner, from now on. */
export function assign(
  reactor: Reactor,
  account: AccountState,
  to: CsmId | null,
  reason: ChangeReason,
  key: string,
  trigger: Pick<Trigger, 'causedBy'>,
  effectiveAt = 0,
): void {
  const { accountId, aeId, tier, csmId } = account;
  const before = reactor.state.ownerOf(accountId);
  if (before.to !== to) reactor.free(before.to);
  if (csmId !== before.to) reactor.free(csmId);
  const data: AccountAssignedData = {
    accountId,
    from: before.to,
    to,
    acting: coverOf(reactor, to),
    aeId: aeId ?? null,
    tier: tier ?? null,
    reason,
    effectiveAt: toInstant(Math.max(effectiveAt, effectiveMs(reactor, accountId))),
    causedBy: trigger.causedBy,
    ownershipVersion: before.version + 1,
  };
  reactor.commit({
    stream: streamOf('account', accountId),
    key,
    events: [{ type: 'AccountAssigned', data }],
  });
}

/** A move that somebody decided on. */
export interface DecidedTransfer {
  readonly accountId: string;
  readonly to: CsmId | null;
}

/** Makes a decided move. An account that goes to nobody is listed with `why` and tried again. */
export function transfer(
  reactor: Reactor,
  { accountId, to }: DecidedTransfer,
  reason: ChangeReason,
  key: string,
  trigger: Pick<Trigger, 'causedBy'>,
  nobody: Pick<Unplaced, 'code' | 'why'>,
  effectiveAt = 0,
): void {
  assign(reactor, reactor.account(accountId)!, to, reason, key, trigger, effectiveAt);
  reactor.resync(accountId);
  const { unplaced, time } = reactor.state;
  if (to === null) unplaced.set(accountId, { since: time, ...nobody });
  else unplaced.delete(accountId);
}

/** Who stands in for a CSM on this day; `null` when nobody does. */
function coverOf(reactor: Reactor, csmId: CsmId | null): CsmId | null {
  const leaves = csmId === null ? [] : (reactor.csm(csmId)?.leaves ?? []);
  if (leaves.length === 0) return null;
  const { day } = reactor.state;
  const now = leaves.find(({ from, to, coverCsmId }) => coverCsmId && from <= day && day <= to);
  return now?.coverCsmId ?? null;
}

function reasonFor(
  { status, mergedInto }: AccountState,
  from: CsmId | null,
  to: CsmId | null,
  acting: CsmId | null,
  { type }: Trigger,
): ChangeReason {
  if (from === to)
    return acting === null
      ? { code: 'cover-ended', text: `${to} is back` }
      : { code: 'cover', text: `${acting} stands in for ${to}` };
  if (status === 'churned') return { code: 'churned', text: 'the account churned' };
  if (status === 'merged') return { code: 'correction', text: `the account was merged into ${mergedInto}` };
  const [code, text] = BY_EVENT[type] ?? OTHERWISE;
  return { code, text };
}

const OTHERWISE: readonly [ReasonCode, string] = ['correction', 'what is known of the account was corrected'];
const BY_EVENT: Readonly<Record<string, readonly [ReasonCode, string]>> = {
  AccountNew: ['new-account', 'the account came with its CSM'],
  AccountOwnerChanged: ['manual', 'somebody changed the owner where the event comes from'],
  AccountUpdated: ['manual', 'somebody changed the owner where the event comes from'],
  AccountReactivated: ['reactivated', 'the account came back with its CSM'],
};
