import { parseStream, type Policy, streamOf } from '@bailiwick/contracts';
import type { EventStore } from '@bailiwick/event-store';
import { type AccountId, addDays, addMonths } from '@bailiwick/kernel';
import {
  accountChanges,
  type AccountState,
  isIncoming,
  liveEvents,
  readHistory,
  type SubjectEvent,
  unknownAccount,
} from '@bailiwick/lifecycle';
import type { CheckedRuleSet } from '@bailiwick/tiering';
import { LinkedAccounts } from '../../domain/replay/linked-accounts.js';
import { type AccountEvents, replayAccounts, type ReplayWindow } from '../../domain/replay/replay-account.js';
import { ReplayTally, type RuleReplay } from '../../domain/replay/rule-replay.js';
import type { ProcessRunner } from '../process/process-runner.js';
import { tierRules } from './rule-reader.js';

/** A stretch of history under two rule sets, each as if it had always been in force. */
export interface RulesReplay extends ReplayWindow {
  readonly inForce: RuleReplay;
  readonly next: RuleReplay;
  /** Accounts that would have another tier at the end. */
  readonly otherwise: number;
}

export interface ReplayRequest {
  readonly inForce: CheckedRuleSet;
  readonly next: CheckedRuleSet;
  readonly window: ReplayWindow;
  /** For exchange rates. */
  readonly policy: Policy;
  readonly accountIds: readonly AccountId[];
}

export interface ReplayDependencies {
  readonly store: Pick<EventStore, 'readStream'>;
  /** Lets other work of this thread go on. */
  readonly breathe: () => Promise<void>;
}

const ACCOUNTS_A_BREATH = 20;

/**
 * How history would have looked: every account's events again under either rule set, one account after the other, or
 * where rules are about families, one family after the other. Nothing is recorded. Deterministic.
 */
export async function replayRules(
  deps: ReplayDependencies,
  { inForce, next, window, policy, accountIds }: ReplayRequest,
): Promise<RulesReplay> {
  const both = [inForce, next].map((ruleSet) => ({ rules: tierRules(ruleSet), tally: new ReplayTally() }));
  const families = both.some(({ rules }) => rules.needsFamilyArr);
  const groups = families ? await familiesIn(deps, accountIds) : accountIds.map((accountId) => [accountId]);
  let otherwise = 0;
  for (const [i, group] of groups.entries()) {
    const members: AccountEvents[] = [];
    for (const accountId of group) members.push({ accountId, events: await eventsOf(deps, accountId) });
    const [old, other] = both.map(({ rules, tally }) =>
      replayAccounts(members, { rules, policy, window }).map((replayed) => {
        tally.add(replayed);
        return replayed.tier;
      }),
    );
    otherwise += group.filter((_, k) => old![k] !== other![k]).length;
    if (i % ACCOUNTS_A_BREATH === 0) await deps.breathe();
  }
  const [before, after] = both.map(({ tally }) => tally.result());
  return { ...window, inForce: before!, next: after!, otherwise };
}

async function eventsOf({ store }: ReplayDependencies, accountId: AccountId): Promise<SubjectEvent[]> {
  return liveEvents(await readHistory(store, streamOf('account', accountId))).filter(isIncoming);
}

/** The accounts by whom they were ever in one family with: only what hangs together needs to be gone through at once. */
async function familiesIn(
  deps: ReplayDependencies,
  accountIds: readonly AccountId[],
): Promise<readonly (readonly AccountId[])[]> {
  const linked = new LinkedAccounts();
  for (const [i, accountId] of accountIds.entries()) {
    let state: AccountState = unknownAccount(accountId);
    for (const event of await eventsOf(deps, accountId)) {
      state = { ...state, ...accountChanges(state, event) };
      for (const id of [state.parentId, state.mergedInto]) if (id !== undefined) linked.link(accountId, id);
    }
    if (i % ACCOUNTS_A_BREATH === 0) await deps.breathe();
  }
  return linked.groups(accountIds);
}

/** The last months of a service's log under two rule sets, up to the day that its process has come to. */
export async function replayOnProcess(
  runner: Pick<ProcessRunner, 'atRest'>,
  deps: ReplayDependencies,
  rules: Pick<ReplayRequest, 'inForce' | 'next'>,
  months: number,
): Promise<RulesReplay> {
  const { day, policy, book } = (await runner.atRest()).state!;
  const accountIds = Array.from({ length: book.table.rows }, (_, row) => book.table.idOf(row));
  const window = { from: addMonths(day, -months), to: addDays(day, 1) };
  return replayRules(deps, { ...rules, window, policy, accountIds });
}

/** The accounts of a log, in the order in which they came. */
export async function accountsIn(store: Pick<EventStore, 'readPages'>): Promise<readonly AccountId[]> {
  const ids = new Set<AccountId>();
  for await (const page of store.readPages(0))
    for (const { stream } of page) {
      const subject = parseStream(stream);
      if (subject?.kind === 'account') ids.add(subject.id as AccountId);
    }
  return [...ids];
}
