import type { WritableLog } from '../../domain/append-batch.js';
import type { StreamHead } from '../../domain/append-decision.js';
import type { LogHead } from '../../domain/commit.js';
import type { StoredCommit } from '../../domain/stored-commit.js';

/** What is known of the log for one round of decisions. */
export interface KnownLog {
  readonly head: LogHead;
  readonly streams: Pick<ReadonlyMap<string, StreamHead>, 'get'>;
  readonly keys: ReadonlyMap<string, StoredCommit>;
}

/** The log as it will be if nobody else writes meanwhile; the database's unique keys say whether somebody did. */
export class PlannedLog implements WritableLog {
  /** What is to be written, in order. */
  readonly commits: StoredCommit[] = [];
  private readonly streams = new Map<string, StreamHead>();
  private readonly keys = new Map<string, StoredCommit>();

  constructor(private readonly known: KnownLog) {}

  head(): LogHead {
    return this.commits.at(-1) ?? this.known.head;
  }

  streamHead(stream: string): StreamHead | undefined {
    return this.streams.get(stream) ?? this.known.streams.get(stream);
  }

  findKey(key: string): StoredCommit | undefined {
    return this.keys.get(key) ?? this.known.keys.get(key);
  }

  insert(commit: StoredCommit): void {
    this.commits.push(commit);
    this.streams.set(commit.stream, commit);
    this.keys.set(commit.key, commit);
  }
}
