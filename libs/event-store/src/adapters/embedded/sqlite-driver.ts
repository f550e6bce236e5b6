import { StoreUnavailableError } from '../../domain/event-store.errors.js';

export type SqliteValue = string | number | null;

/** The part of the `node:sqlite` API that is used here. */
export interface SqliteStatement {
  run(...values: SqliteValue[]): unknown;
  get(...values: SqliteValue[]): unknown;
  iterate(...values: SqliteValue[]): IterableIterator<unknown>;
  /** Every row at once: of many rows it costs half of what going over them one by one does. */
  all(...values: SqliteValue[]): unknown[];
  /** Rows as arrays, which cost less than objects. */
  setReturnArrays(enabled: boolean): void;
}

export interface SqliteConnection {
  exec(sql: string): void;
  prepare(sql: string): SqliteStatement;
  close(): void;
}

interface SqliteModule {
  readonly DatabaseSync: new (path: string, options: { readonly timeout: number }) => SqliteConnection;
}

/** Opens a database file; `timeout` is how long, in ms, a statement may block the thread while others hold locks. */
export type OpenSqlite = (path: string, timeout: number) => SqliteConnection;

const FIRST_NODE_WITH_SQLITE = 24;

/** SQLite as Node has it from version 24 on, else the same API as a package. */
export async function loadSqlite(): Promise<OpenSqlite> {
  const major = Number(process.versions.node.split('.')[0]);
  const name = major >= FIRST_NODE_WITH_SQLITE ? 'node:sqlite' : '@photostructure/sqlite';
  const { DatabaseSync } = (await import(name)) as SqliteModule;
  return (path, timeout) => new DatabaseSync(path, { timeout });
}

const PRIMARY_CODE = { busy: 5, locked: 6, corrupt: 11, full: 13, notADatabase: 26 };

/**
 * SQLite's primary result code, or `undefined` for an error that is not SQLite's. Told by its shape: a native module
 * may make its errors in another realm, where `instanceof Error` is false.
 */
function primaryCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

export function isSqliteError(error: unknown): boolean {
  return primaryCode(error) !== undefined;
}

/** Another connection holds the lock. */
export function isBusy(error: unknown): boolean {
  const code = primaryCode(error);
  return code === PRIMARY_CODE.busy || code === PRIMARY_CODE.locked;
}

/** What SQLite or the file system reports, in the words of the port. */
export function storeUnavailable(error: unknown): StoreUnavailableError {
  const options = { cause: error };
  const reason = String(error);
  const outOfSpace =
    typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOSPC';
  switch (outOfSpace ? PRIMARY_CODE.full : primaryCode(error)) {
    case PRIMARY_CODE.full:
      return new StoreUnavailableError(
        'store-full',
        'The disk is full; nothing was recorded',
        'Free some space and repeat the request with the same key',
        options,
      );
    case PRIMARY_CODE.busy:
    case PRIMARY_CODE.locked:
      return storeBusy(options);
    case PRIMARY_CODE.corrupt:
    case PRIMARY_CODE.notADatabase:
      return new StoreUnavailableError(
        'store-failed',
        `The event store's file is damaged: ${reason}`,
        'Restore the last backup; the hashes of the log tell which commits are whole',
        options,
      );
    default:
      return new StoreUnavailableError(
        'store-failed',
        `The event store failed: ${reason}`,
        'Maybe the disk has a fault, or the directory is not writable',
        options,
      );
  }
}

export function storeBusy(options?: ErrorOptions): StoreUnavailableError {
  return new StoreUnavailableError(
    'store-busy',
    'Other processes kept the event store locked for too long; nothing was recorded',
    'Maybe a process was stopped in the middle of a write; repeat the request with the same key',
    options,
  );
}
