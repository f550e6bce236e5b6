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
import type { SqliteConnection, SqliteStatement } from './sqlite-driver.js';

/** A page ends at whichever comes first; no read transaction stays open between pages. */
const PAGE_COMMITS = 500;
const PAGE_CHARACTERS = 4_000_000;
const EVENTS_COLUMN = 8;

/** Reads the log on a connection of its own, page by page. */
export class LogReader {
  private readonly statements: ReturnType<typeof prepareStatements>;

  constructor(private readonly connection: SqliteConnection) {
    this.statements = prepareStatements(connection);
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
      const page: Commit[] = [];
      const rows = this.statements.page.iterate(position, last, Math.min(limit, PAGE_COMMITS));
      const taken = takePage(rows as IterableIterator<CommitRow>, position, (row) =>
        page.push(toCommit(row)),
      );
      if (page.length > 0) yield page;
      position += page.length;
      limit -= page.length;
      if (taken === 'hole') throw new LogHoleError(position + 1);
      if (page.length === 0) return;
      await nextTurn();
    }
  }

  async *stream(stream: string, afterVersion: number): AsyncGenerator<Commit> {
    let n = this.firstCommitBefore(stream, afterVersion);
    for (;;) {
      const page: Commit[] = [];
      const rows = this.statements.streamPage.iterate(stream, n, PAGE_COMMITS) as IterableIterator<CommitRow>;
      const full = takePage(rows, undefined, (row) => page.push(toCommit(row))) === 'full';
      yield* page;
      // Most streams fit into a page: asking once more for each would double the cost of reading them.
      if (!full && page.length < PAGE_COMMITS) return;
      n = page.at(-1)!.n;
    }
  }

  /** Everything the store has, holes or not. */
  async *stored(): AsyncGenerator<readonly StoredCommit[]> {
    for (let position = 0; ;) {
      const page: StoredCommit[] = [];
      const rows = this.statements.storedPage.iterate(position, PAGE_COMMITS) as IterableIterator<StoredRow>;
      takePage(rows, undefined, (row) => page.push(toStoredCommit(row)));
      if (page.length === 0) return;
      yield page;
      position = page.at(-1)!.position;
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

/** Takes rows until there are no more, the page has enough text, or a row does not follow the one before directly. */
function takePage<Row extends CommitRow | StoredRow>(
  rows: IterableIterator<Row>,
  contiguousAfter: number | undefined,
  take: (row: Row) => void,
): 'end' | 'full' | 'hole' {
  let expected = contiguousAfter;
  let characters = 0;
  for (const row of rows) {
    if (expected !== undefined && row[0] !== ++expected) return 'hole';
    take(row);
    characters += row[EVENTS_COLUMN].length;
    if (characters >= PAGE_CHARACTERS) return 'full';
  }
  return 'end';
}

function prepareStatements(connection: SqliteConnection) {
  const prepare = (sql: string): SqliteStatement => {
    const statement = connection.prepare(sql);
    statement.setReturnArrays(true);
    return statement;
  };
  const select = `SELECT ${COMMIT_COLUMNS} FROM commits`;
  return {
    head: prepare('SELECT position, hash, recorded_at FROM commits ORDER BY position DESC LIMIT 1'),
    streamVersion: prepare('SELECT to_version FROM commits WHERE stream = ? ORDER BY n DESC LIMIT 1'),
    byKey: prepare(`${select} WHERE key = ?`),
    page: prepare(`${select} WHERE position > ? AND position <= ? ORDER BY position LIMIT ?`),
    commitBefore: prepare(
      'SELECT n FROM commits WHERE stream = ? AND to_version <= ? ORDER BY n DESC LIMIT 1',
    ),
    streamPage: prepare(`${select} WHERE stream = ? AND n > ? ORDER BY n LIMIT ?`),
    storedPage: prepare(`SELECT ${STORED_COLUMNS} FROM commits WHERE position > ? ORDER BY position LIMIT ?`),
    checkpoint: prepare('SELECT position FROM checkpoints WHERE name = ?'),
  };
}
