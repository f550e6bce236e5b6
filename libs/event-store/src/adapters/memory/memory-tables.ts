import { CommitWaiter } from '../../application/commit-waiter.js';
import type { WritableLog } from '../../domain/append-batch.js';
import type { StreamHead } from '../../domain/append-decision.js';
import { GENESIS, type LogHead } from '../../domain/commit.js';
import type { CheckpointStore, Snapshot, SnapshotStore } from '../../domain/event-store.port.js';
import type { NoteStore } from '../../domain/note-store.port.js';
import type { StoredCommit } from '../../domain/stored-commit.js';
import { MemoryNotes } from './memory-notes.js';

/** What a log in memory holds; several `MemoryLog`s may stand for several processes on it. */
export class MemoryTables implements WritableLog {
  readonly commits: StoredCommit[] = [];
  readonly waiter = new CommitWaiter();
  readonly checkpoints: CheckpointStore = new MemoryCheckpoints();
  readonly snapshots: SnapshotStore = new MemorySnapshots();
  readonly notes: NoteStore = new MemoryNotes();
  private readonly byKey = new Map<string, StoredCommit>();
  private readonly byStream = new Map<string, StoredCommit[]>();

  constructor(readonly logId: string) {}

  head(): LogHead {
    return this.commits.at(-1) ?? GENESIS;
  }

  streamHead(stream: string): StreamHead | undefined {
    return this.byStream.get(stream)?.at(-1);
  }

  stream(stream: string): readonly StoredCommit[] {
    return this.byStream.get(stream) ?? [];
  }

  findKey(key: string): StoredCommit | undefined {
    return this.byKey.get(key);
  }

  insert(commit: StoredCommit): void {
    this.commits.push(commit);
    this.byKey.set(commit.key, commit);
    const stream = this.byStream.get(commit.stream);
    if (stream) stream.push(commit);
    else this.byStream.set(commit.stream, [commit]);
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
