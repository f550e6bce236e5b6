import type { Commit } from '../../domain/commit.js';
import { parseEvents, type StoredCommit } from '../../domain/stored-commit.js';

/** Columns in the order of `CommitRow`; the hash of the commit before is only read where it is needed. */
export const COMMIT_COLUMNS = 'position, stream, n, from_version, to_version, key, recorded_at, hash, events';
export const STORED_COLUMNS = `${COMMIT_COLUMNS}, previous_hash`;

export type CommitRow = [
  position: number,
  stream: string,
  n: number,
  from: number,
  to: number,
  key: string,
  recordedAt: number,
  hash: string,
  events: string,
];
export type StoredRow = [...CommitRow, previousHash: string];

export function toCommit([position, stream, n, from, to, key, recordedAt, hash, body]: CommitRow): Commit {
  return { position, stream, n, from, to, key, recordedAt, hash, events: parseEvents(body, from) };
}

export function toStoredCommit(row: StoredRow): StoredCommit {
  const [position, stream, n, from, to, key, recordedAt, hash, body, previousHash] = row;
  return { position, stream, n, from, to, key, recordedAt, hash, body, previousHash };
}

export function toStoredRow(commit: StoredCommit): StoredRow {
  const { position, stream, n, from, to, key, recordedAt, hash, body, previousHash } = commit;
  return [position, stream, n, from, to, key, recordedAt, hash, body, previousHash];
}
