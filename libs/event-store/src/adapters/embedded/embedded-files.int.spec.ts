import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventStore } from '../../domain/event-store.port.js';
import {
  collect,
  ManualClock,
  TEST_META,
  testDependencies,
  testEvent,
  testRequest,
} from '../../testing/test-dependencies.js';
import {
  openEmbeddedEventStore,
  openEmbeddedLog,
  type EmbeddedEventStoreOptions,
} from './open-embedded-event-store.js';
import { loadSqlite, type OpenSqlite, type SqliteConnection } from './sqlite-driver.js';

let dataDir: string;
let stores: EventStore[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'embedded-'));
  stores = [];
});

afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await rm(dataDir, { recursive: true, force: true });
});

async function open(overrides: Partial<EmbeddedEventStoreOptions> = {}): Promise<EventStore> {
  const store = await openEmbeddedEventStore({ ...testDependencies(), dataDir, pollMs: 5, ...overrides });
  stores.push(store);
  return store;
}

async function fill(store: EventStore, count: number): Promise<void> {
  await store.appendBatch(Array.from({ length: count }, (_, i) => testRequest(`s${i % 2}`, `k${i + 1}`)));
}

/** Somebody with other tools at the file. */
async function tamper(sql: string): Promise<SqliteConnection> {
  const connection = (await loadSqlite())(join(dataDir, 'event-store', 'log.sqlite'), 1_000);
  connection.exec(sql);
  return connection;
}

async function mode(...path: string[]): Promise<string> {
  return ((await stat(join(dataDir, ...path))).mode & 0o777).toString(8);
}

test('nobody but the owner may look inside, even where the folder was open before', async () => {
  await mkdir(join(dataDir, 'event-store'), { mode: 0o755 });
  const store = await open();
  await fill(store, 3);
  await store.snapshots.save('book', 1, { position: 3, bytes: new Uint8Array(10) });
  expect(await mode('event-store')).toBe('700');
  expect(await mode('event-store', 'snapshots')).toBe('700');
  for (const file of ['log.sqlite', 'log.sqlite-wal', 'log.sqlite-shm'])
    expect(await mode('event-store', file)).toBe('600');
  const [snapshot] = await readdir(join(dataDir, 'event-store', 'snapshots'));
  expect(await mode('event-store', 'snapshots', snapshot!)).toBe('600');
});

test('everything is there after closing and opening again, under the same identity', async () => {
  const first = await open();
  await fill(first, 10);
  await first.checkpoints.save('reader', 7);
  const [before, commits] = [await first.head(), await collect(first.readAll(0))];
  await first.close();
  const second = await open();
  expect(second.logId).toBe(first.logId);
  expect(await second.head()).toEqual(before);
  expect(await collect(second.readAll(0))).toEqual(commits);
  expect(await second.checkpoints.load('reader')).toBe(7);
});

test('a file of the first release is still read', async () => {
  await mkdir(join(dataDir, 'event-store'), { recursive: true });
  const dump = await readFile(join(process.cwd(), 'libs/event-store/src/testing/golden/log.v1.sql'), 'utf8');
  (await tamper(dump)).close();
  const store = await open();
  expect(store.logId).toBe('golden-log');
  expect(await store.verifyChain()).toMatchObject({ ok: true, commits: 3 });
  const events = (await collect(store.readAll(0))).flatMap((commit) => commit.events);
  expect(events.map(({ id, version }) => [id, version])).toEqual([
    ['e1', 1],
    ['e2', 2],
    ['e3', 1],
    ['e4', 3],
  ]);
  await fill(store, 1);
  expect(await store.verifyChain()).toMatchObject({ ok: true, commits: 4 });
});

test('a file of a later release is not touched', async () => {
  const store = await open();
  await store.close();
  await tamper('PRAGMA user_version = 99');
  await expect(open()).rejects.toMatchObject({ code: 'store-newer', details: { value: 99 } });
});

test('a file that is no database gives a clean error', async () => {
  await mkdir(join(dataDir, 'event-store'));
  await writeFile(join(dataDir, 'event-store', 'log.sqlite'), 'x'.repeat(10_000));
  await expect(open()).rejects.toMatchObject({ code: 'store-failed' });
});

