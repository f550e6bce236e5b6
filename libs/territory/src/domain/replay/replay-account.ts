import type { Policy } from '@bailiwick/contracts';
import { type AccountId, daysBetween, type IsoDate } from '@bailiwick/kernel';
import {
  accountChanges,
  type AccountState,
  effectMs,
  type SubjectEvent,
  unknownAccount,
} from '@bailiwick/lifecycle';
import { FamilyTotals, TierCourse, type TierMove } from '@bailiwick/tiering';
import { familyPartNow, recordNow } from '../process/company-view.js';
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

export interface ReplayRules {
  readonly rules: TierRules;
  readonly policy: Policy;
  readonly window: ReplayWindow;
}

/** What was sent about an account, in the order in which it works. */
export interface AccountEvents {
  readonly accountId: AccountId;
  readonly events: readonly SubjectEvent[];
}

/**
 * Takes accounts through their own events, with stability and its checks, as if the rules had always been in force.
 * Nothing but facts counts: no tiers by hand, no other rule set.
 * @param members one account, or all that were ever in one family with one another
 * @returns what became of each, in their order
 */
export function replayAccounts(members: readonly AccountEvents[], given: ReplayRules): ReplayedAccount[] {
  const { rules, policy, window } = given;
  const families = rules.needsFamilyArr ? new FamilyTotals() : undefined;
  const replays = new Map(members.map(({ accountId }) => [accountId, new AccountReplay(accountId, given)]));
  for (const { accountId, event } of inOrder(members)) {
    const on = dayOf(effectMs(event));
    if (on >= window.to) break;
    const replay = replays.get(accountId)!;
    replay.take(on, event);
    const concerned = families?.change(familyPartNow(replay.state, policy)) ?? [];
    for (const id of new Set<string>([accountId, ...concerned]))
      replays.get(id as AccountId)?.look(on, families?.arrOf(id));
  }
  return [...replays.values()].map((replay) => replay.result());
}

function inOrder(
  members: readonly AccountEvents[],
): { readonly accountId: AccountId; readonly event: SubjectEvent }[] {
  const all = members.flatMap(({ accountId, events }) => events.map((event) => ({ accountId, event })));
  return members.length > 1 ? all.sort((a, b) => effectMs(a.event) - effectMs(b.event)) : all;
}

/** One account on its way through the events. */
class AccountReplay {
  state: AccountState;
  private readonly course: TierCourse<{ readonly state: AccountState; readonly familyArr?: number }>;
  private days = 0;
  private seen: IsoDate;
  private first = true;

  constructor(
    accountId: AccountId,
    private readonly given: ReplayRules,
  ) {
    const { rules, policy, window } = given;
    this.state = unknownAccount(accountId);
    this.seen = window.from;
    this.course = new TierCourse({
      stability: rules.stability,
      decide: ({ state, familyArr }, previousTier) =>
        rules.decide(recordNow(state, policy), { previousTier, familyArr }),
    });
  }

  /** An event changes the account; to be looked at next. */
  take(on: IsoDate, event: SubjectEvent): void {
    if (isCustomer(this.state)) this.days += daysIn(this.given.window, this.seen, on);
    this.seen = on;
    this.course.passTime(on);
    this.state = { ...this.state, ...accountChanges(this.state, event) };
  }

  /** Decides by the facts as they are, those of the family included. */
  look(on: IsoDate, familyArr: number | undefined): void {
    const { state, given } = this;
    if (!isCustomer(state)) return this.course.leave();
    const sent =
      this.first && state.tier !== undefined && given.rules.has(state.tier) ? state.tier : undefined;
    this.course.look(on, { state, ...(familyArr === undefined ? {} : { familyArr }) }, sent);
    this.first = false;
  }

  result(): ReplayedAccount {
    const { course, given, state } = this;
    const { window } = given;
    const days = this.days + (isCustomer(state) ? daysIn(window, this.seen, window.to) : 0);
    course.passTime(lastDay(window));
    return {
      moves: course.moves.filter(({ on }) => on >= window.from),
      rawMoves: course.rawMoves.filter((on) => on >= window.from).length,
      days,
      ...(course.tier === undefined ? {} : { tier: course.tier }),
    };
  }
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
