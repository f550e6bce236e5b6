import { LogHoleError, type EventStore } from '@bailiwick/event-store';
import { outgoingOf, type OutgoingMessage } from '../domain/outgoing.js';

/** What is to be published of whole commits that follow each other. */
export interface OutgoingBatch {
  readonly messages: readonly OutgoingMessage[];
  /** The position read up to. */
  readonly next: number;
  /** A position is missing after `next` although later ones exist. */
  readonly hole: boolean;
}

export interface BatchLimits {
  /** About how many messages; a commit is never cut. */
  readonly messages: number;
  /** How many commits are read for them at most, so that a sparse log gives a sign of progress. */
  readonly commits: number;
}

/** What waits after a position; `next` is the position itself at the end of the log, and before a hole. */
export async function outgoingBatch(
  store: Pick<EventStore, 'logId' | 'readPages'>,
  after: number,
  limits: BatchLimits,
): Promise<OutgoingBatch> {
  const messages: OutgoingMessage[] = [];
  let next = after;
  try {
    for await (const commits of store.readPages(after, { limit: limits.commits }))
      for (const commit of commits) {
        messages.push(...outgoingOf(commit, store.logId));
        next = commit.position;
        if (messages.length >= limits.messages) return { messages, next, hole: false };
      }
  } catch (error) {
    // What comes after a hole may have to come after what fills it.
    if (!(error instanceof LogHoleError)) throw error;
    return { messages, next, hole: true };
  }
  return { messages, next, hole: false };
}
