import { type Lease, timerFired } from '@bailiwick/event-store';
import { type Actor, BailiwickError } from '@bailiwick/kernel';
import { type ProcessDependencies, TerritoryProcess } from './territory-process.js';

/** How time passes for timers. */
export type TimeMode =
  /** By events, and by the clock when nothing comes in. */
  | 'wall'
  /** By events alone: for replays of history. */
  | 'events';

export interface RunnerOptions {
  /** Who claims the work; the same after a restart, so that it goes on at once. */
  readonly holder: string;
  readonly time: TimeMode;
  /** While history comes in (events older than two days), the clock fires timers after this much silence only, ms. */
  readonly quietMs?: number;
  readonly leaseMs?: number;
}

interface Waiter {
  readonly position: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const ACTOR: Actor = { id: 'system:timers', role: 'admin' };
const LEASE = 'process';
const SAVE_EVERY = 20_000;
const LIVE_MS = 2 * 86_400_000;
const IDLE_MS = 1_000;
const RETRY_MS = 500;
const DEFAULTS = { quietMs: 60_000, leaseMs: 10_000 };
const TIMERS_AT_ONCE = 500;

/** Keeps the territory process going: claims the work, reads on, lets time pass, saves, starts again after a fault. */
export class ProcessRunner {
  private readonly options;
  private readonly lease: Lease;
  private readonly stopping = new AbortController();
  private readonly waiters = new Set<Waiter>();
  private process: TerritoryProcess | undefined;
  private done: Promise<void> = Promise.resolve();
  private reached = 0;
  private outsideAt = 0;
  private fault: unknown;

  constructor(
    private readonly deps: ProcessDependencies,
    options: RunnerOptions,
  ) {
    this.options = { ...DEFAULTS, ...options };
    const { holder, leaseMs } = this.options;
    const meta = { actor: ACTOR, correlationId: holder, causationId: holder };
    this.lease = deps.store.lease(LEASE, { holder, ttlMs: leaseMs, meta });
  }

  start(): void {
    this.done = this.run();
  }

  /** Why the process does not go on; `undefined` while all is well. */
  get trouble(): string | undefined {
    return this.fault === undefined ? undefined : String(this.fault);
  }

  /** The last position that was reacted to. */
  get position(): number {
    return this.reached;
  }

  /**
   * Resolves when everything up to `position` (default: the head) was reacted to and the reactions are durable.
   * @throws BailiwickError `process-stopped`
   */
  async caughtUp(position?: number): Promise<void> {
    const target = position ?? (await this.deps.store.head()).position;
    if (this.reached >= target) return;
    if (this.stopping.signal.aborted) throw stopped();
    await new Promise<void>((resolve, reject) => this.waiters.add({ position: target, resolve, reject }));
  }

  /**
   * The process at rest, at the head of the log or beyond what it was when asked.
   * @throws BailiwickError `process-elsewhere` when another process does this work
   */
  async atRest(): Promise<TerritoryProcess> {
    await this.caughtUp();
    if (this.process?.state) return this.process;
    throw new BailiwickError('process-elsewhere', 'another process holds the work of placing accounts', {
      hint: 'Maybe ask that one',
    });
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.done;
    for (const { reject } of this.waiters) reject(stopped());
    this.waiters.clear();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        if (await this.lease.tryTake()) await this.work();
        else await this.pause(IDLE_MS);
      } catch (error) {
        this.fault = error;
        this.deps.logger.error('the territory process starts again', { error: String(error) });
        await this.pause(RETRY_MS);
      } finally {
        this.process = undefined;
      }
    }
    await this.lease.release().catch(() => undefined);
  }

  private async work(): Promise<void> {
    const { signal } = this.stopping;
    const breathe = async (): Promise<void> => {
      await this.deps.breathe();
      await this.lease.keep();
    };
    const process = new TerritoryProcess({ ...this.deps, breathe }, (requests) =>
      this.lease.append(requests),
    );
    await process.open();
    this.outsideAt = this.deps.clock.monotonic();
    while (!signal.aborted) {
      const before = this.reached;
      this.reached = await process.readOn(signal);
      this.process = process;
      this.fault = undefined;
      if (process.takeOutside() > 0) this.outsideAt = this.deps.clock.monotonic();
      this.release();
      await process.save(SAVE_EVERY);
      await this.lease.keep();
      if (this.reached > before || (await this.fireOverdue(process))) continue;
      await this.deps.store.waitFor(this.reached, IDLE_MS, signal);
    }
    await process.save();
  }

  private release(): void {
    for (const waiter of this.waiters) {
      if (waiter.position > this.reached) continue;
      this.waiters.delete(waiter);
      waiter.resolve();
    }
  }

  /** Records the timers that are overdue by the clock; the process reacts to them like to any event. */
  private async fireOverdue({ state }: TerritoryProcess): Promise<boolean> {
    const { clock, ids } = this.deps;
    const { time, quietMs } = this.options;
    if (time === 'events' || !state) return false;
    const now = clock.now();
    const first = state.timers.peek();
    if (!first || first.dueAt > now) return false;
    const quiet = clock.monotonic() - this.outsideAt >= quietMs;
    if (now - state.time > LIVE_MS && !quiet) return false;
    const due = state.timers.list().filter(({ dueAt }) => dueAt <= now);
    const meta = { actor: ACTOR, correlationId: first.timerId, causationId: first.timerId };
    const requests = due.slice(0, TIMERS_AT_ONCE).map((timer) => timerFired(timer, ids.next(), meta));
    for (const outcome of await this.lease.append(requests)) if (!outcome.ok) throw outcome.error;
    return true;
  }

  private async pause(ms: number): Promise<void> {
    await this.deps.store.waitFor(Number.MAX_SAFE_INTEGER, ms, this.stopping.signal);
  }
}

function stopped(): BailiwickError {
  return new BailiwickError('process-stopped', 'the service is ending', {
    hint: 'Maybe ask again after its start',
  });
}
