import type { Clock, IdSource } from '@bailiwick/kernel';
import { CommitWaiter } from '../../application/commit-waiter.js';
import { appendInChunks, prepareBatch, recordBatch, singleResult } from '../../domain/append-batch.js';
import type { PreparedAppend } from '../../domain/append-request.js';
import { ChainVerifier } from '../../domain/chain-verifier.js';
import {
  GENESIS,
  type Commit,
  type EventMeta,
  type LeanCommit,
  type LogHead,
  type NewEvent,
} from '../../domain/commit.js';
import { NoSuchHoleError, storeClosed, StoreUnavailableError } from '../../domain/event-store.errors.js';
import type {
  AppendOptions,
  AppendOutcome,
  AppendRequest,
  AppendResult,
  BatchOptions,
  ChainReport,
  CheckpointStore,
  CommitLog,
  ExpectedVersion,
  ReadOptions,
  SnapshotStore,
  StopSignal,
} from '../../domain/event-store.port.js';
import { TOMBSTONE_STREAM, tombstoneCommit, tombstoneRequest } from '../../domain/tombstone.js';
import { sha256 } from '../sha256.js';
import type { GroupCommitWriter } from './group-commit-writer.js';
import { leanPagesAhead } from './lean-reader.js';
import type { LogReader } from './log-reader.js';
import { isSqliteError, storeUnavailable } from './sqlite-driver.js';
import type { WriteTransaction } from './write-transaction.js';

/** When a thread reads for `readLean`. */
export interface ReadAhead {
  readonly databasePath: string;
  /** So many commits from the head, or more. */
  readonly threadFrom: number;
}

export interface EmbeddedLogParts {
  readonly logId: string;
  readonly writer: GroupCommitWriter;
  readonly reader: LogReader;
  readonly snapshots: SnapshotStore;
  readonly waiter: CommitWaiter;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly readAhead: ReadAhead;
  /** How often, in ms, `waitFor` looks for commits of other processes. */
  readonly pollMs: number;
}

/** Requests prepared and handed to the writer at a time: bounds memory, and how long one caller holds the others up. */
const CHUNK = 2_000;
/** What a commit costs besides its events, in characters. */
const COMMIT_OVERHEAD = 500;

/** The log in one SQLite file; any number of processes may use it at once. */
export class EmbeddedLog implements CommitLog {
  readonly logId: string;
  readonly snapshots: SnapshotStore;
  readonly checkpoints: CheckpointStore;
  private closed = false;

  constructor(private readonly parts: EmbeddedLogParts) {
    this.logId = parts.logId;
    this.snapshots = parts.snapshots;
    this.checkpoints = {
      load: async (name) => this.reading(() => parts.reader.checkpoint(name)),
      save: (name, position) =>
        parts.writer.write(name.length, (transaction) => transaction.saveCheckpoint(name, position)),
    };
  }

  async append(
    stream: string,
    expectedVersion: ExpectedVersion,
    events: readonly NewEvent[],
    options: AppendOptions,
  ): Promise<AppendResult> {
    return singleResult(await this.appendBatch([{ stream, expectedVersion, events, ...options }]));
  }

  async appendBatch(
    requests: readonly AppendRequest[],
    options: BatchOptions = {},
  ): Promise<AppendOutcome[]> {
    if (this.closed) throw storeClosed();
    return appendInChunks(requests, { ...options, size: CHUNK }, (chunk, atPosition) =>
      this.appendChunk(chunk, atPosition),
    );
  }

  async findByKey(key: string): Promise<Commit | undefined> {
    return this.reading(() => this.parts.reader.findByKey(key));
  }

  async findByKeys(keys: readonly string[]): Promise<ReadonlyMap<string, Commit>> {
    return this.reading(() => this.parts.reader.findByKeys(keys));
  }

  async streamVersion(stream: string): Promise<number> {
    return this.reading(() => this.parts.reader.streamVersion(stream));
  }

