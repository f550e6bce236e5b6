import type { Clock, IdSource } from '@bailiwick/kernel';
import type { NewEvent } from '../domain/commit.js';
import { ConcurrencyError, FencedError, LeaseLostError } from '../domain/event-store.errors.js';
import {
  NoStream,
  type AppendOutcome,
  type AppendRequest,
  type CommitLog,
} from '../domain/event-store.port.js';
import type { Lease, LeaseOptions, LeaseReleased, LeaseTaken } from '../domain/lease.js';

export interface LeaseDependencies {
  readonly log: CommitLog;
  readonly clock: Clock;
  readonly ids: IdSource;
}

interface LeaseState {
  readonly version: number;
  readonly epoch: number;
  /** Absent when nobody holds it. */
  readonly taken: LeaseTaken | undefined;
}

interface Sign {
  readonly epoch: number;
  readonly beat: number;
  readonly seenAt: number;
}

/** One claim on a lease; see `Lease` for the contract. */
export class LeaseClaim implements Lease {
  epoch: number | undefined;
  private readonly stream: string;
  /** The version of the lease's stream that this claim's epoch gave it; any later version is somebody else's. */
  private version = 0;
  private lastSign: Sign | undefined;
  private keptAt = -Infinity;

  constructor(
    private readonly deps: LeaseDependencies,
    readonly name: string,
    private readonly options: LeaseOptions,
  ) {
    this.stream = `lease:${name}`;
  }

  async tryTake(): Promise<boolean> {
    if (this.epoch !== undefined && (await this.isCurrent())) return true;
    this.epoch = undefined;
    const state = await this.readState();
    if (!(await this.mayTake(state))) return false;
    return this.take(state);
  }

  async renew(): Promise<void> {
    await this.demandCurrent();
    const { checkpoints } = this.deps.log;
    await checkpoints.save(this.beatName, (await checkpoints.load(this.beatName)) + 1);
  }

  async keep(): Promise<void> {
    const now = this.deps.clock.monotonic();
    if (now - this.keptAt < this.options.ttlMs / 3) return;
    this.keptAt = now;
    await this.renew();
  }

  async append(
    requests: readonly AppendRequest[],
    { readTo }: { readonly readTo?: number } = {},
  ): Promise<readonly AppendOutcome[]> {
    if (this.epoch === undefined) throw this.lost();
    const fence = { stream: this.stream, version: this.version };
    const atPosition = readTo === undefined ? undefined : readTo + 1;
    const outcomes = await this.deps.log.appendBatch(requests, { atPosition, fence });
    if (outcomes.some((outcome) => !outcome.ok && outcome.error instanceof FencedError)) throw this.lost();
    return outcomes;
  }

  async release(): Promise<void> {
    if (this.epoch === undefined) return;
    const data: LeaseReleased = { name: this.name, epoch: this.epoch };
    this.epoch = undefined;
    await this.record('LeaseReleased', data, this.version);
  }

  private async mayTake({ epoch, taken }: LeaseState): Promise<boolean> {
    if (!taken || taken.holder === this.options.holder) return true;
    const beat = await this.deps.log.checkpoints.load(this.beatName);
    const now = this.deps.clock.monotonic();
    if (this.lastSign?.epoch !== epoch || this.lastSign.beat !== beat)
      this.lastSign = { epoch, beat, seenAt: now };
    return now - this.lastSign.seenAt >= taken.ttlMs;
  }

  private async take({ version, epoch }: LeaseState): Promise<boolean> {
    const { holder, ttlMs } = this.options;
    const until = this.deps.clock.now() + ttlMs;
    const data: LeaseTaken = { name: this.name, epoch: epoch + 1, until, holder, ttlMs };
    if (!(await this.record('LeaseTaken', data, version))) return false;
    this.version = version + 1;
    this.epoch = data.epoch;
    return true;
  }

  /** False when somebody else was faster. */
  private async record(type: string, data: LeaseTaken | LeaseReleased, version: number): Promise<boolean> {
    const event: NewEvent = { id: this.deps.ids.next(), type, v: 1, data, meta: this.options.meta };
    // A key of its own for each attempt: two claims of one holder must never both count as the first.
    const options = { idempotencyKey: `lease:${event.id}` };
    try {
      await this.deps.log.append(this.stream, version === 0 ? NoStream : version, [event], options);
      return true;
    } catch (error) {
      if (error instanceof ConcurrencyError) return false;
      throw error;
    }
  }

  private async readState(): Promise<LeaseState> {
    const version = await this.deps.log.streamVersion(this.stream);
    let state: LeaseState = { version: 0, epoch: 0, taken: undefined };
    for await (const commit of this.deps.log.readStream(this.stream, version - 1)) {
      const { type, data } = commit.events.at(-1)!;
      const { epoch } = data as LeaseTaken | LeaseReleased;
      state = { version: commit.to, epoch, taken: type === 'LeaseTaken' ? (data as LeaseTaken) : undefined };
    }
    return state;
  }

  private async isCurrent(): Promise<boolean> {
    return (await this.deps.log.streamVersion(this.stream)) === this.version;
  }

  private async demandCurrent(): Promise<void> {
    if (this.epoch !== undefined && (await this.isCurrent())) return;
    throw this.lost();
  }

  private lost(): LeaseLostError {
    const lost = new LeaseLostError(this.name, this.epoch);
    this.epoch = undefined;
    return lost;
  }

  private get beatName(): string {
    return `lease-beat:${this.name}`;
  }
}
