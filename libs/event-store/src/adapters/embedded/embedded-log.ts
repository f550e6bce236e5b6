import type { Clock, IdSource } from '@bailiwick/kernel';
import { CommitWaiter } from '../../application/commit-waiter.js';
import {
  appendInChunks,
  isPrepared,
  prepareBatch,
  recordBatch,
  singleResult,
  type PreparedOutcome,
} from '../../domain/append-batch.js';
import { ChainVerifier } from '../../domain/chain-verifier.js';
import {
  type Commit,
  type EventMeta,
  type LeanCommit,
  type LogHead,
  type NewEvent,
} from '../../domain/commit.js';
import { storeClosed, StoreUnavailableError } from '../../domain/event-store.errors.js';
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
import type { NoteStore } from '../../domain/note-store.port.js';
import { tombstoneRequest } from '../../domain/tombstone.js';
import { sha256 } from '../sha256.js';
import { appendInPieces, appendPiece } from './bulk-append.js';
import type { BulkThread } from './bulk-thread.js';
import { fillHole } from './fill-hole.js';
import type { GroupCommitWriter } from './group-commit-writer.js';
import { leanPagesAhead } from './lean-reader.js';
import type { LogReader } from './log-reader.js';
import { sizeOf } from './size-of.js';
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
  readonly bulk: BulkThread;
  readonly reader: LogReader;
  readonly snapshots: SnapshotStore;
  readonly waiter: CommitWaiter;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly readAhead: ReadAhead;
  /** So many requests, or more, in one append or in several that wait together, are written by a thread. */
  readonly bulkFrom: number;
  /** How often, in ms, `waitFor` looks for commits of other processes. */
  readonly pollMs: number;
}

/** Requests prepared and handed to the writer at a time: bounds memory, and how long one caller holds the others up. */
const CHUNK = 2_000;

/** The log in one SQLite file; any number of processes may use it at once. */
export class EmbeddedLog implements CommitLog {
  readonly logId: string;
  readonly snapshots: SnapshotStore;
  readonly checkpoints: CheckpointStore;
  readonly notes: NoteStore;
  private closed = false;

  constructor(private readonly parts: EmbeddedLogParts) {
    this.logId = parts.logId;
    this.snapshots = parts.snapshots;
    this.checkpoints = {
      load: async (name) => this.reading(() => parts.reader.checkpoint(name)),
      save: (name, position) =>
        parts.writer.write(name.length, (transaction) => transaction.saveCheckpoint(name, position)),
    };
    this.notes = {
      load: async (book, key) => this.reading(() => parts.reader.notes.load(book, key)),
      list: async (book, limit) => this.reading(() => parts.reader.notes.list(book, limit)),
      save: (book, note, expected) =>
        parts.writer.write(note.text.length, ({ notes }) => notes.save(book, note, expected)),
      remove: (book, upToRank = Number.MAX_SAFE_INTEGER) =>
        parts.writer.write(book.length, ({ notes }) => notes.remove(book, upToRank)),
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
    return appendInChunks(requests, { ...options, size: CHUNK }, (chunk, where) =>
      this.appendChunk(chunk, where),
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
    const request = tombstoneRequest(this.parts.ids.next(), position, reason, meta);
    await this.parts.writer.write(sizeOf([request.body]), (transaction) =>
      fillHole(transaction, position, request),
    );
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.parts.waiter.close();
    await this.parts.writer.finish();
    await this.parts.bulk.close();
    this.parts.reader.close();
    this.parts.writer.close();
  }

  private async appendChunk(
    requests: readonly AppendRequest[],
    options: BatchOptions,
  ): Promise<readonly AppendOutcome[]> {
    try {
      return await (options.atPosition === undefined && !options.fence
        ? this.appendAnywhere(requests)
        : this.appendFenced(prepareBatch(requests), options));
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      return requests.map(() => ({ ok: false, error }));
    }
  }

  /** Here, since a fence moves along with what was written, which only the writer knows while it writes. */
  private appendFenced(
    prepared: readonly PreparedOutcome[],
    options: BatchOptions,
  ): Promise<AppendOutcome[]> {
    const { size, work } = this.hereOf(prepared, options);
    return this.parts.writer.write(size, work);
  }

  /** By the thread where that pays; a large append is prepared for nothing else. */
  private async appendAnywhere(requests: readonly AppendRequest[]): Promise<readonly AppendOutcome[]> {
    const { writer, bulk, bulkFrom, clock, waiter } = this.parts;
    const large = requests.length >= bulkFrom;
    const prepared = large ? [] : prepareBatch(requests);
    return writer.writeOrGive({
      requests: requests.length,
      ...(large ? {} : { here: this.hereOf(prepared) }),
      there: async (changed) => {
        const options = { now: clock.now(), changed };
        const outcomes = await (large
          ? appendInPieces(bulk, requests, options)
          : appendPiece(bulk, prepared, { ...options, more: false }));
        waiter.notify();
        return outcomes;
      },
    });
  }

  private hereOf(prepared: readonly PreparedOutcome[], { atPosition, fence }: BatchOptions = {}) {
    const good = prepared.filter(isPrepared);
    return {
      size: sizeOf(good.map(({ body }) => body)),
      work: (transaction: WriteTransaction): AppendOutcome[] => {
        transaction.expectKeys(good.map(({ key }) => key));
        const now = this.parts.clock.now();
        return recordBatch(transaction, prepared, { now, sha256, atPosition, fence });
      },
    };
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
