import type { LogView, StreamHead } from '../../domain/append-decision.js';
import { GENESIS, type LogHead } from '../../domain/commit.js';
import type { StoredCommit } from '../../domain/stored-commit.js';
import { STORED_COLUMNS, toStoredCommit, toStoredRow, type StoredRow } from './commit-row.js';
import type { SqliteConnection, SqliteStatement } from './sqlite-driver.js';

/** What may be read and written while this process holds the write lock. */
export class WriteTransaction implements LogView {
  private readonly statements: ReturnType<typeof prepareStatements>;
  private knownHead: LogHead | undefined;
  private dataVersion: number | undefined;

  constructor(private readonly connection: SqliteConnection) {
    this.statements = prepareStatements(connection);
  }

  /** Takes the write lock; throws SQLite's "busy" when another process has it. @returns whether others wrote meanwhile */
  begin(): boolean {
    this.connection.exec('BEGIN IMMEDIATE');
    const [version] = this.statements.dataVersion.get() as [number];
    const othersWrote = this.dataVersion !== undefined && this.dataVersion !== version;
    if (this.dataVersion !== version) this.knownHead = undefined;
    this.dataVersion = version;
    return othersWrote;
  }

  commit(): void {
    this.connection.exec('COMMIT');
  }

  rollback(): void {
    this.knownHead = undefined;
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
    const row = this.statements.streamHead.get(stream) as [number, number] | undefined;
    return row && { n: row[0], to: row[1] };
  }

  findKey(key: string): StoredCommit | undefined {
    return optional(this.statements.byKey.get(key));
  }

  findPosition(position: number): StoredCommit | undefined {
    return optional(this.statements.byPosition.get(position));
  }

  insert(commit: StoredCommit): void {
    this.statements.insert.run(...toStoredRow(commit));
    if (commit.position > this.head().position) this.knownHead = commit;
  }

  saveCheckpoint(name: string, position: number): void {
    this.statements.saveCheckpoint.run(name, position);
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
    byPosition: prepare(`SELECT ${STORED_COLUMNS} FROM commits WHERE position = ?`),
    insert: prepare(`INSERT INTO commits (${STORED_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    saveCheckpoint: prepare(
      'INSERT INTO checkpoints (name, position) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET position = excluded.position',
    ),
  };
}
