import { type Lease, LeaseLostError, pause, timerFired } from '@bailiwick/event-store';
import type { Actor } from '@bailiwick/kernel';
import { DecidedPosition } from './decided-position.js';
import { ProcessFollower } from './process-follower.js';
import { type ProcessDependencies, TerritoryProcess } from './territory-process.js';
import { Waiters } from './waiters.js';

/** How time passes for timers. */
export type TimeMode =
  /** By events, and by the clock when nothing comes in. */
  | 'wall'
  /** By events alone: for replays of history. */
  | 'events';

export interface RunnerOptions {
  /** Who claims the work: another one for each process, the same after a restart, so that it goes on at once. */
  readonly holder: string;
  readonly time: TimeMode;
  /** False: this process never claims the work, and waits for what others decide. Default true. */
  readonly works?: boolean;
  /** While history comes in (events older than two days), the clock fires timers after this much silence only, ms. */
  readonly quietMs?: number;
  readonly leaseMs?: number;
  /** Who waits for others to decide gives up after this long without any progress of theirs, ms. */
  readonly patienceMs?: number;
}

/** What this process does of the work: it holds it, stands by for it, cannot go on with it, or leaves it to others. */
export type ProcessDuty = 'working' | 'standing-by' | 'in-trouble' | 'none';

const ACTOR: Actor = { id: 'system:timers', role: 'admin' };
const LEASE = 'process';
const SAVE_EVERY = 20_000;
const LIVE_MS = 2 * 86_400_000;
const IDLE_MS = 1_000;
const RETRY_MS = 500;
const DEFAULTS = { works: true, quietMs: 60_000, leaseMs: 10_000, patienceMs: 60_000 };
const TIMERS_AT_ONCE = 500;
/** In a stream without pause others are told this often how far it got, ms; at rest after so much silence. */
const ANNOUNCE_MS = 250;
const AT_REST_MS = 25;

/**
 * Keeps the territory process going: claims the work, reads on, lets time pass, saves, starts again after a fault.
 * One process at a time holds the work; the others stand by, and answer from what it decided.
 */
export class ProcessRunner {
  private readonly options;
  private readonly lease: Lease;
  private readonly stopping = new AbortController();
  private readonly decided: DecidedPosition;
  private readonly waiters: Waiters;
  private follower: ProcessFollower | undefined;
  private process: TerritoryProcess | undefined;
  private holding = false;
  private done: Promise<void> = Promise.resolve();
  private reached = 0;
  private announcedAt = 0;
  private outsideAt = 0;
  private fault: unknown;

  constructor(
    private readonly deps: ProcessDependencies,
    options: RunnerOptions,
  ) {
    this.options = { ...DEFAULTS, ...options };
    const { holder, leaseMs, patienceMs } = this.options;
    const meta = { actor: ACTOR, correlationId: holder, causationId: holder };
    this.lease = deps.store.lease(LEASE, { holder, ttlMs: leaseMs, meta });
    this.decided = new DecidedPosition(deps.store);
    const elsewhere = async (): Promise<number | undefined> =>
      this.holding ? undefined : this.decided.load();
    this.waiters = new Waiters(elsewhere, { patienceMs, signal: this.stopping.signal });
  }

  start(): void {
    if (this.options.works) this.done = this.run();
  }

  /** Why the process does not go on; `undefined` while all is well. */
  get trouble(): string | undefined {
    return this.fault === undefined ? undefined : String(this.fault);
  }

  get duty(): ProcessDuty {
    if (!this.options.works) return 'none';
    if (this.fault !== undefined) return 'in-trouble';
    return this.holding ? 'working' : 'standing-by';
  }

  /** The last position that this process reacted to. */
  get position(): number {
    return this.reached;
  }

  /** The last position that was reacted to, here or elsewhere, as far as it was told. */
  async decidedPosition(): Promise<number> {
    return this.holding ? this.reached : Math.max(this.reached, await this.decided.load());
  }

  /**
   * Resolves when everything up to `position` (default: the head) was reacted to and the reactions are durable.
   * @throws BailiwickError `process-stopped`; `process-behind` when another process does this work, or none, and for
   * long nothing was heard of it
   */
  async caughtUp(position?: number): Promise<void> {
    const target = position ?? (await this.deps.store.head()).position;
    if (this.reached < target) await this.waiters.until(target);
  }

  /**
   * The process at rest, at the head of the log or beyond what it was when asked; not to be changed.
   * @throws BailiwickError as `caughtUp`; `process-elsewhere` when another process of another version does this work
   */
  async atRest(): Promise<TerritoryProcess> {
    await this.caughtUp();
    // Where the step fails, the process is another one next time.
    while (this.process?.rest) await this.process.rest.catch(() => undefined);
    if (this.process?.state) return this.process;
    this.follower ??= new ProcessFollower(this.deps);
    return this.follower.at(await this.decidedPosition());
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.done;
    this.waiters.close();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        this.holding = await this.lease.tryTake();
        if (this.holding) await this.work();
        else await this.standBy();
      } catch (error) {
        await this.startAgain(error);
      } finally {
        this.process = undefined;
        this.holding = false;
      }
    }
    await this.lease.release().catch(() => undefined);
  }

  private async standBy(): Promise<void> {
    this.fault = undefined;
    await pause(IDLE_MS, this.stopping.signal);
  }

  private async startAgain(error: unknown): Promise<void> {
    if (error instanceof LeaseLostError)
      return this.deps.logger.warn('another process goes on with placing accounts', { ...error.details });
    this.fault = error;
    this.deps.logger.error('the territory process starts again', { error: String(error) });
    await pause(RETRY_MS, this.stopping.signal);
  }

  private async work(): Promise<void> {
    const { signal } = this.stopping;
    const process = await this.takenOver();
    this.outsideAt = this.deps.clock.monotonic();
    while (!signal.aborted) {
      const before = this.reached;
      this.reached = await process.readOn(signal);
      this.process = process;
      this.fault = undefined;
      if (process.takeOutside() > 0) this.outsideAt = this.deps.clock.monotonic();
      this.waiters.release(this.reached);
      await process.save(SAVE_EVERY);
      await this.lease.keep();
      if (this.reached > before || (await this.fireOverdue(process))) await this.announceNowAndThen();
      else await this.rest();
    }
    await process.save();
    await this.decided.announce(this.reached);
  }

  private async takenOver(): Promise<TerritoryProcess> {
    this.follower = undefined;
    const process: TerritoryProcess = new TerritoryProcess(
      { ...this.deps, breathe: () => this.breathe(process) },
      (requests) => this.lease.append(requests),
    );
    await process.open();
    return process;
  }

  /** On a long way, too, the lease is kept, and others hear how far it got. */
  private async breathe(process: TerritoryProcess): Promise<void> {
    await this.deps.breathe();
    await this.lease.keep();
    if (process.settled <= this.reached) return;
    this.reached = process.settled;
    this.waiters.release(this.reached);
    await this.announceNowAndThen();
  }

  private async announceNowAndThen(): Promise<void> {
    const now = this.deps.clock.monotonic();
    if (now - this.announcedAt < ANNOUNCE_MS) return;
    this.announcedAt = now;
    await this.decided.announce(this.reached);
  }

  private async rest(): Promise<void> {
    const { signal } = this.stopping;
    if (await this.deps.store.waitFor(this.reached, AT_REST_MS, signal)) return;
    await this.decided.announce(this.reached);
    await this.deps.store.waitFor(this.reached, IDLE_MS, signal);
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
}
