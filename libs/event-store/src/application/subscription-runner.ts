import { silentLogger, type Clock, type Logger } from '@bailiwick/kernel';
import { LogHoleError } from '../domain/event-store.errors.js';
import type { CommitLog } from '../domain/event-store.port.js';
import type { CommitHandler, Subscription, SubscriptionOptions } from '../domain/subscription.js';

export interface SubscriptionDependencies {
  readonly log: Pick<CommitLog, 'readAll' | 'head' | 'waitFor' | 'checkpoints'>;
  readonly clock: Clock;
  readonly logger?: Logger | undefined;
}

interface CatchUp {
  readonly target: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const DEFAULTS = { from: 0, checkpointEvery: 100, holeAlarmMs: 5_000 };
/** Long enough to cost nothing; the adapter wakes the reader earlier when there is something to read. */
const IDLE_WAIT_MS = 60_000;
const HOLE_RETRY_MS = 100;

/** Reads the log for one handler; see `EventStore.subscribe` for the contract. */
export class SubscriptionRunner implements Subscription {
  readonly done: Promise<void>;
  position = 0;
  running = true;
  private readonly options: typeof DEFAULTS & SubscriptionOptions;
  private readonly stopping = new AbortController();
  private readonly waiting = new Set<CatchUp>();
  private failure: unknown;
  private saved = 0;
  private hole: { readonly position: number; readonly since: number; reported: boolean } | undefined;

  constructor(
    private readonly deps: SubscriptionDependencies,
    readonly name: string,
    private readonly handler: CommitHandler,
    options: SubscriptionOptions = {},
  ) {
    this.options = { ...DEFAULTS, ...options };
    this.done = this.run().then(
      () => this.finish(undefined),
      (error: unknown) => {
        this.finish(error);
        throw error;
      },
    );
    // Whoever watches `done` or `running` learns of the failure; nobody watching must not end the process.
    this.done.catch(() => undefined);
  }

  async caughtUp(): Promise<void> {
    const { position: target } = await this.deps.log.head();
    if (this.position >= target) return;
    if (!this.running) throw this.stoppedError();
    await new Promise<void>((resolve, reject) => this.waiting.add({ target, resolve, reject }));
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.done.catch(() => undefined);
  }

  private async run(): Promise<void> {
    const { log } = this.deps;
    this.saved = await log.checkpoints.load(this.name);
    this.position = Math.max(this.saved, this.saved === 0 ? this.options.from : 0);
    while (!this.stopping.signal.aborted) {
      const complete = await this.drain();
      if (this.stopping.signal.aborted) break;
      await this.idle(complete);
    }
    await this.saveCheckpoint();
  }

  /** Hands over what can be read now; false when a hole is in the way. */
  private async drain(): Promise<boolean> {
    try {
      for await (const commit of this.deps.log.readAll(this.position)) {
        if (this.stopping.signal.aborted) return true;
        if (commit.position !== this.position + 1) throw new LogHoleError(this.position + 1);
        await this.handler(commit);
        this.advance(commit.position);
        if (this.position - this.saved >= this.options.checkpointEvery) await this.saveCheckpoint();
      }
    } catch (error) {
      await this.saveCheckpoint();
      if (!(error instanceof LogHoleError)) throw error;
      this.watchHole(error.position);
      return false;
    }
    await this.saveCheckpoint();
    return true;
  }

  private advance(position: number): void {
    this.position = position;
    this.hole = undefined;
    for (const waiter of this.waiting) {
      if (waiter.target > position) continue;
      this.waiting.delete(waiter);
      waiter.resolve();
    }
  }

  private async idle(complete: boolean): Promise<void> {
    const { log } = this.deps;
    // Past a hole the head is always ahead: only time can help, so the reader waits beyond anything recorded.
    const beyond = complete ? this.position : Number.MAX_SAFE_INTEGER;
    await log.waitFor(beyond, complete ? IDLE_WAIT_MS : HOLE_RETRY_MS, this.stopping.signal);
  }

  private watchHole(position: number): void {
    const now = this.deps.clock.monotonic();
    if (this.hole?.position !== position) this.hole = { position, since: now, reported: false };
    if (this.hole.reported || now - this.hole.since < this.options.holeAlarmMs) return;
    this.hole.reported = true;
    this.logger.error('reader waits at a hole in the log', { reader: this.name, position });
    this.options.onHole?.(position);
  }

  private async saveCheckpoint(): Promise<void> {
    if (this.position === this.saved) return;
    await this.deps.log.checkpoints.save(this.name, this.position);
    this.saved = this.position;
  }

  private finish(error: unknown): void {
    this.running = false;
    this.failure = error;
    if (error)
      this.logger.error('reader stopped', {
        reader: this.name,
        position: this.position,
        error: String(error),
      });
    for (const waiter of this.waiting) waiter.reject(this.stoppedError());
    this.waiting.clear();
  }

  private stoppedError(): unknown {
    return this.failure ?? new Error(`Reader ${this.name} was stopped at position ${this.position}`);
  }

  private get logger(): Logger {
    return this.deps.logger ?? silentLogger;
  }
}
