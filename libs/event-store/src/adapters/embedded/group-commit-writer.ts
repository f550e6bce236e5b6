import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { BailiwickError, type Rng } from '@bailiwick/kernel';
import { storeClosed, type StoreUnavailableError } from '../../domain/event-store.errors.js';
import {
  isBusy,
  isSqliteError,
  storeBusy,
  storeUnavailable,
  type SqliteConnection,
} from './sqlite-driver.js';
import { WriteTransaction } from './write-transaction.js';

export interface GroupCommitOptions {
  /** Spreads the attempts of competing processes. */
  readonly jitter: Rng;
  /** How long, in ms, waiting writes wait for the lock before they fail with `store-busy`. */
  readonly busyTimeoutMs: number;
  /** Called after every durable transaction. */
  readonly onCommit: () => void;
  /** From how many requests on, of those that wait, others of this process write them (see `writeOrGive`). */
  readonly giveFrom?: number;
}

interface WaitingWrite {
  readonly size: number;
  readonly more: boolean;
  /** Does the work; what it returns tells the caller, once the work is durable. */
  readonly run: (transaction: WriteTransaction) => () => void;
  readonly fail: (error: unknown) => void;
}

/** Somebody else of this process writes, while this writer does not. */
interface WaitingTurn {
  readonly requests: number;
  readonly give: (changed: boolean) => Promise<void>;
}

/** What can be written here, by others, or by either. */
interface Waiting {
  readonly write?: WaitingWrite;
  readonly turn?: WaitingTurn;
}

/** Requests, and two ways to write them. */
export interface TwoWays<T> {
  readonly requests: number;
  /** See `write`; absent: only for others. */
  readonly here?: { readonly size: number; readonly work: (transaction: WriteTransaction) => T };
  /** Writes by another connection of this process; told whether anything was written here since the last turn. */
  readonly there: (changed: boolean) => Promise<T>;
}

/** Characters: a transaction holds the lock, and the event loop, for some 10–30 ms at most. */
const MAX_TRANSACTION_SIZE = 2_000_000;
const MAX_RETRY_MS = 3;
/** Requests that others have in hand at a time: enough to have the next at hand while some are written. */
const MAX_GIVEN = 4_000;
/** After another process was seen writing, this many transactions are followed by a pause that lets it in. */
const POLITE_TRANSACTIONS = 50;

/** Everything that waits goes out together in one durable transaction. */
export class GroupCommitWriter {
  private readonly queue: Waiting[] = [];
  private readonly transaction: WriteTransaction;
  private draining: Promise<void> | undefined;
  private arrived: (() => void) | undefined;
  /** Since the last turn that was given. */
  private wrote = false;
  private closed = false;
  private politeFor = 0;

  constructor(
    private readonly connection: SqliteConnection,
    private readonly options: GroupCommitOptions,
  ) {
    this.transaction = new WriteTransaction(connection);
  }

  /**
   * Runs `work` under the write lock; resolves with its result when that is durable. An error of `work` itself must
   * come before its first write: it rejects this call only.
   * @param size about how many characters it writes
   * @param more whether another write is about to come, and belongs into the same transaction if that has room
   */
  write<T>(size: number, work: (transaction: WriteTransaction) => T, more = false): Promise<T> {
    if (this.closed) return Promise.reject(storeClosed());
    return new Promise<T>((resolve, reject) => {
      this.enqueue({ write: waitingWrite({ size, work, more }, resolve, reject) });
    });
  }

  /**
   * Has requests written by others of this process when, with those that wait before and behind them, they are many or
   * others are writing anyway; else here. Whoever called first is written first.
   */
  writeOrGive<T>({ requests, here, there }: TwoWays<T>): Promise<T> {
    if (this.closed) return Promise.reject(storeClosed());
    return new Promise<T>((resolve, reject) => {
      const turn = { requests, give: (changed: boolean) => there(changed).then(resolve, reject) };
      this.enqueue(
        here ? { turn, write: waitingWrite({ ...here, more: false }, resolve, reject) } : { turn },
      );
    });
  }

  /** To be called after others of this process wrote, other than in a turn that was given to them. */
  refresh(): void {
    this.transaction.refresh();
  }

  private enqueue(waiting: Waiting): void {
    this.queue.push(waiting);
    this.arrived?.();
    this.draining ??= this.drain();
  }

  /** Takes nothing new and finishes what was accepted. */
  async finish(): Promise<void> {
    this.closed = true;
    await this.draining;
  }

