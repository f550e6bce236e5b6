import type { SubjectHistory } from '../domain/subject-history.js';
import type { HistoryCache } from './history-cache.js';

interface Ahead {
  readonly history: SubjectHistory;
  /** Who expects it; of several the last. */
  readonly by: object;
}

/** Histories as they will be when all that is under way is recorded: what comes meanwhile is decided on those. */
export class HistoriesAhead {
  private readonly ahead = new Map<string, Ahead>();
  /** Of these, something did not go as expected that others rest on which are still under way. */
  private readonly unsure = new Set<string>();

  constructor(private readonly cache: HistoryCache) {}

  async get(stream: string): Promise<SubjectHistory> {
    return this.atHand(stream) ?? this.cache.get(stream);
  }

  /** The same where the log need not be read for it. */
  atHand(stream: string): SubjectHistory | undefined {
    return this.ahead.get(stream)?.history ?? this.cache.atHand(stream);
  }

  /** The same, but of what is recorded it is read anew. */
  async fresh(stream: string): Promise<SubjectHistory> {
    if (!this.ahead.has(stream)) this.cache.drop(stream);
    return this.get(stream);
  }

  expect(stream: string, history: SubjectHistory, by: object): void {
    this.ahead.set(stream, { history, by });
  }

  /** To be called when what `by` expects of a stream is recorded, or is not: whether it went as expected. */
  settle(stream: string, by: object, asExpected: boolean): void {
    const last = this.ahead.get(stream);
    if (last && last.by !== by) {
      if (!asExpected) this.unsure.add(stream);
      return;
    }
    const sure = asExpected && !this.unsure.has(stream);
    this.ahead.delete(stream);
    this.unsure.delete(stream);
    // Nothing is expected any more where somebody who came later failed to decide.
    if (last && sure) this.cache.set(stream, last.history);
    else this.cache.drop(stream);
  }

  /** False after something that others had expected of the stream went otherwise. */
  isSure(stream: string): boolean {
    return !this.unsure.has(stream);
  }

  /** Forgets what somebody else has changed; nothing may be under way. */
  drop(stream: string): void {
    this.cache.drop(stream);
  }
}
