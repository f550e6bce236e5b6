import { isMainThread } from 'node:worker_threads';

/** What a probe tells of the event loop that it ticks in, since it was asked before. */
export interface LoopReport {
  /** The longest times between two ticks beyond the tick itself, ms, the longest first. */
  readonly stalls: readonly number[];
  /** All but the longest thousandth of them are at most as long as this, ms. */
  readonly p999: number;
  readonly ticks: number;
}

const TICK_MS = 5;
const MOST_TOLD = 20;
/** Of two hours; later ticks are not looked at. */
const MOST_KEPT = 1_500_000;

/**
 * Ticks in a process that was started with this module ahead of its own, and tells its parent, whenever that sends
 * something, for how long nothing else had its turn.
 */
function probe(): void {
  const lags = new Float64Array(MOST_KEPT);
  let ticks = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    if (ticks < MOST_KEPT) lags[ticks++] = now - last - TICK_MS;
    last = now;
  }, TICK_MS);
  timer.unref();
  process.on('message', () => {
    const sorted = lags.slice(0, ticks).sort().reverse();
    const report: LoopReport = {
      stalls: [...sorted.subarray(0, MOST_TOLD)],
      p999: sorted[Math.floor(ticks / 1_000)] ?? 0,
      ticks,
    };
    process.send?.(report);
    ticks = 0;
    last = performance.now();
  });
  process.channel?.unref();
}

// The threads of the process load it too.
if (isMainThread) probe();
