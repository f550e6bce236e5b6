import { readFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/** What a probe tells of the event loop that it ticks in, since it was asked before. */
export interface LoopReport {
  /** The longest times between two ticks beyond the tick itself, ms, the longest first. */
  readonly stalls: readonly number[];
  /** All but the longest thousandth of them are at most as long as this, ms. */
  readonly stallP999: number;
  /** The most processor time of the loop's thread between two ticks, ms: what a stall is on a machine with nothing else to do. */
  readonly busy: readonly number[];
}

const TICK_MS = 5;
const MOST_TOLD = 20;
/** Of two hours; later ticks are not looked at. */
const MOST_KEPT = 1_500_000;
const NS_A_MS = 1e6;
/** How long the thread has run; Linux tells. */
const SCHEDULED = '/proc/self/schedstat';

/**
 * Ticks in a process that was started with this module ahead of its own, and tells its parent, whenever that sends
 * something, for how long nothing else had its turn.
 */
function probe(): void {
  const [stalls, busy] = [new Times(), new Times()];
  let [last, used] = [performance.now(), processorMs()];
  const timer = setInterval(() => {
    const [now, usedNow] = [performance.now(), processorMs()];
    stalls.add(now - last - TICK_MS);
    busy.add(usedNow - used);
    [last, used] = [now, usedNow];
  }, TICK_MS);
  timer.unref();
  process.on('message', () => {
    const [{ longest, p999 }, { longest: busiest }] = [stalls.take(), busy.take()];
    process.send?.({ stalls: longest, stallP999: p999, busy: busiest } satisfies LoopReport);
    [last, used] = [performance.now(), processorMs()];
  });
  process.channel?.unref();
}

/** Of this process's main thread; the wall clock where the system does not tell. */
function processorMs(): number {
  try {
    return Number(readFileSync(SCHEDULED, 'utf8').split(' ', 1)[0]) / NS_A_MS;
  } catch {
    return performance.now();
  }
}

/** Milliseconds, as many as there are ticks. */
class Times {
  private readonly values = new Float64Array(MOST_KEPT);
  private count = 0;

  add(ms: number): void {
    if (this.count < MOST_KEPT) this.values[this.count++] = ms;
  }

  take(): { readonly longest: readonly number[]; readonly p999: number } {
    const sorted = this.values.slice(0, this.count).sort().reverse();
    this.count = 0;
    return {
      longest: [...sorted.subarray(0, MOST_TOLD)],
      p999: sorted[Math.floor(sorted.length / 1_000)] ?? 0,
    };
  }
}

// The threads of the process load it too.
if (isMainThread) probe();
