import mongoose from 'mongoose';
import { describeWith } from '../../../../../test/support/needs.js';
import {
  ferretdb,
  freshDatabase,
  mongodb,
  useOwnServers,
  useServer,
  withoutServers,
} from '../../../../../test/support/servers.js';
import type { Commit } from '../../domain/commit.js';
import { NoStream, type EventStore } from '../../domain/event-store.port.js';
import {
  collect,
  TEST_META,
  testDependencies,
  testEvent,
  testRequest,
} from '../../testing/test-dependencies.js';
import { openMongoEventStore, type MongoEventStoreOptions } from './open-mongo-event-store.js';

const stores: EventStore[] = [];

async function open(mongodbUri: string, options: Partial<MongoEventStoreOptions> = {}): Promise<EventStore> {
  const store = await openMongoEventStore({ ...testDependencies(), mongodbUri, ...options });
  stores.push(store);
  return store;
}

/** Works on the database as somebody else would. */
async function inDatabase<T>(uri: string, work: (database: mongoose.Connection) => Promise<T>): Promise<T> {
  const connection = await mongoose.createConnection(uri).asPromise();
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

afterEach(() => Promise.all(stores.splice(0).map((store) => store.close())));

describeWith(mongodb, 'the log on MongoDB: what is in the database', () => {
  const servers = useServer('mongodb');
  const fresh = (): string => freshDatabase(servers.now());

  test('is one document a commit, which a person can read', async () => {
    const uri = fresh();
    const store = await open(uri);
    const event = testEvent({ arr: 12, names: ['Zoë'] });
    await store.append('account-1', NoStream, [event], { idempotencyKey: 'k1' });
    const { hash, recordedAt } = await store.head();
    const { logId } = store;
    const read = { promoteLongs: false } as const;
    await inDatabase(uri, async (database) => {
      expect(await database.collection('commits').find({}, read).toArray()).toEqual([
        {
          _id: mongoose.mongo.Long.fromNumber(1),
          s: 'account-1',
          n: 1,
          from: 1,
          to: 1,
          k: 'k1',
          t: new Date(recordedAt),
          h: { before: '0'.repeat(64), own: hash },
          e: [event],
        },
      ]);
      expect(await database.collection('log').findOne({})).toMatchObject({ logId });
    });
  });

  test.each([
    ['lists in lists', [[1, [2]], []]],
    ['names that are operators or paths', { '': 3, $set: 1, 'a.b': 2 }],
    ['the name of a prototype', JSON.parse('{"__proto__":{"x":1}}')],
    ['great depth', JSON.parse('['.repeat(90) + ']'.repeat(90))],
    ['numbers of every size', [0, -1, 1.5, 2 ** 31, 2 ** 53, -(2 ** 53), 1e300, 5e-324]],
  ])('gives back %s as they were', async (_, data) => {
    const store = await open(fresh());
    await store.append('a', NoStream, [testEvent(data)], { idempotencyKey: 'k1' });
    const [commit] = await collect(store.readAll(0));
    expect(JSON.stringify(commit!.events[0]!.data)).toBe(JSON.stringify(data));
    expect(await store.verifyChain()).toMatchObject({ ok: true });
  });

  test('readers stop at a hole until it is closed by a tombstone', async () => {
    const uri = fresh();
    const store = await open(uri);
    await store.appendBatch(['k1', 'k2', 'k3', 'k4'].map((key) => testRequest(key, key)));
    await inDatabase(uri, (database) => database.collection('commits').deleteOne({ k: 'k2' }));
    const seen: number[] = [];
    const reading = (async () => {
      for await (const { position } of store.readAll(0)) seen.push(position);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'log-hole', position: 2 });
    expect(seen).toEqual([1]);
    await store.closeHole(2, 'lost', TEST_META);
    expect((await collect(store.readAll(0))).map(({ stream }) => stream)).toEqual([
      'k1',
      'tombstones',
      'k3',
      'k4',
    ]);
    expect(await store.verifyChain()).toMatchObject({ ok: true, tombstones: [2] });
    await store.appendBatch([testRequest('tombstones', 'k5')]);
    expect((await store.head()).position).toBe(5);
  });

  test('a snapshot larger than a document is kept in pieces, and no piece is left over', async () => {
    const uri = fresh();
    const { snapshots } = await open(uri);
    const bytes = new Uint8Array(20 * 1024 * 1024).map((_, i) => i % 251);
    await snapshots.save('book', 1, { position: 1, bytes });
    await snapshots.save('book', 1, { position: 2, bytes });
    await snapshots.save('book', 1, { position: 1, bytes: new Uint8Array(1) });
    const snapshot = await snapshots.load('book', 1);
    expect(snapshot!.position).toBe(2);
    expect(Buffer.compare(snapshot!.bytes, bytes)).toBe(0);
    await inDatabase(uri, async (database) => {
      expect(await database.collection('snapshotPieces').countDocuments()).toBe(3);
      await database.collection('snapshotPieces').deleteOne({});
    });
    expect(await snapshots.load('book', 1)).toBeUndefined();
  });

  test('a log of a later release is left alone', async () => {
    const uri = fresh();
    await open(uri);
    await inDatabase(uri, (database) => database.collection('log').updateOne({}, { $set: { layout: 2 } }));
    await expect(open(uri)).rejects.toMatchObject({ code: 'store-newer' });
  });

  test('a database that is not there is named without the password', async () => {
    const error: unknown = await open(
      'mongodb://ops:secret@127.0.0.1:1/x?serverSelectionTimeoutMS=200',
    ).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'store-failed', message: expect.stringContaining('127.0.0.1:1/x') });
    expect(String(error)).not.toContain('secret');
  });
});

