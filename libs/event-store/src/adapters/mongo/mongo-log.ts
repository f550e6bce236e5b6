import type { IdSource } from '@bailiwick/kernel';
import { appendInChunks, prepareBatch, singleResult } from '../../domain/append-batch.js';
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
import { NoSuchHoleError, storeClosed } from '../../domain/event-store.errors.js';
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
import { TOMBSTONE_STREAM, tombstoneCommit, tombstoneRequest } from '../../domain/tombstone.js';
import { sha256 } from '../sha256.js';
import { toDocument } from './commit-document.js';
import type { GroupAppender } from './group-appender.js';
import type { HeadWatch } from './head-watch.js';
import type { MongoConnection } from './mongo-connection.js';
import { inPortTerms, isDuplicateKey } from './mongo-errors.js';
import type { MongoReader } from './mongo-reader.js';

export interface MongoLogParts {
  readonly logId: string;
  readonly connection: MongoConnection;
  readonly appender: GroupAppender;
  readonly reader: MongoReader;
  readonly watch: HeadWatch;
  readonly checkpoints: CheckpointStore;
  readonly snapshots: SnapshotStore;
  readonly notes: NoteStore;
  readonly ids: IdSource;
  /** Ends what else uses the connection. */
  readonly release: () => Promise<void>;
}

/** Requests prepared and handed to the appender at a time: bounds memory, and how long one caller holds the others up. */
const CHUNK = 1_000;

/** The log as documents of a MongoDB-compatible server; any number of processes on any machine may use it at once. */
export class MongoLog implements CommitLog {
  readonly logId: string;
  readonly checkpoints: CheckpointStore;
  readonly snapshots: SnapshotStore;
  readonly notes: NoteStore;
  private closed = false;

  constructor(private readonly parts: MongoLogParts) {
    const { logId, checkpoints, snapshots, notes } = parts;
    this.logId = logId;
    this.checkpoints = {
      load: (name) => this.guarded(() => checkpoints.load(name)),
      save: (name, position) => this.guarded(() => checkpoints.save(name, position)),
    };
    this.snapshots = {
      load: (name, version) => this.guarded(() => snapshots.load(name, version)),
      save: (name, version, snapshot) => this.guarded(() => snapshots.save(name, version, snapshot)),
      purge: (name) => this.guarded(() => snapshots.purge(name)),
    };
    this.notes = {
      load: (book, key) => this.guarded(() => notes.load(book, key)),
      list: (book, limit) => this.guarded(() => notes.list(book, limit)),
      save: (book, note, expected) => this.guarded(() => notes.save(book, note, expected)),
      remove: (book, upToRank) => this.guarded(() => notes.remove(book, upToRank)),
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
      this.parts.appender.append(prepareBatch(chunk), where),
    );
  }

  findByKey(key: string): Promise<Commit | undefined> {
    return this.guarded(() => this.parts.reader.byKey(key));
  }

  findByKeys(keys: readonly string[]): Promise<ReadonlyMap<string, Commit>> {
    return this.guarded(() => this.parts.reader.byKeys(keys));
  }

  streamVersion(stream: string): Promise<number> {
    return this.guarded(async () => (await this.parts.reader.streamHead(stream))?.to ?? 0);
  }

  async *readStream(stream: string, afterVersion = 0): AsyncGenerator<Commit> {
    yield* this.guardedAll(this.parts.reader.stream(stream, afterVersion));
  }

  async *readAll(afterPosition: number, options: ReadOptions = {}): AsyncGenerator<Commit> {
    for await (const page of this.readPages(afterPosition, options)) yield* page;
  }

  async *readPages(afterPosition: number, options: ReadOptions = {}): AsyncGenerator<readonly Commit[]> {
    yield* this.guardedAll(this.parts.reader.pages(afterPosition, options));
  }

  readLean(afterPosition: number): AsyncGenerator<readonly LeanCommit[]> {
    return this.readPages(afterPosition);
  }

  head(): Promise<LogHead> {
    return this.guarded(() => this.parts.reader.head());
  }

  async waitFor(position: number, timeoutMs: number, signal?: StopSignal): Promise<boolean> {
    if (this.closed) throw storeClosed();
    return this.parts.watch.waitFor(position, timeoutMs, signal);
  }

  async verifyChain(): Promise<ChainReport> {
    const verifier = new ChainVerifier(sha256);
    for await (const page of this.guardedAll(this.parts.reader.stored()))
      for (const commit of page) verifier.add(commit);
    return verifier.report();
  }

  async closeHole(position: number, reason: string, meta: EventMeta): Promise<void> {
    const request = tombstoneRequest(this.parts.ids.next(), position, reason, meta);
    await this.guarded(() => this.fillHole(position, request));
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.parts.watch.close();
    await this.parts.appender.finish();
    await this.parts.release();
    await this.parts.connection.close();
  }

  private async fillHole(position: number, request: PreparedAppend): Promise<void> {
    const { reader, connection } = this.parts;
    const [before, there, after, head, stream] = await Promise.all([
      position === 1 ? GENESIS : reader.at(position - 1),
      reader.at(position),
      reader.at(position + 1),
      reader.position(),
      reader.streamHead(TOMBSTONE_STREAM),
    ]);
    if (!before || there || position >= head) throw new NoSuchHoleError(position);
    const commit = tombstoneCommit(request, before, after, stream, sha256);
    await connection.commits.insertOne(toDocument(commit)).catch((error: unknown) => {
      throw isDuplicateKey(error) ? new NoSuchHoleError(position) : error;
    });
  }

  private async guarded<T>(work: () => Promise<T>): Promise<T> {
    if (this.closed) throw storeClosed();
    try {
      return await work();
    } catch (error) {
      throw this.closed ? storeClosed() : inPortTerms(error);
    }
  }

  private async *guardedAll<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
    if (this.closed) throw storeClosed();
    try {
      yield* items;
    } catch (error) {
      throw this.closed ? storeClosed() : inPortTerms(error);
    }
  }
}
