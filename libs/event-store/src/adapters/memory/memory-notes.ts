import type { Note, NoteContent, NoteStore } from '../../domain/note-store.port.js';

export class MemoryNotes implements NoteStore {
  private readonly books = new Map<string, Map<string, Note>>();

  async load(book: string, key: string): Promise<Note | undefined> {
    return this.books.get(book)?.get(key);
  }

  async list(book: string, limit: number): Promise<readonly Note[]> {
    return [...(this.books.get(book)?.values() ?? [])].sort((a, b) => b.rank - a.rank).slice(0, limit);
  }

  async save(book: string, { key, rank, text }: NoteContent, expected: number): Promise<boolean> {
    const notes = this.books.get(book) ?? new Map<string, Note>();
    if ((notes.get(key)?.version ?? 0) !== expected) return false;
    this.books.set(book, notes.set(key, { key, rank, text, version: expected + 1 }));
    return true;
  }

  async remove(book: string, upToRank = Infinity): Promise<void> {
    const notes = this.books.get(book);
    for (const { key, rank } of notes?.values() ?? []) if (rank <= upToRank) notes!.delete(key);
  }
}
