import { chmod, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BailiwickError } from '@bailiwick/kernel';
import { NOTES_TABLE } from './note-rows.js';
import { isBusy, storeUnavailable, type OpenSqlite, type SqliteConnection } from './sqlite-driver.js';

/** Where an embedded store keeps its things; nobody but the owner may look inside. */
export interface EmbeddedFiles {
  readonly directory: string;
  readonly database: string;
  readonly snapshots: string;
}

const OWNER_ONLY_DIRECTORY = 0o700;
const OWNER_ONLY_FILE = 0o600;
const SCHEMA_VERSION = 1;
const OPEN_TIMEOUT_MS = 5_000;
const OPEN_RETRY_MS = 20;

/** Creates what is missing below `dataDir` and closes it to others. SQLite gives its side files the same mode. */
export async function prepareFiles(dataDir: string): Promise<EmbeddedFiles> {
  const directory = join(dataDir, 'event-store');
  const files = {
    directory,
    database: join(directory, 'log.sqlite'),
    snapshots: join(directory, 'snapshots'),
  };
  for (const path of [directory, files.snapshots]) {
    await mkdir(path, { recursive: true, mode: OWNER_ONLY_DIRECTORY });
    await chmod(path, OWNER_ONLY_DIRECTORY);
  }
  const file = await open(files.database, 'a', OWNER_ONLY_FILE);
  await file.chmod(OWNER_ONLY_FILE);
  await file.close();
  return files;
}

const TABLES = `
  CREATE TABLE IF NOT EXISTS log (one INTEGER PRIMARY KEY CHECK (one = 1), log_id TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS commits (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    n INTEGER NOT NULL,
    from_version INTEGER NOT NULL,
    to_version INTEGER NOT NULL,
    key TEXT NOT NULL UNIQUE,
    recorded_at INTEGER NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    events TEXT NOT NULL,
    UNIQUE (stream, n)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS checkpoints (
    name TEXT PRIMARY KEY,
    position INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

/** Several processes may do this at once. @returns the log's id, `newLogId` when the log is new */
export async function prepareDatabase(
  openSqlite: OpenSqlite,
  path: string,
  newLogId: string,
): Promise<string> {
  // Switching a new file to WAL reports "busy" at once, whatever the time-out, while another process does the same.
  for (let waited = 0; ; waited += OPEN_RETRY_MS) {
    try {
      return createTables(openSqlite, path, newLogId);
    } catch (error) {
      if (error instanceof BailiwickError) throw error;
      if (!isBusy(error) || waited >= OPEN_TIMEOUT_MS) throw storeUnavailable(error);
    }
    await sleep(OPEN_RETRY_MS);
  }
}

function createTables(openSqlite: OpenSqlite, path: string, newLogId: string): string {
  const connection = openSqlite(path, OPEN_TIMEOUT_MS);
  try {
    connection.exec('PRAGMA journal_mode = WAL');
    connection.exec('BEGIN IMMEDIATE');
    const { user_version: version } = connection.prepare('PRAGMA user_version').get() as {
      user_version: number;
    };
    if (version > SCHEMA_VERSION) throw newerSchema(path, version);
    if (version < SCHEMA_VERSION) connection.exec(TABLES);
    connection.exec(NOTES_TABLE);
    connection.prepare('INSERT OR IGNORE INTO log (one, log_id) VALUES (1, ?)').run(newLogId);
    const { log_id: logId } = connection.prepare('SELECT log_id FROM log').get() as { log_id: string };
    connection.exec('COMMIT');
    return logId;
  } finally {
    connection.close();
  }
}

function newerSchema(path: string, version: number): BailiwickError {
  return new BailiwickError('store-newer', `The event store ${path} was written by a newer release`, {
    value: version,
    expected: `at most ${SCHEMA_VERSION}`,
    hint: 'Update this program; an old one must not write to a store that it does not understand',
  });
}

/**
 * WAL with a sync on every commit: what was acknowledged survives a power cut. It is copied into the file at 16 MB, not
 * at SQLite's 4: keys fall all over their index, so that each copy writes much the same pages again.
 */
const DURABLE = `
  PRAGMA synchronous = FULL;
  PRAGMA fullfsync = ON;
  PRAGMA journal_size_limit = 67108864;
  PRAGMA wal_autocheckpoint = 4000;
  PRAGMA cache_size = -32768;
`;

/** Never blocks the thread for a lock: the writer waits by itself, without stopping the process. */
export function openWriter(openSqlite: OpenSqlite, path: string): SqliteConnection {
  const connection = openSqlite(path, 0);
  connection.exec(DURABLE);
  return connection;
}

export function openReader(openSqlite: OpenSqlite, path: string): SqliteConnection {
  const connection = openSqlite(path, OPEN_TIMEOUT_MS);
  connection.exec('PRAGMA query_only = ON; PRAGMA cache_size = -16384;');
  return connection;
}
