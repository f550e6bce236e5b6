import { seededRng } from '@bailiwick/kernel';
import { CommitWaiter } from '../../application/commit-waiter.js';
import { createEventStore, type EventStoreDependencies } from '../../application/create-event-store.js';
import type { EventStore } from '../../domain/event-store.port.js';
import { BulkThread } from './bulk-thread.js';
import { EmbeddedLog } from './embedded-log.js';
import { openReader, openWriter, prepareDatabase, prepareFiles } from './embedded-files.js';
import { GroupCommitWriter } from './group-commit-writer.js';
import { LogReader } from './log-reader.js';
import { SnapshotFiles } from './snapshot-files.js';
import { loadSqlite, storeUnavailable, type OpenSqlite } from './sqlite-driver.js';

export interface EmbeddedEventStoreOptions extends EventStoreDependencies {
  /** The store lives in the folder `event-store` below it: folder mode 0700, file mode 0600. */
  readonly dataDir: string;
  /** How long, in ms, an append waits for other processes before `store-busy`. Default 10,000. */
  readonly busyTimeoutMs?: number;
  /** How often, in ms, readers look for commits of other processes. Default 50. */
  readonly pollMs?: number;
  /** From how many commits on a thread reads ahead of a fold. Default 20,000: to start one costs as much as those. */
  readonly threadFrom?: number;
  /** From how many waiting requests on a thread writes. Default 500: to wake it costs as much as ten or twenty. */
  readonly bulkFrom?: number;
}

const DEFAULTS = { busyTimeoutMs: 10_000, pollMs: 50, threadFrom: 20_000, bulkFrom: 500 };

/**
 * The default event store: one SQLite file, durable when `append` resolves, shared safely by several processes.
 * @throws BailiwickError `store-newer` for a file of a later release; StoreUnavailableError when it cannot be opened
 */
export async function openEmbeddedEventStore(options: EmbeddedEventStoreOptions): Promise<EventStore> {
  return createEventStore(await openEmbeddedLog(options), options);
}

/** @param sqlite how to open database files; absent: SQLite as this Node has it */
export async function openEmbeddedLog(
  options: EmbeddedEventStoreOptions,
  sqlite?: OpenSqlite,
): Promise<EmbeddedLog> {
  const { dataDir, clock, ids, busyTimeoutMs, pollMs, threadFrom, bulkFrom } = { ...DEFAULTS, ...options };
  const files = await prepareFiles(dataDir).catch((error: unknown) => {
    throw storeUnavailable(error);
  });
  const openSqlite = sqlite ?? (await loadSqlite());
  const logId = await prepareDatabase(openSqlite, files.database, ids.next());
  const snapshots = new SnapshotFiles(files.snapshots, { clock, ids });
  await snapshots.sweep();
  const waiter = new CommitWaiter();
  const writer = new GroupCommitWriter(openWriter(openSqlite, files.database), {
    jitter: seededRng(process.pid),
    busyTimeoutMs,
    onCommit: () => waiter.notify(),
    giveFrom: bulkFrom,
  });
  const bulk = new BulkThread({ path: files.database, busyTimeoutMs, seed: process.pid + 1 });
  const reader = new LogReader(openReader(openSqlite, files.database));
  const readAhead = { databasePath: files.database, threadFrom };
  return new EmbeddedLog({
    ...{ logId, writer, bulk, bulkFrom, reader, readAhead },
    ...{ snapshots, waiter, clock, ids, pollMs },
  });
}
