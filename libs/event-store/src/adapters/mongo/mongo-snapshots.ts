import { createHash } from 'node:crypto';
import mongoose from 'mongoose';
import type { Clock, IdSource } from '@bailiwick/kernel';
import type { Snapshot, SnapshotStore } from '../../domain/event-store.port.js';
import type { MongoCollections, SnapshotDocument } from './mongo-connection.js';
import { inPortTerms, isDuplicateKey } from './mongo-errors.js';

/** A document holds 16 MB at most. */
const PIECE_BYTES = 8 * 1024 * 1024;
/** Pieces without a head that are this old, in ms, belong to a process that died while it saved them. */
const ABANDONED_MS = 3_600_000;

type Collections = Pick<MongoCollections, 'snapshots' | 'pieces'>;

/** Snapshots in pieces; the head is swapped in when all of them are there. */
export class MongoSnapshots implements SnapshotStore {
  constructor(
    private readonly collections: Collections,
    private readonly deps: { readonly clock: Clock; readonly ids: IdSource },
  ) {}

  async load(name: string, reducerVersion: number): Promise<Snapshot | undefined> {
    const _id = headId(name, reducerVersion);
    return inTerms(async () => {
      for (let tried: string | undefined; ;) {
        const head = await this.collections.snapshots.findOne({ _id });
        // Pieces that are missing under the head that was tried before were lost; under another one it was replaced.
        if (!head || head.set === tried) return undefined;
        const bytes = await this.loadPieces(head);
        if (bytes) return { position: head.position, bytes };
        tried = head.set;
      }
    });
  }

  async save(name: string, reducerVersion: number, { position, bytes }: Snapshot): Promise<void> {
    return inTerms(async () => {
      const _id = headId(name, reducerVersion);
      const present = await this.collections.snapshots.findOne({ _id }, { projection: { position: 1 } });
      if (present && present.position > position) return;
      const set = this.deps.ids.next();
      const pieces = await this.savePieces(set, bytes);
      const head: SnapshotDocument = { _id, name, position, set, pieces, sha256: digest(bytes) };
      const outdated = await this.swap(head);
      if (outdated) await this.collections.pieces.deleteMany({ set: outdated });
    });
  }

  async purge(name?: string): Promise<void> {
    return inTerms(async () => {
      const which = name === undefined ? {} : { name };
      const heads = await this.collections.snapshots.find(which, { projection: { set: 1 } }).toArray();
      await this.collections.snapshots.deleteMany(which);
      for (const { set } of heads) await this.collections.pieces.deleteMany({ set });
    });
  }

  /** Removes what processes that died left unfinished. */
  async sweep(): Promise<void> {
    const oldest = new Date(this.deps.clock.now() - ABANDONED_MS);
    const options = { projection: { set: 1 } } as const;
    const old = await this.collections.pieces.find({ at: { $lt: oldest } }, options).toArray();
    if (old.length === 0) return;
    const heads = await this.collections.snapshots.find({}, options).toArray();
    const used = new Set(heads.map(({ set }) => set));
    const abandoned = new Set(old.map(({ set }) => set).filter((set) => !used.has(set)));
    for (const set of abandoned) await this.collections.pieces.deleteMany({ set });
  }

  private async loadPieces({ set, pieces, sha256 }: SnapshotDocument): Promise<Uint8Array | undefined> {
    const parts: Uint8Array[] = [];
    for (let i = 0; i < pieces; i++) {
      const piece = await this.collections.pieces.findOne({ _id: pieceId(set, i) });
      if (!piece) return undefined;
      parts.push(piece.bytes.value());
    }
    const bytes = Buffer.concat(parts);
    return digest(bytes) === sha256 ? bytes : undefined;
  }

  private async savePieces(set: string, bytes: Uint8Array): Promise<number> {
    const at = new Date(this.deps.clock.now());
    let pieces = 0;
    for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
      const piece = new mongoose.mongo.Binary(bytes.subarray(start, start + PIECE_BYTES));
      await this.collections.pieces.insertOne({ _id: pieceId(set, pieces++), set, at, bytes: piece });
    }
    return pieces;
  }

  /** @returns the set of pieces that nobody needs any more: the one before, or this one when a later snapshot is there */
  private async swap(head: SnapshotDocument): Promise<string | undefined> {
    const { _id, position } = head;
    try {
      const before = await this.collections.snapshots.findOneAndReplace(
        { _id, position: { $lte: position } },
        head,
        {
          upsert: true,
          returnDocument: 'before',
        },
      );
      return before?.set;
    } catch (error) {
      if (isDuplicateKey(error)) return head.set;
      throw error;
    }
  }
}

async function inTerms<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw inPortTerms(error);
  }
}

function headId(name: string, reducerVersion: number): string {
  return `${reducerVersion}/${name}`;
}

function pieceId(set: string, number: number): string {
  return `${set}/${number}`;
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
