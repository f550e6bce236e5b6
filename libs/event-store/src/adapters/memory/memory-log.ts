import type { Clock, IdSource } from '@bailiwick/kernel';
import { CommitWaiter } from '../../application/commit-waiter.js';
import { prepareBatch, recordBatch, singleResult, type WritableLog } from '../../domain/append-batch.js';
import { ChainVerifier } from '../../domain/chain-verifier.js';
import { GENESIS, type Commit, type LogHead, type NewEvent } from '../../domain/commit.js';
import { NoSuchHoleError, StoreUnavailableError } from '../../domain/event-store.errors.js';
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
  Snapshot,
  SnapshotStore,
  StopSignal,
} from '../../domain/event-store.port.js';
import { parseCommit, type StoredCommit } from '../../domain/stored-commit.js';
import { sha256 } from '../sha256.js';

const PAGE_COMMITS = 100;

/** A log that lives as long as the process; it fulfils the whole contract but durability. */
export class MemoryLog implements CommitLog {
  readonly logId: string;
  readonly checkpoints: CheckpointStore = new MemoryCheckpoints();
  readonly snapshots: SnapshotStore = new MemorySnapshots();
  private readonly commits: StoredCommit[] = [];
  private readonly byKey = new Map<string, StoredCommit>();
  private readonly byStream = new Map<string, StoredCommit[]>();
  private readonly waiter = new CommitWaiter();
  private readonly tables: WritableLog = {
    head: () => this.commits.at(-1) ?? GENESIS,
    streamHead: (stream) => this.byStream.get(stream)?.at(-1),
    findKey: (key) => this.byKey.get(key),
    insert: (commit) => this.insert(commit),
  };
  private closed = false;

  constructor(private readonly deps: { readonly clock: Clock; readonly ids: IdSource }) {
    this.logId = deps.ids.next();
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
    { atPosition }: BatchOptions = {},
  ): Promise<AppendOutcome[]> {
    this.demandOpen();
    const prepared = prepareBatch(requests, sha256);
    const outcomes = recordBatch(this.tables, prepared, { now: this.deps.clock.now(), sha256, atPosition });
    this.waiter.notify();
    return outcomes;
  }

  async findByKey(key: string): Promise<Commit | undefined> {
    const commit = this.byKey.get(key);
    return commit && parseCommit(commit);
  }

  async streamVersion(stream: string): Promise<number> {
    return this.byStream.get(stream)?.at(-1)?.to ?? 0;
  }

  async *readStream(stream: string, afterVersion = 0): AsyncGenerator<Commit> {
    this.demandOpen();
    const commits = this.byStream.get(stream) ?? [];
    for (let i = 0; i < commits.length; i++)
      if (commits[i]!.to > afterVersion) yield parseCommit(commits[i]!);
  }

  async *readAll(afterPosition: number, options?: ReadOptions): AsyncGenerator<Commit> {
    for await (const page of this.readPages(afterPosition, options)) yield* page;
  }

  async *readPages(afterPosition: number, options: ReadOptions = {}): AsyncGenerator<readonly Commit[]> {
    const { limit = Infinity, upTo = Infinity } = options;
    const end = Math.min(upTo, afterPosition + limit);
    for (let start = afterPosition; start < Math.min(this.commits.length, end); start += PAGE_COMMITS) {
      this.demandOpen();
      yield this.commits.slice(start, Math.min(start + PAGE_COMMITS, end)).map(parseCommit);
    }
  }

  async head(): Promise<LogHead> {
    const { position, hash, recordedAt } = this.tables.head();
    return { position, hash, recordedAt };
  }

  waitFor(position: number, timeoutMs: number, signal?: StopSignal): Promise<boolean> {
    return this.waiter.wait(() => this.commits.length > position, { timeoutMs, signal });
  }

  async verifyChain(): Promise<ChainReport> {
    const verifier = new ChainVerifier(sha256);
    for (const commit of this.commits) verifier.add(commit);
    return verifier.report();
  }

  async closeHole(position: number): Promise<void> {
    throw new NoSuchHoleError(position);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.waiter.close();
  }

  private insert(commit: StoredCommit): void {
    this.commits.push(commit);
    this.byKey.set(commit.key, commit);
    const stream = this.byStream.get(commit.stream);
    if (stream) stream.push(commit);
    else this.byStream.set(commit.stream, [commit]);
  }

  private demandOpen(): void {
    if (!this.closed) return;
    throw new StoreUnavailableError(
      'store-closed',
      'The event store is closed',
      'Maybe the process is shutting down',
    );
  }
}

class MemoryCheckpoints implements CheckpointStore {
  private readonly positions = new Map<string, number>();

  async load(name: string): Promise<number> {
    return this.positions.get(name) ?? 0;
  }

  async save(name: string, position: number): Promise<void> {
    this.positions.set(name, position);
  }
}

class MemorySnapshots implements SnapshotStore {
  private readonly byName = new Map<string, Map<number, Snapshot>>();

  async load(name: string, reducerVersion: number): Promise<Snapshot | undefined> {
    return this.byName.get(name)?.get(reducerVersion);
  }

  async save(name: string, reducerVersion: number, { position, bytes }: Snapshot): Promise<void> {
    const versions = this.byName.get(name) ?? new Map<number, Snapshot>();
    this.byName.set(name, versions);
    const present = versions.get(reducerVersion);
    if (!present || present.position <= position)
      versions.set(reducerVersion, { position, bytes: bytes.slice() });
  }

  async purge(name?: string): Promise<void> {
    if (name === undefined) this.byName.clear();
    else this.byName.delete(name);
  }
}
