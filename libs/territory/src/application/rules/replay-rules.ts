import { parseStream, type Policy, streamOf } from '@bailiwick/contracts';
import type { EventStore } from '@bailiwick/event-store';
import { type AccountId, addDays, addMonths, InvalidInputError } from '@bailiwick/kernel';
import { isIncoming, liveEvents, readHistory } from '@bailiwick/lifecycle';
import type { CheckedRuleSet } from '@bailiwick/tiering';
import { replayAccount, type ReplayWindow } from '../../domain/replay/replay-account.js';
import { ReplayTally, type RuleReplay } from '../../domain/replay/rule-replay.js';
import type { ProcessRunner } from '../process/process-runner.js';
import { factsNotInService, tierRules } from './rule-reader.js';

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
 * How history would have looked: every account's events again, one account after the other, under either rule set.
 * Nothing is recorded. Deterministic.
 * @throws InvalidInputError `fact-not-in-service` for rules about more than the account itself
 */
export async function replayRules(
  { store, breathe }: ReplayDependencies,
  { inForce, next, window, policy, accountIds }: ReplayRequest,
): Promise<RulesReplay> {
  const unknown = [...factsNotInService(inForce), ...factsNotInService(next)];
  if (unknown.length > 0) throw new InvalidInputError(unknown);
  const [before, after] = [inForce, next].map((ruleSet) => ({
    rules: tierRules(ruleSet),
    tally: new ReplayTally(),
  }));
  let otherwise = 0;
  for (const [i, accountId] of accountIds.entries()) {
    const history = await readHistory(store, streamOf('account', accountId));
    const events = liveEvents(history).filter(isIncoming);
    const [old, other] = [before!, after!].map(({ rules, tally }) => {
      const replayed = replayAccount(accountId, events, { rules, policy, window });
      tally.add(replayed);
      return replayed.tier;
    });
    if (old !== other) otherwise += 1;
    if (i % ACCOUNTS_A_BREATH === 0) await breathe();
  }
  return { ...window, inForce: before!.tally.result(), next: after!.tally.result(), otherwise };
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