  close(): void {
    // Not left to SQLite: the package's close keeps the file open until its statements are collected.
    try {
      this.connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch (error) {
      // On a full disk the write-ahead log cannot be copied; what is in it is as durable as it is there.
      if (!isSqliteError(error)) throw error;
    }
    this.connection.close();
  }

  private async drain(): Promise<void> {
    while (this.queue.length > 0) {
      // Everything that this turn of the event loop still wants to write joins the transaction.
      await (this.politeFor > 0 ? sleep(this.pause()) : nextTurn());
      if (this.isForOthers()) {
        await this.giveTurns();
        continue;
      }
      try {
        if (await this.takeLock()) await this.flush();
        else this.failAll(storeBusy());
      } catch (error) {
        this.transaction.rollback();
        this.failAll(storeUnavailable(error));
      }
    }
    this.draining = undefined;
  }

  /** True when what waits in front is too much, or not meant, to be written here. */
  private isForOthers(): boolean {
    let requests = 0;
    for (const { turn } of this.queue) {
      if (!turn) break;
      requests += turn.requests;
    }
    return requests >= (this.options.giveFrom ?? Infinity) || !this.queue[0]!.write;
  }

  /**
   * Lets others write all that comes one behind the other, whatever its size: they have the next at hand while they
   * write, do so in the order in which they were told, and make one transaction of it where they can.
   */
  private async giveTurns(): Promise<void> {
    const given = new Set<Promise<void>>();
    let requests = 0;
    for (;;) {
      for (let turn; requests < MAX_GIVEN && (turn = this.queue[0]?.turn);) {
        this.queue.shift();
        const { requests: own, give } = turn;
        requests += own;
        const changed = this.wrote;
        this.wrote = false;
        const done: Promise<void> = give(changed).then(() => {
          given.delete(done);
          requests -= own;
        });
        given.add(done);
      }
      if (given.size === 0) break;
      await Promise.race([...given, new Promise<void>((resolve) => (this.arrived = resolve))]);
    }
    this.transaction.refresh();
  }

  /** False when the lock did not come free in time. */
  private async takeLock(): Promise<boolean> {
    for (let waited = 0; waited < this.options.busyTimeoutMs;) {
      try {
        const othersWrote = this.transaction.begin();
        this.politeFor = othersWrote ? POLITE_TRANSACTIONS : Math.max(0, this.politeFor - 1);
        return true;
      } catch (error) {
        if (!isBusy(error)) throw error;
      }
      const pause = this.pause();
      waited += pause;
      await sleep(pause);
    }
    return false;
  }

  private pause(): number {
    return 1 + this.options.jitter.next() * (MAX_RETRY_MS - 1);
  }

  private async flush(): Promise<void> {
    const taken: WaitingWrite[] = [];
    const acknowledge: (() => void)[] = [];
    try {
      for (let size = 0; ;) {
        for (let next; (next = this.takeWrite(size)); size += next.size) {
          taken.push(next);
          acknowledge.push(next.run(this.transaction));
        }
        if (!taken.at(-1)!.more || this.queue.length > 0) break;
        await new Promise<void>((resolve) => (this.arrived = resolve));
      }
      this.transaction.commit();
      this.wrote = true;
    } catch (error) {
      this.transaction.rollback();
      const unavailable = storeUnavailable(error);
      for (const waiting of taken) waiting.fail(unavailable);
      return;
    }
    for (const tell of acknowledge) tell();
    this.options.onCommit();
  }

  /** The next that waits, if a transaction of `size` characters has room for it. */
  private takeWrite(size: number): WaitingWrite | undefined {
    const next = this.queue[0]?.write;
    if (!next || (size > 0 && size + next.size > MAX_TRANSACTION_SIZE)) return undefined;
    this.queue.shift();
    return next;
  }

  /** Those that only others can write find out by themselves. */
  private failAll(error: StoreUnavailableError): void {
    for (const waiting of this.queue.splice(0)) {
      if (waiting.write) waiting.write.fail(error);
      else this.queue.push(waiting);
    }
  }
}

function waitingWrite<T>(
  { size, work, more }: Pick<WaitingWrite, 'size' | 'more'> & { work: (transaction: WriteTransaction) => T },
  resolve: (result: T) => void,
  reject: (error: unknown) => void,
): WaitingWrite {
  const run = (transaction: WriteTransaction): (() => void) => {
    try {
      const result = work(transaction);
      return () => resolve(result);
    } catch (error) {
      // Anything but an answer of the domain concerns the whole transaction.
      if (!(error instanceof BailiwickError)) throw error;
      return () => reject(error);
    }
  };
  return { size, more, run, fail: reject };
}
