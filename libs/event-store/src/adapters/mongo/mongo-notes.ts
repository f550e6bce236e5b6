import type { Note, NoteContent, NoteStore } from '../../domain/note-store.port.js';
import type { MongoCollections, NoteDocument } from './mongo-connection.js';
import { isDuplicateKey } from './mongo-errors.js';

/**
 * Notes, a document for each version of one. A change is an insert of the next version, so that all rests on unique
 * ids, as the log does: not every compatible server compares and updates in one step. Old versions go with their rank.
 */
export class MongoNotes implements NoteStore {
  constructor(private readonly notes: MongoCollections['notes']) {}

  async load(book: string, key: string): Promise<Note | undefined> {
    const [latest] = await this.notes.find({ book, key }).sort({ version: -1 }).limit(1).toArray();
    return latest && toNote(latest);
  }

  async list(book: string, limit: number): Promise<readonly Note[]> {
    const found = new Map<string, Note>();
    // Ranks do not fall: the latest version of a note comes before the others.
    for await (const document of this.notes.find({ book }).sort({ rank: -1, version: -1 })) {
      if (!found.has(document.key)) found.set(document.key, toNote(document));
      if (found.size >= limit) break;
    }
    return [...found.values()];
  }

  async save(book: string, { key, rank, text }: NoteContent, expected: number): Promise<boolean> {
    if (((await this.load(book, key))?.version ?? 0) !== expected) return false;
    const version = expected + 1;
    try {
      await this.notes.insertOne({ _id: `${book}/${key}/${version}`, book, key, rank, version, text });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  async remove(book: string, upToRank?: number): Promise<void> {
    await this.notes.deleteMany(upToRank === undefined ? { book } : { book, rank: { $lte: upToRank } });
  }
}

function toNote({ key, rank, version, text }: NoteDocument): Note {
  return { key, rank, version, text };
}