describeWith(mongodb, 'the log on MongoDB with change streams', () => {
  const servers = useOwnServers(['--only', 'mongodb', '--change-streams'], undefined, withoutServers());

  test('learns of commits of others without polling', async () => {
    const uri = freshDatabase(servers.now());
    const never = { minPollMs: 3_600_000, maxPollMs: 3_600_000 };
    const [here, there] = [await open(uri, never), await open(uri)];
    expect(await here.waitFor(0, 500)).toBe(false);
    const waiting = here.waitFor(0, 60_000);
    await there.appendBatch([testRequest('a', 'k1')]);
    expect(await waiting).toBe(true);
  });
});

describeWith(ferretdb, 'the log on MongoDB while the server is killed', () => {
  const args = ['--only', 'mongodb', '--mongodb', 'ferretdb', '--restart'];
  const servers = useOwnServers(args, undefined, withoutServers());

  test('keeps what it acknowledged, each commit once and at one position', async () => {
    const uri = freshDatabase(servers.now());
    const writers = [await open(uri), await open(uri)];
    let stop = false;
    const acknowledged = new Map<string, number>();
    const write = async (store: EventStore, who: number): Promise<void> => {
      for (let i = 0; !stop;) {
        const key = `writer-${who}-${i}`;
        const [outcome] = await store.appendBatch([testRequest(`s${i % 5}`, key)]);
        if (!outcome!.ok) continue;
        acknowledged.set(key, outcome!.result.position);
        i++;
      }
    };
    const writing = Promise.all(writers.map(write));
    for (const acknowledgedBefore of [10, 40, 60, 100]) {
      await until(() => acknowledged.size >= acknowledgedBefore);
      const back = servers.restarted();
      process.kill(Object.values(servers.now().pids)[0]!, 'SIGKILL');
      await back;
    }
    await until(() => acknowledged.size >= 130);
    stop = true;
    await writing;
    const log = await collect((await open(uri)).readAll(0));
    expect(log.map(({ position }: Commit) => position)).toEqual(log.map((_, i) => i + 1));
    expect(new Set(log.map(({ key }) => key)).size).toBe(log.length);
    const positions = new Map(log.map(({ key, position }) => [key, position]));
    expect([...acknowledged].filter(([key, position]) => positions.get(key) !== position)).toEqual([]);
    expect(await writers[0]!.verifyChain()).toMatchObject({ ok: true });
  });
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
}
