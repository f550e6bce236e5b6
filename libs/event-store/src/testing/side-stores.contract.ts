import type { Commit } from '../domain/commit.js';
import { LiveProjection, project, type Projection } from '../application/projection.js';
import type { WithLog } from './event-store.contract.js';
import { countedIds, testRequest } from './test-dependencies.js';

/** How often a snapshot is replaced while it is read. */
const REPLACED = 100;

const counter: Projection<{ count: number }> = {
  name: 'counter',
  reducerVersion: 1,
  initial: () => ({ count: 0 }),
  apply: ({ count }, commit: Commit) => ({ count: count + commit.events.length }),
  encode: ({ count }) => new TextEncoder().encode(String(count)),
  decode: (bytes) => ({ count: Number(new TextDecoder().decode(bytes)) }),
};

function bytes(...values: number[]): Uint8Array {
  return Uint8Array.from(values);
}

export function sideStoresContract(withLog: WithLog): void {
  test(
    'checkpoints start at 0 and are seen by everyone',
    withLog(async ({ open }) => {
      const [here, there] = [await open(), await open()];
      expect(await here.checkpoints.load('reader')).toBe(0);
      await here.checkpoints.save('reader', 7);
      await here.checkpoints.save('other', 9);
      await here.checkpoints.save('reader', 3);
      expect(await there.checkpoints.load('reader')).toBe(3);
      expect(await there.checkpoints.load('other')).toBe(9);
    }),
  );

  test(
    'snapshots are kept by name and reducer version; the latest position wins',
    withLog(async ({ open }) => {
      const { snapshots } = await open();
      expect(await snapshots.load('book', 1)).toBeUndefined();
      await snapshots.save('book', 1, { position: 5, bytes: bytes(1, 10, 255, 0) });
      await snapshots.save('book', 2, { position: 1, bytes: bytes() });
      await snapshots.save('book', 1, { position: 4, bytes: bytes(9) });
      const snapshot = await snapshots.load('book', 1);
      expect([snapshot!.position, [...snapshot!.bytes]]).toEqual([5, [1, 10, 255, 0]]);
      expect((await snapshots.load('book', 2))!.bytes).toHaveLength(0);
      await snapshots.save('book', 1, { position: 6, bytes: bytes(6) });
      expect((await snapshots.load('book', 1))!.position).toBe(6);
    }),
  );

  test(
    'a snapshot that is replaced again and again is there for whoever reads it meanwhile',
    withLog(async ({ open }) => {
      const writer = await open({ ids: countedIds('writer') });
      const reader = await open();
      const save = (n: number): Promise<void> =>
        writer.snapshots.save('book', 1, { position: 1, bytes: bytes(n % 256) });
      await save(0);
      let writing = true;
      const saved = (async () => {
        for (let n = 1; n <= REPLACED; n++) await save(n);
        writing = false;
      })();
      while (writing) expect(await reader.snapshots.load('book', 1)).toMatchObject({ position: 1 });
      await saved;
      expect([...(await reader.snapshots.load('book', 1))!.bytes]).toEqual([REPLACED % 256]);
    }),
  );

  test(
    'snapshots can be thrown away, one name or all',
    withLog(async ({ open }) => {
      const { snapshots } = await open();
      for (const name of ['a', 'ab', 'b/../c'])
        await snapshots.save(name, 1, { position: 1, bytes: bytes(1) });
      await snapshots.purge('a');
      expect(await snapshots.load('a', 1)).toBeUndefined();
      expect(await snapshots.load('ab', 1)).toBeDefined();
      await snapshots.purge();
      expect(await snapshots.load('ab', 1)).toBeUndefined();
      expect(await snapshots.load('b/../c', 1)).toBeUndefined();
    }),
  );

  test(
    'a projection goes on from its snapshot, and a rebuild gives the same',
    withLog(async ({ open }) => {
      const store = await open();
      await store.appendBatch(Array.from({ length: 20 }, (_, i) => testRequest('s', `k${i}`)));
      const live = await project(store, counter, { snapshotAfter: 5 });
      expect(live).toEqual({ state: { count: 20 }, position: 20 });
      await store.snapshots.save('counter', 1, { position: 20, bytes: new TextEncoder().encode('100') });
      await store.appendBatch([testRequest('s', 'more')]);
      expect((await project(store, counter)).state.count).toBe(101);
      expect((await project(store, { ...counter, reducerVersion: 2 })).state.count).toBe(21);
      expect((await project(store, counter, { rebuild: true, snapshotAfter: 0 })).state.count).toBe(21);
      expect((await project(store, counter)).state.count).toBe(21);
    }),
  );

  test(
    'a projection that is kept reads on, each commit once however many ask, and goes on from what it saved',
    withLog(async ({ open }) => {
      const store = await open();
      await store.appendBatch([testRequest('s', 'k1'), testRequest('s', 'k2')]);
      const live = new LiveProjection(store, counter);
      const counts = await Promise.all([live.read(), live.read(), live.read()]);
      expect(counts.map(({ count }) => count)).toEqual([2, 2, 2]);
      await store.appendBatch([testRequest('s', 'k3')]);
      expect([(await live.read()).count, live.position]).toEqual([3, 3]);
      await live.save();
      await store.snapshots.save('counter', 1, { position: 3, bytes: new TextEncoder().encode('100') });
      await store.appendBatch([testRequest('s', 'k4')]);
      expect((await new LiveProjection(store, counter).read()).count).toBe(101);
      expect((await live.read()).count).toBe(4);
    }),
  );

  test(
    'a snapshot from beyond the head is not used',
    withLog(async ({ open }) => {
      const store = await open();
      await store.appendBatch([testRequest('s', 'k')]);
      await store.snapshots.save('counter', 1, { position: 2, bytes: new TextEncoder().encode('100') });
      expect((await project(store, counter)).state.count).toBe(1);
    }),
  );
}
