import type { Commit, NewEvent, RecordedEvent } from './commit.js';

/** SHA-256 of a text's UTF-8 bytes, as 64 hexadecimal digits. */
export type Sha256 = (text: string) => string;

/** A commit as an adapter keeps it: the events as one canonical JSON text. */
export interface StoredCommit extends Omit<Commit, 'events'> {
  readonly body: string;
  /** SHA-256 (hex) of this commit and, through it, of everything before; see `commitHash`. */
  readonly hash: string;
  /** The hash of the commit before; `GENESIS_HASH` for the first. */
  readonly previousHash: string;
}

/**
 * The hash of a commit: SHA-256 over the canonical JSON list of the hash of the commit before, position, stream, n,
 * from, to, key, recordedAt and the SHA-256 of the canonical JSON of its events. The body has a hash of its own so
 * that a chain can still be verified when bodies were moved to an archive.
 */
export function commitHash(
  commit: Omit<StoredCommit, 'hash' | 'body'>,
  bodyHash: string,
  sha256: Sha256,
): string {
  const { previousHash, position, stream, n, from, to, key, recordedAt } = commit;
  return sha256(JSON.stringify([previousHash, position, stream, n, from, to, key, recordedAt, bodyHash]));
}

/** The commit with its events parsed, each with its version. */
export function parseCommit(stored: Omit<StoredCommit, 'hash' | 'previousHash'>): Commit {
  const { position, stream, n, from, to, key, recordedAt, body } = stored;
  return { position, stream, n, from, to, key, recordedAt, events: parseEvents(body, from) };
}

/** The events of a body whose first one has version `from`. */
export function parseEvents(body: string, from: number): readonly RecordedEvent[] {
  const events = JSON.parse(body) as (NewEvent & { version: number })[];
  for (let i = 0; i < events.length; i++) events[i]!.version = from + i;
  return events;
}
