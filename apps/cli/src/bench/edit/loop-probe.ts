import { isMainThread } from 'node:worker_threads';

/** What a probe tells of the event loop that it ticks in, since it was asked before. */
export interface LoopReport {
  /** The longest times between two ticks beyond the tick itself, ms, the longest first. */
  readonly stalls: readonly number[];
  readonly ticks: number;
}

const TICK_MS = 5;
const MOST_TOLD = 20;

/**
 * Ticks in a process that was started with this module ahead of its own, and tells its parent, whenever that sends
 * something, for how long nothing else had its turn.
 */
function probe(): void {
  let stalls: number[] = [];
  let ticks = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    ticks += 1;
    stalls.push(now - last - TICK_MS);
    last = now;
    if (stalls.length > MOST_TOLD * TICK_MS) stalls = longest(stalls);
  }, TICK_MS);
  timer.unref();
  process.on('message', () => {
    process.send?.({ stalls: longest(stalls), ticks } satisfies LoopReport);
    stalls = [];
    ticks = 0;
  });
  process.channel?.unref();
}

function longest(stalls: readonly number[]): number[] {
  return [...stalls].sort((a, b) => b - a).slice(0, MOST_TOLD);
}

// The threads of the process load it too.
if (isMainThread) probe();
