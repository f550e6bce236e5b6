import type { LogView, StreamHead } from '../../domain/append-decision.js';
import { GENESIS, type LogHead } from '../../domain/commit.js';
import type { StoredCommit } from '../../domain/stored-commit.js';
import { STORED_COLUMNS, toStoredCommit, toStoredRow, type StoredRow } from './commit-row.js';
import { NoteRows } from './note-rows.js';
import type { SqliteConnection, SqliteStatement } from './sqlite-driver.js';

/** Streams whose last commit is remembered, so that appending to them again need not look it up. */
const MAX_STREAM_HEADS = 50_000;

/** What may be read and written while this process holds the write lock. */
export class WriteTransaction implements LogView {
  readonly notes: NoteRows;
  private readonly statements: ReturnType<typeof prepareStatements>;
  private knownHead: LogHead | undefined;
  private dataVersion: number | undefined;
  private readonly absentKeys = new Set<string>();
  private readonly streamHeads = new Map<string, StreamHead>();

  constructor(private readonly connection: SqliteConnection) {
    this.statements = prepareStatements(connection);
    this.notes = new NoteRows(connection);
  }

  /** Takes the write lock; throws SQLite's "busy" when another process has it. @returns whether others wrote meanwhile */
  begin(): boolean {
    this.connection.exec('BEGIN IMMEDIATE');
    const [version] = this.statements.dataVersion.get() as [number];
    const othersWrote = this.dataVersion !== undefined && this.dataVersion !== version;
    if (this.dataVersion !== version) this.forget();
    this.dataVersion = version;
    return othersWrote;
  }

  commit(): void {
    this.absentKeys.clear();
    this.connection.exec('COMMIT');
  }

  rollback(): void {
    this.forget();
    try {
      this.connection.exec('ROLLBACK');
    } catch {
      // SQLite has already rolled back by itself, as it does when the disk is full.
    }
  }

  head(): LogHead {
    return (this.knownHead ??= this.readHead());
  }

  streamHead(stream: string): StreamHead | undefined {
    const known = this.streamHeads.get(stream);
    if (known) return known;
    const row = this.statements.streamHead.get(stream) as [number, number] | undefined;
    return row && { n: row[0], to: row[1] };
  }

  /** Looks at once for keys that will be asked for one by one in this transaction: nearly always all are new. */
  expectKeys(keys: readonly string[]): void {
    const present = this.statements.presentKeys.all(JSON.stringify(keys)) as [string][];
    for (const key of keys) this.absentKeys.add(key);
    for (const [key] of present) this.absentKeys.delete(key);
  }

  findKey(key: string): StoredCommit | undefined {
    if (this.absentKeys.has(key)) return undefined;
    return optional(this.statements.byKey.get(key));
  }

  findPosition(position: number): StoredCommit | undefined {
    return optional(this.statements.byPosition.get(position));
  }

  insert(commit: StoredCommit): void {
    this.statements.insert.run(...toStoredRow(commit));
    this.absentKeys.delete(commit.key);
    if (this.streamHeads.size >= MAX_STREAM_HEADS) this.streamHeads.clear();
    this.streamHeads.set(commit.stream, { n: commit.n, to: commit.to });
    if (commit.position > this.head().position) this.knownHead = commit;
  }

  saveCheckpoint(name: string, position: number): void {
    this.statements.saveCheckpoint.run(name, position);
  }

  /** To be called after others of this process wrote: that is not counted as others' writing. */
  refresh(): void {
    this.dataVersion = undefined;
  }

  /** What is known of the log holds as long as nobody else writes to it. */
  private forget(): void {
    this.knownHead = undefined;
    this.absentKeys.clear();
    this.streamHeads.clear();
  }

  private readHead(): LogHead {
    const row = this.statements.head.get() as [number, string, number] | undefined;
    return row ? { position: row[0], hash: row[1], recordedAt: row[2] } : GENESIS;
  }
}

function optional(row: unknown): StoredCommit | undefined {
  return row === undefined ? undefined : toStoredCommit(row as StoredRow);
}

function prepareStatements(connection: SqliteConnection) {
  const prepare = (sql: string): SqliteStatement => {
    const statement = connection.prepare(sql);
    statement.setReturnArrays(true);
    return statement;
  };
  return {
    dataVersion: prepare('PRAGMA data_version'),
    head: prepare('SELECT position, hash, recorded_at FROM commits ORDER BY position DESC LIMIT 1'),
    streamHead: prepare('SELECT n, to_version FROM commits WHERE stream = ? ORDER BY n DESC LIMIT 1'),
    byKey: prepare(`SELECT ${STORED_COLUMNS} FROM commits WHERE key = ?`),
    presentKeys: prepare('SELECT key FROM commits WHERE key IN (SELECT value FROM json_each(?))'),
    byPosition: prepare(`SELECT ${STORED_COLUMNS} FROM commits WHERE position = ?`),
    insert: prepare(`INSERT INTO commits (${STORED_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    saveCheckpoint: prepare(
      'INSERT INTO checkpoints (name, position) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET position = excluded.position',
    ),
  };
}
