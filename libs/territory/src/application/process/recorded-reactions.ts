import type { Commit, EventStore } from '@bailiwick/event-store';

/**
 * The reactions that an earlier run recorded, found by their keys before anything is decided anew. Reactions stand in
 * the log in the order of what they react to, so a second reader that keeps just ahead of the first is enough.
 */
export class RecordedReactions {
  private readonly byKey = new Map<string, Commit>();
  private readonly commits: AsyncIterator<Commit>;
  private ahead: Commit | undefined;
  private ended = false;

  /** @param after what was reacted to up to here is settled. @param upTo the head at the start: later reactions are our own */
  constructor(
    store: Pick<EventStore, 'readAll'>,
    private readonly after: number,
    upTo: number,
  ) {
    this.commits = store.readAll(after, { upTo })[Symbol.asyncIterator]();
  }

  /** Makes ready what was reacted to up to `position`. */
  async loadUpTo(position: number): Promise<void> {
    while (!this.ended) {
      this.ahead ??= await this.next();
      if (!this.ahead || reactsTo(this.ahead)! > position) return;
      this.byKey.set(this.ahead.key, this.ahead);
      this.ahead = undefined;
    }
  }

  take(key: string): Commit | undefined {
    if (this.byKey.size === 0) return undefined;
    const commit = this.byKey.get(key);
    if (commit) this.byKey.delete(key);
    return commit;
  }

  /** The reactions to `position` that were not asked for: an earlier version decided them, this one would not. */
  leftOver(position: number): readonly Commit[] {
    if (this.byKey.size === 0) return [];
    const left = [...this.byKey.values()].filter((commit) => reactsTo(commit)! <= position);
    for (const { key } of left) this.byKey.delete(key);
    return left;
  }

  private async next(): Promise<Commit | undefined> {
    for (;;) {
      const { done, value } = await this.commits.next();
      if (done) {
        this.ended = true;
        return undefined;
      }
      if ((reactsTo(value) ?? 0) > this.after) return value;
    }
  }
}

/** The position that a commit reacts to; `undefined` for a commit from outside. */
export function reactsTo({ events }: Pick<Commit, 'events'>): number | undefined {
  return events[0]?.meta.reactsTo;
}
