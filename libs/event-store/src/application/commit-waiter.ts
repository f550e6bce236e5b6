import type { StopSignal } from '../domain/event-store.port.js';

export interface WaitOptions {
  readonly timeoutMs: number;
  readonly signal?: StopSignal | undefined;
  /** How often to look by itself, for commits of other processes; absent: only `notify` wakes. */
  readonly pollMs?: number;
}

/** Wakes those who wait for the log to grow. */
export class CommitWaiter {
  private readonly wakers = new Set<() => void>();
  private readonly giveUps = new Set<() => void>();

  /** To be called after every durable commit of this process. */
  notify(): void {
    for (const wake of this.wakers) wake();
  }

  /** Lets everybody go with `false`. */
  close(): void {
    for (const giveUp of this.giveUps) giveUp();
  }

  /** True as soon as `isPast()` is; false after the time-out, or when the signal aborts. */
  wait(isPast: () => boolean, options: WaitOptions): Promise<boolean> {
    if (isPast()) return Promise.resolve(true);
    if (options.signal?.aborted || options.timeoutMs <= 0) return Promise.resolve(false);
    return new Promise((resolve, reject) => {
      const finish = (result: boolean): void => {
        release();
        resolve(result);
      };
      const look = (): void => {
        try {
          if (isPast()) finish(true);
        } catch (error) {
          release();
          reject(error);
        }
      };
      const giveUp = (): void => finish(false);
      const deadline = setTimeout(giveUp, options.timeoutMs);
      const poll = options.pollMs === undefined ? undefined : setInterval(look, options.pollMs);
      const release = (): void => {
        clearTimeout(deadline);
        clearInterval(poll);
        this.wakers.delete(look);
        this.giveUps.delete(giveUp);
        options.signal?.removeEventListener('abort', giveUp);
      };
      this.wakers.add(look);
      this.giveUps.add(giveUp);
      options.signal?.addEventListener('abort', giveUp);
    });
  }
}
