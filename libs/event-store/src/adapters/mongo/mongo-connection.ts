import mongoose from 'mongoose';
import type { CommitDocument } from './commit-document.js';

/** Where a log without a database in its address is kept. */
const DEFAULT_DATABASE = 'bailiwick';

export interface CheckpointDocument {
  /** The reader's name. */
  readonly _id: string;
  readonly position: number;
}

/** The head of a snapshot; its bytes are in pieces. */
export interface SnapshotDocument {
  /** `REDUCER_VERSION/NAME` */
  readonly _id: string;
  readonly name: string;
  readonly position: number;
  /** Which pieces, how many of them, and the digest of their bytes together. */
  readonly set: string;
  readonly pieces: number;
  readonly sha256: string;
}

export interface SnapshotPieceDocument {
  /** `SET/NUMBER` */
  readonly _id: string;
  readonly set: string;
  readonly at: Date;
  readonly bytes: mongoose.mongo.Binary;
}

/** One version of a note. */
export interface NoteDocument {
  /** `BOOK/KEY/VERSION` */
  readonly _id: string;
  readonly book: string;
  readonly key: string;
  readonly rank: number;
  readonly version: number;
  readonly text: string;
}

export interface LogDocument {
  readonly _id: 'log';
  readonly logId: string;
  /** The layout of the collections; a later one is not to be touched. */
  readonly layout: number;
}

export interface MongoCollections {
  readonly log: mongoose.mongo.Collection<LogDocument>;
  readonly commits: mongoose.mongo.Collection<CommitDocument>;
  readonly checkpoints: mongoose.mongo.Collection<CheckpointDocument>;
  readonly snapshots: mongoose.mongo.Collection<SnapshotDocument>;
  readonly pieces: mongoose.mongo.Collection<SnapshotPieceDocument>;
  readonly notes: mongoose.mongo.Collection<NoteDocument>;
}

export interface MongoConnection extends MongoCollections {
  close(): Promise<void>;
}

/** What was acknowledged is in the journals of a majority, what is read as well, and a decision rests on the primary. */
const DURABLE: mongoose.ConnectOptions = {
  writeConcern: { w: 'majority', journal: true },
  readConcern: { level: 'majority' },
  readPreference: 'primary',
  appName: 'bailiwick',
  autoCreate: false,
  autoIndex: false,
};

/** Connects and makes the collections' indexes where they are missing. */
export async function connectMongo(uri: string): Promise<MongoConnection> {
  const connection = await mongoose
    .createConnection(uri, { ...DURABLE, dbName: databaseName(uri) })
    .asPromise();
  try {
    const commits = connection.model('Commit', commitSchema(), 'commits');
    const pieces = connection.model('SnapshotPiece', pieceSchema(), 'snapshotPieces');
    const notes = connection.model('Note', noteSchema(), 'notes');
    await commits.createIndexes();
    await pieces.createIndexes();
    await notes.createIndexes();
    return {
      log: connection.collection('log'),
      commits: commits.collection as unknown as MongoCollections['commits'],
      checkpoints: connection.collection('checkpoints'),
      snapshots: connection.collection('snapshots'),
      pieces: pieces.collection as unknown as MongoCollections['pieces'],
      notes: notes.collection as unknown as MongoCollections['notes'],
      close: () => connection.close(),
    } as unknown as MongoConnection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** The address without what is secret in it. */
export function withoutSecrets(uri: string): string {
  return uri.replace(/\/\/[^@/]*@/, '//').replace(/\?.*$/, '');
}

function databaseName(uri: string): string {
  const name = /^[^:]+:\/\/[^/]+\/([^?]*)/.exec(uri)?.[1];
  return name ? decodeURIComponent(name) : DEFAULT_DATABASE;
}

function commitSchema(): mongoose.Schema {
  const { Schema } = mongoose;
  const schema = new Schema({
    _id: Schema.Types.BigInt,
    s: String,
    n: Number,
    from: Number,
    to: Number,
    k: String,
    t: Date,
    h: { before: String, own: String },
    e: [Schema.Types.Mixed],
  });
  schema.index({ s: 1, n: 1 }, { unique: true });
  schema.index({ k: 1 }, { unique: true });
  schema.index({ s: 1, to: 1 });
  return schema;
}

function pieceSchema(): mongoose.Schema {
  const { Schema } = mongoose;
  const schema = new Schema({ _id: String, set: String, at: Date, bytes: Buffer });
  schema.index({ set: 1 });
  return schema;
}

function noteSchema(): mongoose.Schema {
  const { Schema } = mongoose;
  const schema = new Schema({
    _id: String,
    book: String,
    key: String,
    rank: Number,
    version: Number,
    text: String,
  });
  schema.index({ book: 1, key: 1, version: 1 });
  schema.index({ book: 1, rank: 1, version: 1 });
  return schema;
}
