import type { Clock } from '@bailiwick/kernel';

/** So many writes one behind the other are followed by a pause, whether others were seen or not. */
const WRITES_IN_A_ROW = 25;
/** After another process was seen writing, each of so many is. */
const POLITE_WRITES = 50;
/** A pause is so many times as long as the last write: others have to learn where the log ends before they write. */
const PAUSE_WRITES = 3;
const MAX_PAUSE_MS = 100;

/**
 * Lets other processes write, too: whoever has just written is the first to know the next position, and would get it
 * each time.
 */
export class PoliteTurns {
  private polite = 0;
  private inARow = 0;
  private pauseMs = 0;
  private endedAt = -Infinity;

  constructor(private readonly clock: Clock) {}

  /** How long to wait before the next write, ms. */
  pause(): number {
    const left = this.pauseMs - (this.clock.monotonic() - this.endedAt);
    if (left <= 0) {
      this.inARow = 0;
      return 0;
    }
    if (this.polite > 0) this.polite--;
    else if (++this.inARow < WRITES_IN_A_ROW) return 0;
    this.inARow = 0;
    return left;
  }

  /** To be told of every write. @param ms how long it took */
  wrote(ms: number): void {
    this.pauseMs = Math.min(MAX_PAUSE_MS, PAUSE_WRITES * ms);
    this.endedAt = this.clock.monotonic();
  }

  /** To be told that another process has written. */
  sawOthers(): void {
    this.polite = POLITE_WRITES;
  }
}
