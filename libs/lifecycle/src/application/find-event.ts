import type { RetractionClaimedData } from '@bailiwick/contracts';
import type { Commit, EventStore } from '@bailiwick/event-store';
import { subjectEvents, type IncomingRecord } from '../domain/subject-event.js';
import { idempotencyKey, lateKey } from './idempotency-key.js';

/** What the log holds under an incoming event's identity. */
export interface FoundEvent {
  /** The commit with the event itself. */
  readonly commit?: Commit;
  /** The retraction that came before the event and claimed its place. */
  readonly claim?: RetractionClaimedData;
}

/** Looks an incoming event up by its source and id. */
export async function findEvent(
  store: Pick<EventStore, 'findByKey'>,
  identity: { readonly source: string; readonly id: string },
): Promise<FoundEvent> {
  return foundIn(store, identity, await store.findByKey(idempotencyKey(identity)));
}

/** The same where the commit under the event's own key is known. */
export async function foundIn(
  store: Pick<EventStore, 'findByKey'>,
  identity: { readonly source: string; readonly id: string },
  commit: Commit | undefined,
): Promise<FoundEvent> {
  const claim = commit && claimIn(commit);
  if (!claim) return commit ? { commit } : {};
  const late = await store.findByKey(lateKey(identity));
  return late ? { commit: late, claim } : { claim };
}

export function claimIn(commit: Commit): RetractionClaimedData | undefined {
  const [first] = commit.events;
  return first?.type === 'RetractionClaimed' ? (first.data as RetractionClaimedData) : undefined;
}

/** The incoming event that a commit was made for: its first. */
export function recordIn(commit: Commit): IncomingRecord {
  return subjectEvents(commit)[0] as IncomingRecord;
}
