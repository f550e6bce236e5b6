import type { EventStore } from '@bailiwick/event-store';
import { emptyHistory, gistOf, historyOf, type SubjectHistory } from '../domain/subject-history.js';
import { subjectEvents, type SubjectEvent } from '../domain/subject-event.js';

const DEFAULT_MAX_SIZE = 200_000;

/** The gists of histories, the least recently used dropped first when they hold too much together; see `gistOf`. */
export class HistoryCache {
  private readonly histories = new Map<string, SubjectHistory>();
  private size = 0;

  /** @param maxSize subjects, and events that are kept of them */
  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly maxSize = DEFAULT_MAX_SIZE,
  ) {}

  /** The history as last known here; the log may be ahead, which an append's expected version finds out. */
  async get(stream: string): Promise<SubjectHistory> {
    const cached = this.histories.get(stream);
    if (cached) {
      this.histories.delete(stream);
      this.histories.set(stream, cached);
      return cached;
    }
    return this.set(stream, await readHistory(this.store, stream));
  }

  /** @returns what is kept of it */
  set(stream: string, history: SubjectHistory): SubjectHistory {
    this.drop(stream);
    const gist = gistOf(history);
    this.histories.set(stream, gist);
    this.size += sizeOf(gist);
    for (const oldest of this.histories.keys()) {
      if (this.size <= this.maxSize || oldest === stream) break;
      this.drop(oldest);
    }
    return gist;
  }

  /** Forgets what somebody else has changed. */
  drop(stream: string): void {
    const history = this.histories.get(stream);
    if (!history) return;
    this.histories.delete(stream);
    this.size -= sizeOf(history);
  }
}

function sizeOf({ incoming, introductions, retracted }: SubjectHistory): number {
  return 1 + incoming.size + introductions.length + retracted.size;
}

/**
 * A subject's history from the log.
 * @param upTo the last position (of the whole log) to take into account; "as known at" is such a prefix
 */
export async function readHistory(
  store: Pick<EventStore, 'readStream'>,
  stream: string,
  upTo = Infinity,
): Promise<SubjectHistory> {
  const events: SubjectEvent[] = [];
  for await (const commit of store.readStream(stream)) {
    if (commit.position > upTo) break;
    events.push(...subjectEvents(commit));
  }
  return events.length === 0 ? emptyHistory : historyOf(events);
}
