import type { Commit } from '../../domain/commit.js';
import { parseCommit, type StoredCommit } from '../../domain/stored-commit.js';

/** Columns in the order of `CommitRow`. */
export const COMMIT_COLUMNS = 'position, stream, n, from_version, to_version, key, recorded_at, events';
/** The hashes are only read where the chain matters: they are a third of what reading a row costs. */
export const STORED_COLUMNS = `${COMMIT_COLUMNS}, hash, previous_hash`;

export type CommitRow = [
  position: number,
  stream: string,
  n: number,
  from: number,
  to: number,
  key: string,
  recordedAt: number,
  events: string,
];
export type StoredRow = [...CommitRow, hash: string, previousHash: string];

export function toCommit([position, stream, n, from, to, key, recordedAt, body]: CommitRow): Commit {
  return parseCommit({ position, stream, n, from, to, key, recordedAt, body });
}

export function toStoredCommit(row: StoredRow): StoredCommit {
  const [position, stream, n, from, to, key, recordedAt, body, hash, previousHash] = row;
  return { position, stream, n, from, to, key, recordedAt, body, hash, previousHash };
}

export function toStoredRow(commit: StoredCommit): StoredRow {
  const { position, stream, n, from, to, key, recordedAt, body, hash, previousHash } = commit;
  return [position, stream, n, from, to, key, recordedAt, body, hash, previousHash];
}
