import type { Policy } from '@bailiwick/contracts';
import { type AccountId, daysBetween, type IsoDate } from '@bailiwick/kernel';
import {
  accountChanges,
  type AccountState,
  effectMs,
  type SubjectEvent,
  unknownAccount,
} from '@bailiwick/lifecycle';
import { TierCourse, type TierMove } from '@bailiwick/tiering';
import { recordNow } from '../process/company-view.js';
import type { TierRules } from '../process/tier-rules.js';
import { dayOf } from '../process/timers.js';

/** The days that are counted; what came before them only makes history. */
export interface ReplayWindow {
  readonly from: IsoDate;
  /** The day after the last. */
  readonly to: IsoDate;
}

/** What became of one account's tier, had a rule set been in force all the time. */
export interface ReplayedAccount {
  /** Within the window. */
  readonly moves: readonly TierMove[];
  /** Within the window: changes of the raw tier. */
  readonly rawMoves: number;
  /** Days of the window on which the account was a customer. */
  readonly days: number;
  /** At the end of the window; absent when it was no customer then, or could not be decided. */
  readonly tier?: string;
}

/**
 * Takes an account through its own events, with stability and its checks, as if `rules` had always been in force.
 * Nothing but its facts counts: no tiers by hand, no other rule set.
 * @param events what was sent about the account, in the order in which it works
 */
export function replayAccount(
  accountId: AccountId,
  events: readonly SubjectEvent[],
  {
    rules,
    policy,
    window,
  }: { readonly rules: TierRules; readonly policy: Policy; readonly window: ReplayWindow },
): ReplayedAccount {
  const course = new TierCourse<AccountState>({
    stability: rules.stability,
    decide: (state, previous) => rules.decide(recordNow(state, policy), previous),
  });
  let state: AccountState = unknownAccount(accountId);
  let [days, seen, first] = [0, window.from, true];
  for (const event of events) {
    const on = dayOf(effectMs(event));
    if (on >= window.to) break;
    if (isCustomer(state)) days += daysIn(window, seen, on);
    seen = on;
    course.passTime(on);
    state = { ...state, ...accountChanges(state, event) };
    if (!isCustomer(state)) course.leave();
    else {
      course.look(
        on,
        state,
        first && state.tier !== undefined && rules.has(state.tier) ? state.tier : undefined,
      );
      first = false;
    }
  }
  if (isCustomer(state)) days += daysIn(window, seen, window.to);
  course.passTime(lastDay(window));
  return counted(course, window, days);
}

function counted(course: TierCourse<AccountState>, { from }: ReplayWindow, days: number): ReplayedAccount {
  return {
    moves: course.moves.filter(({ on }) => on >= from),
    rawMoves: course.rawMoves.filter((on) => on >= from).length,
    days,
    ...(course.tier === undefined ? {} : { tier: course.tier }),
  };
}

function isCustomer({ known, status }: AccountState): boolean {
  return known && status === 'active';
}

function daysIn({ from, to }: ReplayWindow, since: IsoDate, until: IsoDate): number {
  const [start, end] = [since > from ? since : from, until < to ? until : to];
  return start < end ? daysBetween(start, end) : 0;
}

function lastDay({ to }: ReplayWindow): IsoDate {
  return dayOf(Date.parse(to) - 1);
}
