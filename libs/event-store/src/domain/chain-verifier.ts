import { GENESIS, type LogHead } from './commit.js';
import type { ChainFault, ChainReport } from './event-store.port.js';
import { commitHash, type Sha256, type StoredCommit } from './stored-commit.js';
import { isTombstone } from './tombstone.js';

const MAX_FAULTS = 100;

/** Checks a log commit by commit, in order of position; memory grows only with its streams. */
export class ChainVerifier {
  private last: LogHead = GENESIS;
  private readonly streams = new Map<string, { readonly n: number; readonly to: number }>();
  private readonly faults: ChainFault[] = [];
  private readonly tombstones: number[] = [];
  private commits = 0;
  private lost = 0;

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
    this.checkTime(commit);
    if (isTombstone(commit)) {
      this.tombstones.push(position);
    } else {
      this.checkHash(commit);
      this.checkVersions(commit);
    }
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

  private checkTime({ position, recordedAt }: StoredCommit): void {
    if (recordedAt >= this.last.recordedAt) return;
    this.fault(position, 'time-goes-back', `recorded at ${recordedAt}, before ${this.last.recordedAt}`);
  }

  private checkVersions({ position, stream, n, from, to }: StoredCommit): void {
    const before = this.streams.get(stream) ?? { n: 0, to: 0 };
    this.streams.set(stream, { n, to });
    if (n === before.n + 1 && from === before.to + 1 && to >= from) return;
    // Each tombstone stands for one commit that some stream must be missing.
    this.lost += Math.max(1, n - before.n - 1);
    if (n > before.n + 1 && from > before.to + 1 && this.lost <= this.tombstones.length) return;
    this.fault(
      position,
      'wrong-version',
      `stream ${stream} goes from ${before.to} to ${from}–${to} (commit ${n})`,
    );
  }

  private get isSaturated(): boolean {
    return this.faults.length >= MAX_FAULTS;
  }

  private fault(position: number, code: ChainFault['code'], message: string): void {
    if (!this.isSaturated) this.faults.push({ position, code, message });
  }
}
