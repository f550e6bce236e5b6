import { setImmediate as nextTurn } from 'node:timers/promises';
import { GENESIS, type Commit, type LogHead } from '../../domain/commit.js';
import { LogHoleError } from '../../domain/event-store.errors.js';
import type { ReadOptions } from '../../domain/event-store.port.js';
import type { StoredCommit } from '../../domain/stored-commit.js';
import {
  COMMIT_COLUMNS,
  STORED_COLUMNS,
  toCommit,
  toStoredCommit,
  type CommitRow,
  type StoredRow,
} from './commit-row.js';
import { NoteRows } from './note-rows.js';
import { fittingLimit, PAGE_OCTETS } from './page-limit.js';
import type { SqliteConnection, SqliteStatement, SqliteValue } from './sqlite-driver.js';

/** A page ends here or at `PAGE_OCTETS`, whichever comes first; no read transaction stays open between pages. */
const PAGE_COMMITS = 500;

/** Reads the log on a connection of its own, page by page. */
export class LogReader {
  readonly notes: NoteRows;
  private readonly statements: ReturnType<typeof prepareStatements>;

  constructor(private readonly connection: SqliteConnection) {
    this.statements = prepareStatements(connection);
    this.notes = new NoteRows(connection);
  }

  head(): LogHead {
    const row = this.statements.head.get() as [number, string, number] | undefined;
    return row ? { position: row[0], hash: row[1], recordedAt: row[2] } : GENESIS;
  }

  streamVersion(stream: string): number {
    const row = this.statements.streamVersion.get(stream) as [number] | undefined;
    return row?.[0] ?? 0;
  }

  findByKey(key: string): Commit | undefined {
    const row = this.statements.byKey.get(key) as CommitRow | undefined;
    return row && toCommit(row);
  }

  findByKeys(keys: readonly string[]): Map<string, Commit> {
    const rows = this.statements.byKeys.all(JSON.stringify(keys)) as CommitRow[];
    return new Map(rows.map(toCommit).map((commit) => [commit.key, commit]));
  }

  checkpoint(name: string): number {
    const row = this.statements.checkpoint.get(name) as [number] | undefined;
    return row?.[0] ?? 0;
  }

  /** @throws LogHoleError after everything before the hole was given out */
  async *pages(
    afterPosition: number,
    { limit = Infinity, upTo }: ReadOptions,
  ): AsyncGenerator<readonly Commit[]> {
    const last = upTo ?? Number.MAX_SAFE_INTEGER;
    let position = afterPosition;
    while (limit > 0) {
      const rows = page<CommitRow>(this.statements.log, Math.min(limit, PAGE_COMMITS), position, last);
      const dense = rows.findIndex((row, i) => row[0] !== position + 1 + i);
      const commits = (dense < 0 ? rows : rows.slice(0, dense)).map(toCommit);
      if (commits.length > 0) yield commits;
      position += commits.length;
      limit -= commits.length;
      if (dense >= 0) throw new LogHoleError(position + 1);
      if (commits.length === 0) return;
      await nextTurn();
    }
  }

  async *stream(stream: string, afterVersion: number): AsyncGenerator<Commit> {
    let n = this.firstCommitBefore(stream, afterVersion);
    for (;;) {
      const page: Commit[] = [];
      let octets = 0;
      // Most streams are a few rows: to ask first how much text they hold would cost a third on top.
      for (const row of this.statements.stream.iterate(stream, n, PAGE_COMMITS)) {
        const [, , , , , , , events] = row as CommitRow;
        page.push(toCommit(row as CommitRow));
        octets += events.length;
        if (octets >= PAGE_OCTETS) break;
      }
      yield* page;
      if (page.length < PAGE_COMMITS && octets < PAGE_OCTETS) return;
      n = page.at(-1)!.n;
    }
  }

  /** Everything the store has, holes or not. */
  async *stored(): AsyncGenerator<readonly StoredCommit[]> {
    for (let position = 0; ;) {
      const rows = page<StoredRow>(this.statements.stored, PAGE_COMMITS, position);
      if (rows.length === 0) return;
      yield rows.map(toStoredCommit);
      position = rows.at(-1)![0];
      await nextTurn();
    }
  }

  close(): void {
    this.connection.close();
  }

  /** The number of the stream's last commit that holds nothing after `afterVersion`. */
  private firstCommitBefore(stream: string, afterVersion: number): number {
    if (afterVersion <= 0) return 0;
    const row = this.statements.commitBefore.get(stream, afterVersion) as [number] | undefined;
    return row?.[0] ?? 0;
  }
}

/** Rows in an order, and how much text some of them hold. */
interface Paged {
  readonly rows: SqliteStatement;
  readonly octets: SqliteStatement;
}

/** The first `most` rows, or as many of them as have about a page of text together; one at least. */
function page<Row>(statements: Paged, most: number, ...values: readonly SqliteValue[]): readonly Row[] {
  const limit = fittingLimit(statements.octets, most, ...values);
  return statements.rows.all(...values, limit) as Row[];
}

function prepareStatements(connection: SqliteConnection) {
  const prepare = (sql: string): SqliteStatement => {
    const statement = connection.prepare(sql);
    statement.setReturnArrays(true);
    return statement;
  };
  const select = `SELECT ${COMMIT_COLUMNS} FROM commits`;
  const paged = (columns: string, which: string): Paged => ({
    rows: prepare(`SELECT ${columns} FROM commits WHERE ${which} LIMIT ?`),
    octets: prepare(
      `SELECT sum(octet_length(events)) FROM (SELECT events FROM commits WHERE ${which} LIMIT ?)`,
    ),
  });
  return {
    head: prepare('SELECT position, hash, recorded_at FROM commits ORDER BY position DESC LIMIT 1'),
    streamVersion: prepare('SELECT to_version FROM commits WHERE stream = ? ORDER BY n DESC LIMIT 1'),
    byKey: prepare(`${select} WHERE key = ?`),
    byKeys: prepare(`${select} WHERE key IN (SELECT value FROM json_each(?))`),
    log: paged(COMMIT_COLUMNS, 'position > ? AND position <= ? ORDER BY position'),
    commitBefore: prepare(
      'SELECT n FROM commits WHERE stream = ? AND to_version <= ? ORDER BY n DESC LIMIT 1',
    ),
    stream: prepare(`${select} WHERE stream = ? AND n > ? ORDER BY n LIMIT ?`),
    stored: paged(STORED_COLUMNS, 'position > ? ORDER BY position'),
    checkpoint: prepare('SELECT position FROM checkpoints WHERE name = ?'),
  };
}
