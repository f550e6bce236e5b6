import { CommitWaiter } from '../../application/commit-waiter.js';
import type { StopSignal } from '../../domain/event-store.port.js';

export interface HeadWatchOptions {
  /** The position of the head in the database. */
  readonly look: () => Promise<number>;
  /** How often to look, in ms: after news, and at most, when nothing comes. */
  readonly minPollMs: number;
  readonly maxPollMs: number;
}

const SLOWER = 1.5;

/** Knows of new commits: at once of those of this process, by looking (ever more seldom) of those of others. */
export class HeadWatch {
  private readonly waiter = new CommitWaiter();
  private known = 0;
  private waiting = 0;
  private interval: number;
  private timer: NodeJS.Timeout | undefined;
  private looking = false;
  private closed = false;

  constructor(private readonly options: HeadWatchOptions) {
    this.interval = options.minPollMs;
  }

  /** The log is known to reach up to here. */
  saw(position: number): void {
    if (position <= this.known) return;
    this.known = position;
    this.interval = this.options.minPollMs;
    this.waiter.notify();
  }

  /** Something was recorded, nobody said how much: whoever waits looks now. */
  hint(): void {
    if (this.waiting > 0) void this.look();
  }

  /** See `CommitLog.waitFor`; a position beyond everything is waited for without looking. */
  async waitFor(position: number, timeoutMs: number, signal?: StopSignal): Promise<boolean> {
    const isPast = (): boolean => this.known > position;
    const looks = position < Number.MAX_SAFE_INTEGER && !isPast();
    if (looks && ++this.waiting === 1) this.interval = this.options.minPollMs;
    if (looks) void this.look();
    try {
      return await this.waiter.wait(isPast, { timeoutMs, signal });
    } finally {
      if (looks && --this.waiting === 0) clearTimeout(this.timer);
    }
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.waiter.close();
  }

  private async look(): Promise<void> {
    if (this.looking || this.closed) return;
    this.looking = true;
    clearTimeout(this.timer);
    try {
      this.saw(await this.options.look());
    } catch {
      // Whoever reads next learns what is wrong; waiting goes on, since the database may come back.
    } finally {
      this.looking = false;
    }
    if (this.waiting === 0 || this.closed) return;
    this.timer = setTimeout(() => void this.look(), this.interval);
    this.interval = Math.min(this.options.maxPollMs, this.interval * SLOWER);
  }
}
