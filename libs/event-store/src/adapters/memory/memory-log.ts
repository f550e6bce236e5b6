import type { Clock, IdSource } from '@bailiwick/kernel';
import { prepareBatch, recordBatch, singleResult } from '../../domain/append-batch.js';
import { ChainVerifier } from '../../domain/chain-verifier.js';
import type { Commit, LeanCommit, LogHead, NewEvent } from '../../domain/commit.js';
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
import { parseCommit } from '../../domain/stored-commit.js';
import { sha256 } from '../sha256.js';
import { MemoryTables } from './memory-tables.js';

const PAGE_COMMITS = 100;

/** A log that lives as long as the process; it fulfils the whole contract but durability. */
export class MemoryLog implements CommitLog {
  readonly logId: string;
  readonly checkpoints: CheckpointStore;
  readonly snapshots: SnapshotStore;
  readonly notes: NoteStore;
  private closed = false;

  constructor(
    private readonly deps: { readonly clock: Clock; readonly ids: IdSource },
    private readonly tables = new MemoryTables(deps.ids.next()),
  ) {
    this.logId = tables.logId;
    this.checkpoints = tables.checkpoints;
    this.snapshots = tables.snapshots;
    this.notes = tables.notes;
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
    { atPosition, fence }: BatchOptions = {},
  ): Promise<AppendOutcome[]> {
    this.demandOpen();
    const prepared = prepareBatch(requests);
    const now = this.deps.clock.now();
    const outcomes = recordBatch(this.tables, prepared, { now, sha256, atPosition, fence });
    this.tables.waiter.notify();
    return outcomes;
  }

  async findByKey(key: string): Promise<Commit | undefined> {
    this.demandOpen();
    const commit = this.tables.findKey(key);
    return commit && parseCommit(commit);
  }

  async findByKeys(keys: readonly string[]): Promise<ReadonlyMap<string, Commit>> {
    this.demandOpen();
    const found = keys.flatMap((key) => this.tables.findKey(key) ?? []);
    return new Map(found.map((commit) => [commit.key, parseCommit(commit)]));
  }

  async streamVersion(stream: string): Promise<number> {
    this.demandOpen();
    return this.tables.streamHead(stream)?.to ?? 0;
  }

  async *readStream(stream: string, afterVersion = 0): AsyncGenerator<Commit> {
    this.demandOpen();
    for (const commit of this.tables.stream(stream)) if (commit.to > afterVersion) yield parseCommit(commit);
  }

  async *readAll(afterPosition: number, options?: ReadOptions): AsyncGenerator<Commit> {
    for await (const page of this.readPages(afterPosition, options)) yield* page;
  }

  async *readPages(afterPosition: number, options: ReadOptions = {}): AsyncGenerator<readonly Commit[]> {
    this.demandOpen();
    const { limit = Infinity, upTo = Infinity } = options;
    const { commits } = this.tables;
    const end = Math.min(upTo, afterPosition + limit);
    for (let start = afterPosition; start < Math.min(commits.length, end);) {
      const page = commits.slice(start, Math.min(start + PAGE_COMMITS, end));
      // Not by a whole page: while the reader was busy with this one, the log may have grown.
      start += page.length;
      yield page.map(parseCommit);
    }
  }

  readLean(afterPosition: number): AsyncGenerator<readonly LeanCommit[]> {
    return this.readPages(afterPosition);
  }

  async head(): Promise<LogHead> {
    this.demandOpen();
    const { position, hash, recordedAt } = this.tables.head();
    return { position, hash, recordedAt };
  }

  waitFor(position: number, timeoutMs: number, signal?: StopSignal): Promise<boolean> {
    const isPast = (): boolean => this.tables.commits.length > position;
    return this.tables.waiter.wait(isPast, { timeoutMs, signal });
  }

  async verifyChain(): Promise<ChainReport> {
    const verifier = new ChainVerifier(sha256);
    for (const commit of this.tables.commits) verifier.add(commit);
    return verifier.report();
  }

  async closeHole(position: number): Promise<void> {
    throw new NoSuchHoleError(position);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.tables.waiter.close();
  }

  private demandOpen(): void {
    if (this.closed) throw storeClosed();
  }
}
