import type { Commit, NewEvent, RecordedEvent } from './commit.js';

/** SHA-256 of a text's UTF-8 bytes, as 64 hexadecimal digits. */
export type Sha256 = (text: string) => string;

/** A commit as an adapter keeps it: the events as one canonical JSON text. */
export interface StoredCommit extends Omit<Commit, 'events'> {
  readonly body: string;
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
export function parseCommit(stored: StoredCommit): Commit {
  const { position, stream, n, from, to, key, recordedAt, previousHash, hash } = stored;
  const events = JSON.parse(stored.body) as (NewEvent & { version: number })[];
  for (let i = 0; i < events.length; i++) events[i]!.version = from + i;
  const recorded: readonly RecordedEvent[] = events;
  return { position, stream, n, from, to, key, recordedAt, previousHash, hash, events: recorded };
}
