import { GENESIS_HASH, type LogHead } from './commit.js';
import type { ChainFault, ChainReport } from './event-store.port.js';
import { commitHash, type Sha256, type StoredCommit } from './stored-commit.js';
import { isTombstone } from './tombstone.js';

const MAX_FAULTS = 100;

/** Checks a log commit by commit, in order of position; memory grows only with its streams. */
export class ChainVerifier {
  private last: LogHead = { position: 0, hash: GENESIS_HASH, recordedAt: 0 };
  private readonly streams = new Map<string, { readonly n: number; readonly to: number }>();
  private readonly faults: ChainFault[] = [];
  private readonly tombstones: number[] = [];
  private commits = 0;

  constructor(private readonly sha256: Sha256) {}

  /** `commit` is the next one that the store has. */
  add(commit: StoredCommit): void {
    this.commits++;
    const { position } = commit;
    for (let missing = this.last.position + 1; missing < position && !this.isSaturated; missing++) {
      this.fault(missing, 'hole', 'the position is missing');
    }
    if (commit.previousHash !== this.last.hash && position === this.last.position + 1) {
      this.fault(position, 'broken-link', 'the hash of the commit before is not the one recorded here');
    }
    if (isTombstone(commit)) this.tombstones.push(position);
    else this.checkHash(commit);
    this.checkOrder(commit);
    this.last = commit;
  }

  report(): ChainReport {
    const { position, hash, recordedAt } = this.last;
    return {
      ok: this.faults.length === 0,
      commits: this.commits,
      head: { position, hash, recordedAt },
      tombstones: this.tombstones,
      faults: this.faults,
    };
  }

  private checkHash(commit: StoredCommit): void {
    if (commitHash(commit, this.sha256(commit.body), this.sha256) === commit.hash) return;
    this.fault(commit.position, 'wrong-hash', 'the content does not match its hash');
  }

  private checkOrder({ position, stream, n, from, to, recordedAt }: StoredCommit): void {
    if (recordedAt < this.last.recordedAt) {
      this.fault(position, 'time-goes-back', `recorded at ${recordedAt}, before ${this.last.recordedAt}`);
    }
    const before = this.streams.get(stream) ?? { n: 0, to: 0 };
    if (n !== before.n + 1 || from !== before.to + 1 || to < from) {
      this.fault(
        position,
        'wrong-version',
        `stream ${stream} goes from ${before.to} to ${from}–${to} (commit ${n})`,
      );
    }
    this.streams.set(stream, { n, to });
  }

  private get isSaturated(): boolean {
    return this.faults.length >= MAX_FAULTS;
  }

  private fault(position: number, code: ChainFault['code'], message: string): void {
    if (!this.isSaturated) this.faults.push({ position, code, message });
  }
}
