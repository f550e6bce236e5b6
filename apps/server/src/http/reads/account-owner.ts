import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { instantMs, streamOf, toInstant, type Instant } from '@bailiwick/contracts';
import type { EventStore } from '@bailiwick/event-store';
import type { AccountId, Clock } from '@bailiwick/kernel';
import {
  effectMs,
  foldAccount,
  historyOf,
  isKnown,
  liveEvents,
  subjectEvents,
  type SubjectHistory,
} from '@bailiwick/lifecycle';
import { notFound } from '../query-params.js';

export interface OwnerView {
  readonly accountId: string;
  readonly owner: { readonly csmId: string } | null;
  readonly acting: { readonly csmId: string } | null;
  /** The owner's first day; null when it is not known. */
  readonly since: string | null;
  readonly ownershipVersion: number;
  readonly at: Instant;
  readonly asKnownAt: Instant;
}

/** Who looked after an account at a moment, as known at another; both default to now. */
export class AccountOwner extends Query<OwnerView> {
  constructor(
    readonly accountId: string,
    readonly at?: Instant | undefined,
    readonly asKnownAt?: Instant | undefined,
  ) {
    super();
  }
}

@QueryHandler(AccountOwner)
export class AccountOwnerHandler implements IQueryHandler<AccountOwner> {
  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly clock: Clock,
  ) {}

  async execute({ accountId, at, asKnownAt }: AccountOwner): Promise<OwnerView> {
    const now = toInstant(this.clock.now());
    const history = await this.historyAsKnown(accountId, asKnownAt);
    if (!isKnown(history)) throw notFound('account', accountId);
    return ownerAt(accountId as AccountId, history, { at, now, asKnownAt: asKnownAt ?? now });
  }

  /** Times of recording never go back, so what was known at a moment is the stream up to it. */
  private async historyAsKnown(accountId: string, asKnownAt: Instant | undefined): Promise<SubjectHistory> {
    const known = asKnownAt === undefined ? Infinity : instantMs(asKnownAt);
    const commits = [];
    for await (const commit of this.store.readStream(streamOf('account', accountId))) {
      if (commit.recordedAt > known) break;
      commits.push(commit);
    }
    return historyOf(commits.flatMap(subjectEvents));
  }
}

/** Transfers of AE patches are left out: they move no owner. */
function ownerAt(
  accountId: AccountId,
  history: SubjectHistory,
  { at, now, asKnownAt }: { at: Instant | undefined; now: Instant; asKnownAt: Instant },
): OwnerView {
  // As in the book: what senders date later than our clock counts at once, what they defer counts in its time.
  const filter = at === undefined ? { deferredUpTo: instantMs(now) } : { at: instantMs(at) };
  const live = liveEvents(history, filter);
  const state = foldAccount(accountId, live);
  const { csmId, actingCsmId, csmSince, ownershipVersion } = state;
  const latest = live.at(-1);
  return {
    accountId,
    owner: state.known && csmId ? { csmId } : null,
    acting: state.known && actingCsmId ? { csmId: actingCsmId } : null,
    since: (state.known && csmId && csmSince) || null,
    ownershipVersion,
    at: at ?? toInstant(Math.max(instantMs(now), latest ? effectMs(latest) : 0)),
    asKnownAt,
  };
}
