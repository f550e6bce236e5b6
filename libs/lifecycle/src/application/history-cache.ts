import type { EventStore } from '@bailiwick/event-store';
import { emptyHistory, gistOf, historyOf, type SubjectHistory } from '../domain/subject-history.js';
import { subjectEvents, type SubjectEvent } from '../domain/subject-event.js';

const DEFAULT_LIMITS = { whole: 2_000, size: 200_000 };

/**
 * Histories, those used last as a whole: an event that is delivered again mostly comes soon. Of the others the gist is
 * kept (see `gistOf`), and those used least recently are dropped.
 */
export class HistoryCache {
  private readonly histories = new Map<string, SubjectHistory>();
  /** How many events each whole one has; the least recently used first, as above. */
  private readonly whole = new Map<string, number>();
  private wholeEvents = 0;
  private size = 0;

  /** @param limits events of whole histories; subjects, and events that are kept of them */
  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly limits = DEFAULT_LIMITS,
  ) {}

  /** The history as last known here; the log may be ahead, which an append's expected version finds out. */
  async get(stream: string): Promise<SubjectHistory> {
    const cached = this.atHand(stream);
    if (cached) return cached;
    const history = await readHistory(this.store, stream);
    this.set(stream, history);
    return history;
  }

  /** The same where it need not be read. */
  atHand(stream: string): SubjectHistory | undefined {
    const cached = this.histories.get(stream);
    if (!cached) return undefined;
    const events = this.whole.get(stream);
    this.histories.delete(stream);
    this.histories.set(stream, cached);
    if (events !== undefined) {
      this.whole.delete(stream);
      this.whole.set(stream, events);
    }
    return cached;
  }

  set(stream: string, history: SubjectHistory): void {
    this.drop(stream);
    this.histories.set(stream, history);
    this.whole.set(stream, history.version);
    this.wholeEvents += history.version;
    this.size += sizeOf(history);
    for (const oldest of this.whole.keys()) {
      if (this.wholeEvents <= this.limits.whole || oldest === stream) break;
      this.reduce(oldest);
    }
    for (const oldest of this.histories.keys()) {
      if (this.size <= this.limits.size || oldest === stream) break;
      this.drop(oldest);
    }
  }

  /** Forgets what somebody else has changed. */
  drop(stream: string): void {
    const history = this.histories.get(stream);
    if (!history) return;
    this.histories.delete(stream);
    this.size -= sizeOf(history);
    this.notWhole(stream);
  }

  private reduce(stream: string): void {
    const history = this.histories.get(stream)!;
    const gist = gistOf(history);
    this.histories.set(stream, gist);
    this.size += sizeOf(gist) - sizeOf(history);
    this.notWhole(stream);
  }

  private notWhole(stream: string): void {
    this.wholeEvents -= this.whole.get(stream) ?? 0;
    this.whole.delete(stream);
  }
}

function sizeOf({ incoming, decisions, introductions, retracted }: SubjectHistory): number {
  return 1 + incoming.size + decisions.length + introductions.length + retracted.size;
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
