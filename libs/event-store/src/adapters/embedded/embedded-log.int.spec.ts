import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidInputError } from '@bailiwick/kernel';
import { prepareBatch } from '../../domain/append-batch.js';
import type { PreparedAppend } from '../../domain/append-request.js';
import { ConcurrencyError, IdempotencyKeyReusedError } from '../../domain/event-store.errors.js';
import type { AppendOutcome, EventStore } from '../../domain/event-store.port.js';
import { eventStoreContract, type LogFixture } from '../../testing/event-store.contract.js';
import { collect, testDependencies, testRequest } from '../../testing/test-dependencies.js';
import { BulkThread } from './bulk-thread.js';
import { openEmbeddedEventStore, type EmbeddedEventStoreOptions } from './open-embedded-event-store.js';

/** A store whose folds are read by a thread. */
async function embeddedFixture(options: Partial<EmbeddedEventStoreOptions> = {}): Promise<LogFixture> {
  const dataDir = await mkdtemp(join(tmpdir(), 'event-store-'));
  const stores: EventStore[] = [];
  return {
    open: async (overrides) => {
      const store = await openEmbeddedEventStore({
        ...testDependencies(overrides),
        dataDir,
        pollMs: 5,
        threadFrom: 1,
        ...options,
      });
      stores.push(store);
      return store;
    },
    dispose: async () => {
      await Promise.all(stores.map((store) => store.close()));
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

eventStoreContract('embedded', () => embeddedFixture(), { runs: 25 });
eventStoreContract('embedded, each append by a thread', () => embeddedFixture({ bulkFrom: 1 }), { runs: 5 });

test('a thread reads for a fold, which sees no more of a log that was closed', async () => {
  const { open, dispose } = await embeddedFixture();
  const store = await open();
  await store.appendBatch(Array.from({ length: 1_000 }, (_, i) => testRequest('s', `k${i}`)));
  for await (const [first] of store.readLean(0)) {
    // Read without a thread it would have all that a commit has.
    expect(Object.keys(first!)).toEqual(['position', 'stream', 'recordedAt', 'events']);
    expect(Object.keys(first!.events[0]!)).toEqual(['data', 'meta', 'type', 'v']);
    expect(first!.events[0]!.meta).toEqual({});
    break;
  }
  const closing = async (): Promise<void> => {
    for await (const page of store.readLean(0)) if (page[0]!.position === 1) await store.close();
  };
  await expect(closing()).rejects.toMatchObject({ code: 'store-closed' });
  await dispose();
});

describe('large appends', () => {
  const many = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, i) => testRequest(`s${i % 7}`, `${prefix}${i}`));

  let fixture: LogFixture;
  let store: EventStore;

  beforeEach(async () => {
    fixture = await embeddedFixture({ bulkFrom: 500 });
    store = await fixture.open();
  });

  afterEach(() => fixture.dispose());

  test('and small ones that come meanwhile are all recorded, each in its order', async () => {
    const appends: Promise<readonly AppendOutcome[]>[] = [];
    for (let round = 0; round < 4; round++) {
      appends.push(store.appendBatch(many(`large-${round}-`, 1_100)));
      appends.push(store.appendBatch([testRequest('s1', `small-${round}`)]));
      await store.checkpoints.save('reader', round);
    }
    const results = (await Promise.all(appends)).map((outcomes) =>
      outcomes.map((outcome) => (outcome.ok ? outcome.result.position : outcome.error)),
    );
    expect(results.flat().toSorted((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 4_404 }, (_, i) => i + 1),
    );
    for (const positions of results)
      expect(positions).toEqual(positions.toSorted((a, b) => Number(a) - Number(b)));
    const keys = (await collect(store.readAll(0))).map(({ key }) => key);
    for (let round = 0; round < 4; round++)
      expect(keys.filter((key) => key.startsWith(`large-${round}-`))).toEqual(
        many(`large-${round}-`, 1_100).map(({ idempotencyKey }) => idempotencyKey),
      );
    expect(await store.verifyChain()).toMatchObject({ ok: true, commits: 4_404 });
    expect(await store.checkpoints.load('reader')).toBe(3);
  });

  test('tell of each request what became of it, as small ones do', async () => {
    await store.appendBatch([testRequest('s0', 'early')]);
    const requests = many('k', 1_000);
    requests[150] = { ...requests[150]!, events: [] };
    requests[350] = { ...requests[350]!, expectedVersion: 99 };
    requests[450] = testRequest('other', 'early');
    requests[650] = requests[649]!;
    const outcomes = await store.appendBatch(requests);
    const refused = outcomes.flatMap((outcome, i) => (outcome.ok ? [] : [[i, outcome.error]]));
    expect(refused).toEqual([
      [150, expect.any(InvalidInputError)],
      [350, new ConcurrencyError('s0', 99, 51)],
      [450, new IdempotencyKeyReusedError('early', 1)],
    ]);
    expect(outcomes[650]).toMatchObject({ ok: true, result: { repeated: true, position: 648 } });
    expect(outcomes[999]).toMatchObject({ ok: true, result: { repeated: false, position: 997 } });
    expect(await store.appendBatch(requests.slice(0, 100))).toMatchObject(
      outcomes.slice(0, 100).map((outcome) => ({ ...outcome, result: { repeated: true } })),
    );
    expect((await store.head()).position).toBe(997);
  });

  test('of several processes take turns', async () => {
    const stores = [store, await fixture.open(), await fixture.open()];
    await Promise.all(
      stores.flatMap((each, i) => [0, 1].map((round) => each.appendBatch(many(`${i}-${round}-`, 600)))),
    );
    expect(await store.verifyChain()).toMatchObject({ ok: true, commits: 3_600 });
  });
});

test('a thread that cannot write says so, and the next large append starts another', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bulk-'));
  const dataDir = join(folder, 'later');
  const thread = new BulkThread({
    path: join(dataDir, 'event-store', 'log.sqlite'),
    busyTimeoutMs: 1_000,
    seed: 1,
  });
  const prepared = prepareBatch([testRequest('s', 'k')]) as PreparedAppend[];
  const append = () => thread.append(prepared, { now: 5, changed: false, more: false });
  await expect(Promise.all([append(), append()])).rejects.toMatchObject({ code: 'store-failed' });
  const store = await openEmbeddedEventStore({ ...testDependencies(), dataDir });
  expect(await append()).toMatchObject([{ ok: true, result: { position: 1, recordedAt: 5 } }]);
  expect((await store.head()).position).toBe(1);
  await Promise.all([thread.close(), store.close()]);
  await rm(folder, { recursive: true, force: true });
});
