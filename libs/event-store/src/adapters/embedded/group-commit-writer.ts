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
  readonly give: (changed: boolean) => Promise<void>;
}

/** Characters: a transaction holds the lock, and the event loop, for some 10–30 ms at most. */
const MAX_TRANSACTION_SIZE = 2_000_000;
const MAX_RETRY_MS = 3;
/** After another process was seen writing, this many transactions are followed by a pause that lets it in. */
const POLITE_TRANSACTIONS = 50;

/** Everything that waits goes out together in one durable transaction. */
export class GroupCommitWriter {
  private readonly queue: (WaitingWrite | WaitingTurn)[] = [];
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
      this.enqueue({ size, more, run, fail: reject });
    });
  }

  /**
   * Runs `work`, which writes by another connection of this process, when its turn comes; others wait meanwhile. It is
   * told whether anything was written here since the last turn.
   */
  giveTurn<T>(work: (changed: boolean) => Promise<T>): Promise<T> {
    if (this.closed) return Promise.reject(storeClosed());
    return new Promise<T>((resolve, reject) => {
      this.enqueue({ give: (changed) => work(changed).then(resolve, reject) });
    });
  }

  /** To be called after others of this process wrote, other than in a turn that was given to them. */
  refresh(): void {
    this.transaction.refresh();
  }

  private enqueue(waiting: WaitingWrite | WaitingTurn): void {
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
      const first = this.queue[0]!;
      if ('give' in first) {
        this.queue.shift();
        const changed = this.wrote;
        this.wrote = false;
        await first.give(changed);
        this.transaction.refresh();
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
    const next = this.queue[0];
    if (!next || 'give' in next || (size > 0 && size + next.size > MAX_TRANSACTION_SIZE)) return undefined;
    this.queue.shift();
    return next;
  }

  /** Those that wait for a turn find out by themselves. */
  private failAll(error: StoreUnavailableError): void {
    for (const waiting of this.queue.splice(0)) {
      if ('give' in waiting) this.queue.push(waiting);
      else waiting.fail(error);
    }
  }
}
