import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { streamOf, toInstant } from '@bailiwick/contracts';
import type { Commit, EventStore, RecordedEvent } from '@bailiwick/event-store';
import type { Actor } from '@bailiwick/kernel';
import { deferredTo, isIncoming, type SubjectEvent } from '@bailiwick/lifecycle';
import type { Page } from '../paging.js';
import { notFound } from '../query-params.js';

export interface HistoryEntry {
  readonly position: number;
  readonly version: number;
  readonly recordedAt: string;
  /** As recorded: `account.expanded` is `AccountExpanded`. */
  readonly type: string;
  readonly effectiveAt: string | null;
  readonly source?: string;
  readonly id?: string;
  readonly time?: string;
  readonly data: unknown;
  readonly actor: Actor;
}

/** Everything in an account's stream after a position, in order; whole commits. */
export class AccountHistory extends Query<Page<HistoryEntry>> {
  constructor(
    readonly accountId: string,
    readonly after: number,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(AccountHistory)
export class AccountHistoryHandler implements IQueryHandler<AccountHistory> {
  constructor(private readonly store: Pick<EventStore, 'readStream'>) {}

  async execute({ accountId, after, limit }: AccountHistory): Promise<Page<HistoryEntry>> {
    const items: HistoryEntry[] = [];
    let exists = false;
    for await (const commit of this.store.readStream(streamOf('account', accountId))) {
      exists = true;
      if (commit.position <= after) continue;
      if (items.length > 0 && items.length + commit.events.length > limit)
        return { items, next: String(items.at(-1)!.position) };
      items.push(...entriesOf(commit));
    }
    if (!exists) throw notFound('account', accountId);
    return { items, next: null };
  }
}

function entriesOf({ position, recordedAt, events }: Commit): HistoryEntry[] {
  return events.map((event) => ({
    position,
    version: event.version,
    recordedAt: toInstant(recordedAt),
    type: event.type,
    ...contentOf(event),
    actor: event.meta.actor,
  }));
}

function contentOf({
  type,
  data,
}: RecordedEvent): Pick<HistoryEntry, 'effectiveAt' | 'data' | 'source' | 'id' | 'time'> {
  const event = { type, data } as SubjectEvent;
  const effectiveAt = deferredTo(event) ?? null;
  if (!isIncoming(event)) return { effectiveAt, data };
  const { source, id, time, data: said } = event.data;
  return { effectiveAt: effectiveAt ?? time, source, id, time, data: said };
}
