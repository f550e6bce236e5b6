import { pause } from '@bailiwick/event-store';
import type { Logger } from '@bailiwick/kernel';

export interface TaskOptions {
  readonly name: string;
  readonly logger: Logger;
  /** The pause after the first failure, in ms, doubled after each further one. Default 500. */
  readonly firstPauseMs?: number;
  /** Default 15,000. */
  readonly longestPauseMs?: number;
  /** How long, in ms, `stop` waits for work that does not end. Default 5,000. */
  readonly patienceMs?: number;
}

const DEFAULTS = { firstPauseMs: 500, longestPauseMs: 15_000, patienceMs: 5_000 };
/** Who worked this long, in ms, has recovered. */
const RECOVERED_MS = 60_000;

/** Keeps work that ends only when it fails, or is told to, going: starts it again after ever longer pauses. */
export class RestartingTask {
  private readonly options;
  private readonly stopping = new AbortController();
  private done: Promise<void> = Promise.resolve();
  private fault: unknown;

  /** @param work resolves after `signal` aborts; calls `working` when it has got going */
  constructor(
    private readonly work: (signal: AbortSignal, working: () => void) => Promise<void>,
    options: TaskOptions,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.options = { ...DEFAULTS, ...options };
  }

  start(): void {
    this.done = this.run();
  }

  /** Why the work does not go on; `undefined` while all is well. */
  get trouble(): string | undefined {
    return this.fault === undefined ? undefined : String(this.fault);
  }

  /** Resolves when the work has ended; work that hangs, in a connection that nobody answers, is left to itself. */
  async stop(): Promise<void> {
    this.stopping.abort();
    const enough = new AbortController();
    await Promise.race([this.done, pause(this.options.patienceMs, enough.signal)]);
    enough.abort();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    const { name, logger, firstPauseMs, longestPauseMs } = this.options;
    let pauseMs = firstPauseMs;
    while (!signal.aborted) {
      const startedAt = this.now();
      try {
        await this.work(signal, () => (this.fault = undefined));
        if (signal.aborted) return;
      } catch (error) {
        this.fault = error;
        logger.error(`${name} starts again`, { error: String(error), pauseMs, ...problemsOf(error) });
      }
      if (this.now() - startedAt > RECOVERED_MS) pauseMs = firstPauseMs;
      await pause(pauseMs, signal);
      pauseMs = Math.min(2 * pauseMs, longestPauseMs);
    }
  }
}

function problemsOf(error: unknown): { problems?: unknown } {
  const { problems } = error as { problems?: unknown };
  return problems === undefined ? {} : { problems };
}
