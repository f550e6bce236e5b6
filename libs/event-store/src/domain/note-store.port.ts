/** What is written into a note. */
export interface NoteContent {
  /** Its name in the book, of printable ASCII. */
  readonly key: string;
  /** Its place among the notes of the book, an integer from 0; writing a note again must not lower it. */
  readonly rank: number;
  readonly text: string;
}

/** A small text beside the log. */
export interface Note extends NoteContent {
  /** How often it was written, from 1. */
  readonly version: number;
}

/**
 * Small texts beside the log, in books, for what several processes share and nobody has to know for ever. They are
 * no part of the log and may be thrown away at any time. Changes are durable when their promise resolves.
 */
export interface NoteStore {
  load(book: string, key: string): Promise<Note | undefined>;
  /** Those of a book with the greatest ranks, the greatest first. */
  list(book: string, limit: number): Promise<readonly Note[]>;
  /**
   * Writes a note whose present version is `expected` (0: there is none). @returns whether it was; of several who
   * write at a time, one is told so
   */
  save(book: string, note: NoteContent, expected: number): Promise<boolean>;
  /** Removes the notes of a book, or those up to a rank: such as nobody is going to write again. */
  remove(book: string, upToRank?: number): Promise<void>;
}