  async *readStream(stream: string, afterVersion = 0): AsyncGenerator<Commit> {
    yield* this.guarded(this.parts.reader.stream(stream, afterVersion));
  }

  async *readAll(afterPosition: number, options: ReadOptions = {}): AsyncGenerator<Commit> {
    for await (const page of this.readPages(afterPosition, options)) yield* page;
  }

  async *readPages(afterPosition: number, options: ReadOptions = {}): AsyncGenerator<readonly Commit[]> {
    yield* this.guarded(this.parts.reader.pages(afterPosition, options));
  }

  async *readLean(afterPosition: number): AsyncGenerator<readonly LeanCommit[]> {
    let position = afterPosition;
    const { databasePath: path, threadFrom } = this.parts.readAhead;
    if (this.reading(() => this.parts.reader.head().position) - position >= threadFrom)
      for await (const page of leanPagesAhead({ path, afterPosition })) {
        if (this.closed) throw storeClosed();
        position = page.at(-1)!.position;
        yield page;
      }
    yield* this.readPages(position);
  }

  async head(): Promise<LogHead> {
    return this.reading(() => this.parts.reader.head());
  }

  async waitFor(position: number, timeoutMs: number, signal?: StopSignal): Promise<boolean> {
    const isPast = (): boolean => this.reading(() => this.parts.reader.head().position > position);
    return this.parts.waiter.wait(isPast, { timeoutMs, signal, pollMs: this.parts.pollMs });
  }

  async verifyChain(): Promise<ChainReport> {
    const verifier = new ChainVerifier(sha256);
    for await (const page of this.guarded(this.parts.reader.stored()))
      for (const commit of page) verifier.add(commit);
    return verifier.report();
  }

  async closeHole(position: number, reason: string, meta: EventMeta): Promise<void> {
    const request = tombstoneRequest(this.parts.ids.next(), position, reason, meta, sha256);
    await this.parts.writer.write(request.body.length, (transaction) =>
      fillHole(transaction, position, request),
    );
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.parts.waiter.close();
    await this.parts.writer.finish();
    this.parts.reader.close();
    this.parts.writer.close();
  }

  private async appendChunk(
    requests: readonly AppendRequest[],
    atPosition?: number,
  ): Promise<AppendOutcome[]> {
    const prepared = prepareBatch(requests, sha256);
    const size = prepared.reduce((sum, p) => sum + COMMIT_OVERHEAD + ('body' in p ? p.body.length : 0), 0);
    try {
      return await this.parts.writer.write(size, (transaction) => {
        transaction.expectKeys(prepared.flatMap((request) => ('key' in request ? request.key : [])));
        return recordBatch(transaction, prepared, { now: this.parts.clock.now(), sha256, atPosition });
      });
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      return requests.map(() => ({ ok: false, error }));
    }
  }

  private reading<T>(read: () => T): T {
    if (this.closed) throw storeClosed();
    try {
      return read();
    } catch (error) {
      throw this.inPortTerms(error);
    }
  }

  private async *guarded<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
    if (this.closed) throw storeClosed();
    try {
      yield* items;
    } catch (error) {
      throw this.inPortTerms(error);
    }
  }

  private inPortTerms(error: unknown): unknown {
    if (this.closed) return storeClosed();
    return isSqliteError(error) ? storeUnavailable(error) : error;
  }
}

function fillHole(transaction: WriteTransaction, position: number, request: PreparedAppend): void {
  const before = position === 1 ? GENESIS : transaction.findPosition(position - 1);
  const isHole = before && position < transaction.head().position && !transaction.findPosition(position);
  if (!isHole) throw new NoSuchHoleError(position);
  const after = transaction.findPosition(position + 1);
  transaction.insert(
    tombstoneCommit(request, before, after, transaction.streamHead(TOMBSTONE_STREAM), sha256),
  );
}
