import type { Clock, IdSource } from '@bailiwick/kernel';
import { CommitWaiter } from '../application/commit-waiter.js';
import { decideAppend, type LogView, type StreamHead } from '../domain/append-decision.js';
import { prepareAppend } from '../domain/append-request.js';
import { ChainVerifier } from '../domain/chain-verifier.js';
import { GENESIS_HASH, type Commit, type LogHead } from '../domain/commit.js';
import { NoSuchHoleError, StoreUnavailableError } from '../domain/event-store.errors.js';
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
} from '../domain/event-store.port.js';
import type { NewEvent } from '../domain/commit.js';
import { parseCommit, type StoredCommit } from '../domain/stored-commit.js';
import { sha256 } from './sha256.js';

/** A log that lives as long as the process; it fulfils the whole contract but durability. */
export class MemoryLog implements CommitLog {
  readonly logId: string;
  readonly checkpoints: CheckpointStore = new MemoryCheckpoints();
  readonly snapshots: SnapshotStore = new MemorySnapshots();
  private readonly commits: StoredCommit[] = [];
  private readonly byKey = new Map<string, StoredCommit>();
  private readonly byStream = new Map<string, StoredCommit[]>();
  private readonly waiter = new CommitWaiter();
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
    const [outcome] = await this.appendBatch([{ stream, expectedVersion, events, ...options }]);
    if (!outcome!.ok) throw outcome!.error;
    return outcome!.result;
  }

  async appendBatch(
    requests: readonly AppendRequest[],
    options: BatchOptions = {},
  ): Promise<AppendOutcome[]> {
    this.demandOpen();
    let { atPosition } = options;
    const outcomes = requests.map((request): AppendOutcome => {
      try {
        const result = this.appendOne(request, atPosition);
        if (atPosition !== undefined && !result.repeated) atPosition++;
        return { ok: true, result };
      } catch (error) {
        return { ok: false, error: error as Error };
      }
    });
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

  async *readAll(afterPosition: number, options: ReadOptions = {}): AsyncGenerator<Commit> {
    this.demandOpen();
    const { limit = Infinity, upTo = Infinity } = options;
    const end = Math.min(upTo, afterPosition + limit);
    for (let i = afterPosition; i < Math.min(this.commits.length, end); i++)
      yield parseCommit(this.commits[i]!);
  }

  async head(): Promise<LogHead> {
    const { position, hash, recordedAt } = this.view.head();
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
  }

  private readonly view: LogView = {
    head: () => this.commits.at(-1) ?? { position: 0, hash: GENESIS_HASH, recordedAt: 0 },
    streamHead: (stream): StreamHead | undefined => this.byStream.get(stream)?.at(-1),
    findKey: (key) => this.byKey.get(key),
  };

  private appendOne(request: AppendRequest, atPosition: number | undefined): AppendResult {
    const prepared = prepareAppend(request, sha256);
    const decision = decideAppend(this.view, prepared, this.deps.clock.now(), sha256, atPosition);
    if (decision.kind === 'repeat') return decision.result;
    const { commit } = decision;
    this.commits.push(commit);
    this.byKey.set(commit.key, commit);
    const stream = this.byStream.get(commit.stream);
    if (stream) stream.push(commit);
    else this.byStream.set(commit.stream, [commit]);
    const { position, from, to, recordedAt } = commit;
    return { position, from, to, recordedAt, repeated: false };
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