test('a page of large commits holds few of them', async () => {
  const store = await open();
  const large = (i: number) => testRequest('s', `k${i}`, { events: [testEvent('x'.repeat(1_000_000))] });
  for (let i = 0; i < 12; i++) await store.appendBatch([large(i)]);
  const pages = await collect(store.readPages(0));
  expect(pages.flat().map((commit) => commit.position)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
  expect(Math.max(...pages.map((page) => page.length))).toBeLessThanOrEqual(4);
});

test('a changed commit is found by its hash', async () => {
  const store = await open();
  await fill(store, 5);
  await tamper(`UPDATE commits SET events = replace(events, 'NoteTaken', 'NoteGiven') WHERE position = 3`);
  expect(await store.verifyChain()).toMatchObject({
    ok: false,
    faults: [{ position: 3, code: 'wrong-hash' }],
  });
});

test('a hole stops every reader until it is closed by a tombstone', async () => {
  const store = await open();
  await fill(store, 6);
  await tamper('DELETE FROM commits WHERE position IN (3, 4)');
  await expect(collect(store.readAll(0))).rejects.toMatchObject({ code: 'log-hole', position: 3 });
  const seen: number[] = [];
  const alarm = new Promise<number>((onHole) => {
    store.subscribe('reader', ({ position }) => void seen.push(position), { holeAlarmMs: 0, onHole });
  });
  expect(await alarm).toBe(3);
  expect(seen).toEqual([1, 2]);

  await expect(store.closeHole(4, 'lost', TEST_META)).rejects.toMatchObject({ code: 'no-such-hole' });
  await store.closeHole(3, 'lost', TEST_META);
  await store.closeHole(4, 'lost', TEST_META);
  const [, , third] = await collect(store.readAll(0));
  expect(third!.events).toMatchObject([{ type: 'TombstoneWritten', data: { position: 3, reason: 'lost' } }]);
  expect(await store.verifyChain()).toMatchObject({ ok: true, tombstones: [3, 4], commits: 6 });
  while (seen.length < 6) await store.waitFor(Number.MAX_SAFE_INTEGER, 5);
  expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
});

test('while another process holds the lock, appends wait and then fail cleanly; nothing is lost', async () => {
  const store = await open({ busyTimeoutMs: 30 });
  const other = await tamper('BEGIN IMMEDIATE');
  const [first, second] = await store.appendBatch([testRequest('a', 'k1'), testRequest('a', 'k2')]);
  expect([first, second]).toMatchObject([
    { error: { code: 'store-busy' } },
    { error: { code: 'store-busy' } },
  ]);
  await expect(store.checkpoints.save('r', 1)).rejects.toMatchObject({ code: 'store-busy' });
  other.exec('ROLLBACK');
  expect(await store.appendBatch([testRequest('a', 'k1')])).toMatchObject([
    { ok: true, result: { position: 1 } },
  ]);
});

test('a failure of the disk in the middle of a transaction leaves nothing of it behind', async () => {
  const store = await open();
  await fill(store, 2);
  await tamper(`CREATE TRIGGER fault BEFORE INSERT ON commits WHEN new.key = 'bad'
    BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END`);
  const outcomes = await store.appendBatch([testRequest('a', 'good'), testRequest('a', 'bad')]);
  expect(outcomes).toMatchObject([{ error: { code: 'store-failed' } }, { error: { code: 'store-failed' } }]);
  expect((await store.head()).position).toBe(2);
  await tamper('DROP TRIGGER fault');
  await store.appendBatch([testRequest('a', 'good')]);
  expect(await store.verifyChain()).toMatchObject({ ok: true, commits: 3 });
});

test('waiting appends go out together in few durable transactions', async () => {
  const openSqlite = await loadSqlite();
  let transactions = 0;
  const connections: SqliteConnection[] = [];
  const counting: OpenSqlite = (path, timeout) => {
    const connection = openSqlite(path, timeout);
    if (timeout === 0) connections.push(connection);
    const exec = (sql: string): void => {
      if (sql === 'COMMIT') transactions++;
      connection.exec(sql);
    };
    return { exec, prepare: (sql) => connection.prepare(sql), close: () => connection.close() };
  };
  const log = await openEmbeddedLog({ ...testDependencies(), dataDir, bulkFrom: Infinity }, counting);
  const [writer] = connections;
  expect(writer!.prepare('PRAGMA synchronous').get()).toMatchObject({ synchronous: 2 });
  expect(writer!.prepare('PRAGMA journal_mode').get()).toMatchObject({ journal_mode: 'wal' });
  transactions = 0;
  const appends = Array.from({ length: 300 }, (_, i) => log.appendBatch([testRequest(`s${i}`, `k${i}`)]));
  await Promise.all([...appends, log.checkpoints.save('reader', 1)]);
  expect(transactions).toBe(1);
  await log.appendBatch(Array.from({ length: 4_100 }, (_, i) => testRequest(`s${i}`, `l${i}`)));
  expect(transactions).toBe(4);
  await log.close();
});

test('a damaged or half-written snapshot is as good as none', async () => {
  const clock = new ManualClock(Date.now());
  const { snapshots } = await open({ clock });
  const directory = join(dataDir, 'event-store', 'snapshots');
  await snapshots.save('book', 1, { position: 5, bytes: new Uint8Array(1_000).fill(7) });
  const [file] = await readdir(directory);
  const path = join(directory, file!);
  const whole = await readFile(path);
  for (const damage of [
    whole.subarray(0, 600),
    Buffer.from(whole).fill(8, 700, 701),
    Buffer.alloc(0),
    Buffer.from('{\n'),
  ]) {
    await writeFile(path, damage);
    expect(await snapshots.load('book', 1)).toBeUndefined();
  }
  await truncate(path, 0);
  await snapshots.save('book', 1, { position: 1, bytes: new Uint8Array(3) });
  expect((await snapshots.load('book', 1))!.position).toBe(1);

  await writeFile(join(directory, 'a.tmp'), 'abandoned');
  await writeFile(join(directory, 'b.tmp'), 'being written');
  await utimes(join(directory, 'a.tmp'), 1, 1);
  await open({ clock });
  expect((await readdir(directory)).filter((name) => name.endsWith('.tmp'))).toEqual(['b.tmp']);
});

test('a page holds no more text than some megabytes, however large the commits are', async () => {
  const store = await open();
  await fill(store, 3);
  const text = 'x'.repeat(1_500_000);
  const large = Array.from({ length: 5 }, (_, i) => ({
    ...testRequest('large', `large-${i}`),
    events: [testEvent(text)],
  }));
  await store.appendBatch([...large, testRequest('s0', 'last')]);
  const pages = await collect(store.readPages(0));
  expect(pages.flat().map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const sizes = pages.map((page) => page.filter(({ stream }) => stream === 'large').length);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(3);
  expect(await collect(store.readStream('large'))).toHaveLength(5);
});
