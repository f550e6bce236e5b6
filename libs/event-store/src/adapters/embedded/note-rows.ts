import type { Note, NoteContent } from '../../domain/note-store.port.js';
import type { SqliteConnection, SqliteStatement } from './sqlite-driver.js';

/** Made whatever the version of the file: an older release does not look at it. */
export const NOTES_TABLE = `
  CREATE TABLE IF NOT EXISTS notes (
    book TEXT NOT NULL,
    key TEXT NOT NULL,
    rank INTEGER NOT NULL,
    version INTEGER NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (book, key)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS notes_by_rank ON notes (book, rank);
`;

type NoteRow = readonly [key: string, rank: number, text: string, version: number];

/** Notes on one connection; each change is a part of the transaction that is open there. */
export class NoteRows {
  private readonly statements: ReturnType<typeof prepareStatements>;

  constructor(connection: SqliteConnection) {
    this.statements = prepareStatements(connection);
  }

  load(book: string, key: string): Note | undefined {
    const row = this.statements.load.get(book, key) as NoteRow | undefined;
    return row && toNote(row);
  }

  list(book: string, limit: number): readonly Note[] {
    return (this.statements.list.all(book, limit) as NoteRow[]).map(toNote);
  }

  save(book: string, { key, rank, text }: NoteContent, expected: number): boolean {
    const { insert, update } = this.statements;
    const written =
      expected === 0 ? insert.get(book, key, rank, text) : update.get(rank, text, book, key, expected);
    return written !== undefined;
  }

  remove(book: string, upToRank: number): void {
    this.statements.remove.run(book, upToRank);
  }
}

function toNote([key, rank, text, version]: NoteRow): Note {
  return { key, rank, text, version };
}

function prepareStatements(connection: SqliteConnection) {
  const prepare = (sql: string): SqliteStatement => {
    const statement = connection.prepare(sql);
    statement.setReturnArrays(true);
    return statement;
  };
  const select = 'SELECT key, rank, text, version FROM notes WHERE book = ?';
  return {
    load: prepare(`${select} AND key = ?`),
    list: prepare(`${select} ORDER BY rank DESC LIMIT ?`),
    insert: prepare(
      'INSERT INTO notes (book, key, rank, text, version) VALUES (?, ?, ?, ?, 1) ON CONFLICT DO NOTHING RETURNING version',
    ),
    update: prepare(
      'UPDATE notes SET rank = ?, text = ?, version = version + 1 WHERE book = ? AND key = ? AND version = ? RETURNING version',
    ),
    remove: prepare('DELETE FROM notes WHERE book = ? AND rank <= ?'),
  };
}
