import type { EventStore } from '@bailiwick/event-store';
import { emptyHistory, historyOf, type SubjectHistory } from '../domain/subject-history.js';
import { subjectEvents, type SubjectEvent } from '../domain/subject-event.js';

const DEFAULT_MAX_EVENTS = 200_000;

/** Histories read from the log, the least recently used dropped first when they hold too many events together. */
export class HistoryCache {
  private readonly histories = new Map<string, SubjectHistory>();
  private events = 0;

  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly maxEvents = DEFAULT_MAX_EVENTS,
  ) {}

  /** The history as last known here; the log may be ahead, which an append's expected version finds out. */
  async get(stream: string): Promise<SubjectHistory> {
    const cached = this.histories.get(stream);
    if (cached) {
      this.histories.delete(stream);
      this.histories.set(stream, cached);
      return cached;
    }
    const history = await readHistory(this.store, stream);
    this.set(stream, history);
    return history;
  }

  set(stream: string, history: SubjectHistory): void {
    this.drop(stream);
    this.histories.set(stream, history);
    this.events += history.version + 1;
    for (const oldest of this.histories.keys()) {
      if (this.events <= this.maxEvents || oldest === stream) break;
      this.drop(oldest);
    }
  }

  /** Forgets what somebody else has changed. */
  drop(stream: string): void {
    const history = this.histories.get(stream);
    if (!history) return;
    this.histories.delete(stream);
    this.events -= history.version + 1;
  }
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
