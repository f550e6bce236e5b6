import {
  defaultPolicy,
  type AccountAssignedData,
  type Policy,
  type ReasonCode,
  type TierOverriddenData,
} from '@bailiwick/contracts';
import { TimerQueue } from '@bailiwick/event-store';
import type { CsmId, IsoDate } from '@bailiwick/kernel';
import { Book } from '@bailiwick/portfolio';
import type { TierHistory } from '@bailiwick/tiering';
import { PlanBoard } from '../plan/plan-board.js';
import { NO_RULE_SETS, type RuleSetsState } from '../rules/rule-set-state.js';
import { evolveRuleSets, type RuleSetEvent } from '../rules/rule-sets.fold.js';
import { MomentMap } from './moment-map.js';
import type { DecidedEvent } from './reaction.js';
import { dayOf } from './timers.js';

/** Who looks after an account, as last announced. */
export interface Ownership {
  readonly to: CsmId | null;
  readonly acting: CsmId | null;
  readonly version: number;
  /** Who had the account before it churned: a customer who comes back comes back to them, where that is possible. */
  readonly former?: CsmId | undefined;
}

/** What is remembered of an account's tier. */
export interface TierMemory {
  readonly history: TierHistory;
  /** While somebody's decision is in force: the history that goes on when it ends. */
  readonly before?: TierHistory | undefined;
  /** The timer of its next check. */
  readonly timerId?: string | undefined;
}

/** An account without an owner that nobody can take, or that is not to be placed without being asked. */
export interface Unplaced {
  /** Milliseconds since the epoch, in business time. */
  readonly since: number;
  /** The reason that its placement will have. */
  readonly code: ReasonCode;
  /** Why it has no owner, in words. */
  readonly why: string;
}

const NOBODY: Ownership = { to: null, acting: null, version: 0 };

/**
 * Everything that the process managers know after a prefix of the log: the outside events up to `position`, and the
 * effects of their own reactions to these. A function of nothing else, so that running again decides the same.
 */
export class ProcessState {
  /** The last commit that was reacted to. */
  position = 0;
  /** Business time, ms: the latest that any event up to here, or timer, has told. */
  time = 0;
  book = new Book();
  policy: Policy = defaultPolicy;
  board = new PlanBoard();
  ruleSets: RuleSetsState = NO_RULE_SETS;
  /** The document of the rule set in force; `undefined`: the built-in one. */
  ruleSet: unknown;
  readonly timers = new TimerQueue();
  readonly tiers = new MomentMap<string, TierMemory>();
  /** Tiers that people decided on, by account; some may have expired. */
  readonly overrides = new Map<string, TierOverriddenData>();
  /** The longest waiting first. */
  readonly unplaced = new Map<string, Unplaced>();
  /** CSM and last day of each departure that was decided on. */
  readonly departures = new Set<string>();
  /** CSMs above the ceiling about whom something was decided. */
  readonly overloaded = new Set<string>();
  private readonly owners = new Map<string, Ownership>();
  private readonly booksByOwner = new Map<string, Set<string>>();

  get day(): IsoDate {
    return dayOf(this.time);
  }

  ownerOf(accountId: string): Ownership {
    return this.owners.get(accountId) ?? NOBODY;
  }

  /** The accounts that were announced as this CSM's, by id. */
  accountsOf(csmId: string): readonly string[] {
    return [...(this.booksByOwner.get(csmId) ?? [])].sort();
  }

  setOwner(accountId: string, ownership: Ownership): void {
    const before = this.owners.get(accountId)?.to;
    if (before) this.booksByOwner.get(before)?.delete(accountId);
    this.owners.set(accountId, ownership);
    if (ownership.to === null) return;
    const book = this.booksByOwner.get(ownership.to);
    if (book) book.add(accountId);
    else this.booksByOwner.set(ownership.to, new Set([accountId]));
  }

  ownerships(): Iterable<readonly [string, Ownership]> {
    return this.owners;
  }

  /** Takes the effect of a reaction in. */
  absorb(stream: string, events: readonly DecidedEvent[]): void {
    this.book.apply({ position: this.position, stream, recordedAt: this.time, events });
    for (const { type, data } of events) {
      if (type !== 'AccountAssigned') continue;
      const { accountId, from, to, acting, ownershipVersion, reason } = data as AccountAssignedData;
      const former = reason.code === 'churned' ? (from ?? undefined) : undefined;
      this.setOwner(accountId, {
        to,
        acting,
        version: ownershipVersion,
        ...(former === undefined ? {} : { former }),
      });
    }
    const meta = { actor: { id: 'system:process' } };
    const made = events.map((event) => ({ ...event, version: 0, meta }));
    this.board.apply({ recordedAt: this.time, events: made });
    this.followRuleSets(made, this.time);
  }

  /** Takes in what happened to rule sets. */
  followRuleSets(events: readonly RuleSetEvent[], recordedAt: number): void {
    for (const event of events) this.ruleSets = evolveRuleSets(this.ruleSets, event, recordedAt);
  }
}
