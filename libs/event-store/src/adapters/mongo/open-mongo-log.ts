import { BailiwickError, seededRng, silentLogger, type Rng } from '@bailiwick/kernel';
import type { EventStoreDependencies } from '../../application/create-event-store.js';
import { StoreUnavailableError } from '../../domain/event-store.errors.js';
import { sha256 } from '../sha256.js';
import { wakeOnChanges } from './change-wake-up.js';
import { GroupAppender } from './group-appender.js';
import { HeadWatch } from './head-watch.js';
import { MongoCheckpoints } from './mongo-checkpoints.js';
import { connectMongo, withoutSecrets, type MongoCollections } from './mongo-connection.js';
import { isDuplicateKey } from './mongo-errors.js';
import { MongoLog } from './mongo-log.js';
import { MongoNotes } from './mongo-notes.js';
import { MongoReader } from './mongo-reader.js';
import { MongoSnapshots } from './mongo-snapshots.js';

export interface MongoEventStoreOptions extends EventStoreDependencies {
  /** `mongodb://…` or `mongodb+srv://…`; the database is `bailiwick` where it names none. */
  readonly mongodbUri: string;
  /** How long, in ms, an append tries again when others are faster, or the primary is away. Default 10,000. */
  readonly busyTimeoutMs?: number;
  /** How often, in ms, readers look for commits of other processes: after news, and at most. Default 5 and 200. */
  readonly minPollMs?: number;
  readonly maxPollMs?: number;
  /** Spreads the attempts of competing processes; by default seeded with an id. */
  readonly jitter?: Rng;
}

const DEFAULTS = { busyTimeoutMs: 10_000, minPollMs: 5, maxPollMs: 200 };
const LAYOUT = 1;

/** See `openMongoEventStore`. */
export async function openMongoLog(options: MongoEventStoreOptions): Promise<MongoLog> {
  const { mongodbUri, clock, ids, logger = silentLogger, ...rest } = { ...DEFAULTS, ...options };
  const connection = await connectMongo(mongodbUri).catch((error: unknown) => {
    throw notReached(mongodbUri, error);
  });
  try {
    const logId = await identify(connection.log, ids.next());
    const reader = new MongoReader(connection.commits);
    const { minPollMs, maxPollMs, busyTimeoutMs } = rest;
    const watch = new HeadWatch({ look: () => reader.position(), minPollMs, maxPollMs });
    const jitter = options.jitter ?? seededRng(parseInt(sha256(ids.next()).slice(0, 8), 16));
    const onCommit = (position: number): void => watch.saw(position);
    const { commits } = connection;
    const appender = new GroupAppender({ commits, reader, clock, jitter, busyTimeoutMs, onCommit });
    const snapshots = new MongoSnapshots(connection, { clock, ids });
    await snapshots.sweep();
    const changes = wakeOnChanges(commits, () => watch.hint(), logger);
    const checkpoints = new MongoCheckpoints(connection.checkpoints);
    const notes = new MongoNotes(connection.notes);
    const release = (): Promise<void> => changes.close();
    const sides = { checkpoints, snapshots, notes };
    return new MongoLog({ logId, connection, appender, reader, watch, ...sides, ids, release });
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** The identity of the log, made by whoever opens it first. */
async function identify(log: MongoCollections['log'], candidate: string): Promise<string> {
  const first = { _id: 'log', logId: candidate, layout: LAYOUT } as const;
  await log.insertOne(first).catch((error: unknown) => {
    if (!isDuplicateKey(error)) throw error;
  });
  const { logId, layout } = (await log.findOne({ _id: 'log' })) ?? first;
  if (layout > LAYOUT)
    throw new BailiwickError(
      'store-newer',
      'The event store in the database was written by a newer release',
      {
        value: layout,
        expected: `at most ${LAYOUT}`,
        hint: 'Update this program; an old one must not write to a store that it does not understand',
      },
    );
  return logId;
}

function notReached(uri: string, error: unknown): StoreUnavailableError {
  return new StoreUnavailableError(
    'store-failed',
    `The database at ${withoutSecrets(uri)} cannot be used: ${(error as Error).message}`,
    'Maybe it is not running, MONGODB_URI is wrong, or its user lacks readWrite',
    { cause: error },
  );
}
