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
  /** Does the work; what it returns tells the caller, once the work is durable. */
  readonly run: (transaction: WriteTransaction) => () => void;
  readonly fail: (error: unknown) => void;
}

/** Characters: a transaction holds the lock, and the event loop, for some 10–30 ms at most. */
const MAX_TRANSACTION_SIZE = 2_000_000;
const MAX_RETRY_MS = 3;
/** After another process was seen writing, this many transactions are followed by a pause that lets it in. */
const POLITE_TRANSACTIONS = 50;

/** One writer per process: everything that waits goes out together in one durable transaction. */
export class GroupCommitWriter {
  private readonly queue: WaitingWrite[] = [];
  private readonly transaction: WriteTransaction;
  private draining: Promise<void> | undefined;
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
   */
  write<T>(size: number, work: (transaction: WriteTransaction) => T): Promise<T> {
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
      this.queue.push({ size, run, fail: reject });
      this.draining ??= this.drain();
    });
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
      try {
        if (await this.takeLock()) this.flush(this.takeBatch());
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

  private takeBatch(): readonly WaitingWrite[] {
    let size = 0;
    let count = 0;
    while (
      count < this.queue.length &&
      (count === 0 || size + this.queue[count]!.size <= MAX_TRANSACTION_SIZE)
    ) {
      size += this.queue[count++]!.size;
    }
    return this.queue.splice(0, count);
  }

  private flush(batch: readonly WaitingWrite[]): void {
    let acknowledge: readonly (() => void)[];
    try {
      acknowledge = batch.map((waiting) => waiting.run(this.transaction));
      this.transaction.commit();
    } catch (error) {
      this.transaction.rollback();
      const unavailable = storeUnavailable(error);
      for (const waiting of batch) waiting.fail(unavailable);
      return;
    }
    for (const tell of acknowledge) tell();
    this.options.onCommit();
  }

  private failAll(error: StoreUnavailableError): void {
    for (const waiting of this.queue.splice(0)) waiting.fail(error);
  }
}
