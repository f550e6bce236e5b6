import { pause } from '@bailiwick/event-store';
import { BailiwickError } from '@bailiwick/kernel';

interface Waiter {
  readonly position: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export interface WaitersOptions {
  /** Without any progress elsewhere for this long, ms, who waits is let go with an error. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

const SHORTEST_LOOK_MS = 20;
const LONGEST_LOOK_MS = 250;

/** Those who wait until the log was reacted to up to a position: here, or in another process. */
export class Waiters {
  private readonly waiting = new Set<Waiter>();
  private looking = false;

  /** @param elsewhere how far another process has come, `undefined` while it is this one that works; asked while anybody waits */
  constructor(
    private readonly elsewhere: () => Promise<number | undefined>,
    private readonly options: WaitersOptions,
  ) {}

  /** @throws BailiwickError `process-stopped`, `process-behind` */
  until(position: number): Promise<void> {
    if (this.options.signal.aborted) return Promise.reject(stopped());
    const done = new Promise<void>((resolve, reject) => this.waiting.add({ position, resolve, reject }));
    if (!this.looking) void this.look();
    return done;
  }

  /** Everything up to `position` was reacted to. */
  release(position: number): void {
    this.end(
      (waiter) => waiter.position <= position,
      ({ resolve }) => resolve(),
    );
  }

  close(): void {
    this.end(
      () => true,
      ({ reject }) => reject(stopped()),
    );
  }

  private end(which: (waiter: Waiter) => boolean, how: (waiter: Waiter) => void): void {
    for (const waiter of this.waiting)
      if (which(waiter)) {
        this.waiting.delete(waiter);
        how(waiter);
      }
  }

  private async look(): Promise<void> {
    const { signal, patienceMs } = this.options;
    this.looking = true;
    let last = -1;
    let silence = 0;
    for (let ms = SHORTEST_LOOK_MS; this.waiting.size > 0 && !signal.aborted;) {
      // A store that does not answer is silence, too.
      const position = await this.elsewhere().catch(() => last);
      silence = position === last ? silence + ms : 0;
      last = position ?? -1;
      this.release(last);
      if (silence >= patienceMs) this.giveUp(last);
      await pause(ms, signal);
      ms = Math.min(ms * 1.5, LONGEST_LOOK_MS);
    }
    this.looking = false;
  }

  private giveUp(position: number): void {
    this.end(
      () => true,
      ({ reject, position: expected }) => reject(behind(position, expected)),
    );
  }
}

function stopped(): BailiwickError {
  return new BailiwickError('process-stopped', 'the service is ending', {
    hint: 'Maybe ask again after its start',
  });
}

function behind(value: number, expected: number): BailiwickError {
  return new BailiwickError('process-behind', 'no process is reacting to the log', {
    value,
    expected: `position ${expected} decided on`,
    hint: 'Maybe start a process with the role process, or ask again when it has caught up',
  });
}
