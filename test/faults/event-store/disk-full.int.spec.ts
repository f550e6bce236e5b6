import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  everyEventAsStored,
  openEmbeddedEventStore,
  startedBy,
  type AppendRequest,
  type EventStore,
} from '@bailiwick/event-store';
import { describeWith } from '../../support/needs.js';
import { mountSmallDisk, smallDisk, unmount } from '../../support/small-disk.js';

const MB = 1_000_000;
const SIZE_MB = 8;

let ids = 0;
const deps = {
  clock: { now: () => Date.now(), monotonic: () => performance.now() },
  ids: { next: () => `id-${++ids}` },
  registry: everyEventAsStored,
};
const meta = startedBy({ id: 'system:test', role: 'admin' }, 'test');

function requests(count: number): AppendRequest[] {
  return Array.from({ length: count }, () => {
    const key = `k${++ids}`;
    const event = {
      id: deps.ids.next(),
      type: 'NoteTaken',
      v: 1,
      data: { key, text: 'x'.repeat(2_000) },
      meta,
    };
    return { stream: key, expectedVersion: 'no-stream', events: [event], idempotencyKey: key };
  });
}

/** Appends until the disk is full. @returns the keys that were acknowledged */
async function fill(store: EventStore): Promise<{ readonly acknowledged: string[]; readonly error: Error }> {
  const acknowledged: string[] = [];
  for (;;) {
    const batch = requests(20);
    const outcomes = await store.appendBatch(batch);
    const failure = outcomes.find((outcome) => !outcome.ok);
    if (failure) return { acknowledged, error: failure.error };
    acknowledged.push(...batch.map((request) => request.idempotencyKey));
  }
}

const ways = [
  ['this thread writes', 500],
  ['a thread of the store writes', 1],
] as const;

describeWith(smallDisk, 'a full disk', () => {
  describe.each(ways)('where %s', (_, bulkFrom) => {
    let disk: string;
    let store: EventStore;

    beforeEach(async () => {
      disk = mountSmallDisk(SIZE_MB)!;
      await writeFile(join(disk, 'ballast'), Buffer.alloc(2 * MB));
      store = await openEmbeddedEventStore({ ...deps, dataDir: disk, bulkFrom });
    });

    afterEach(async () => {
      await store.close();
      unmount(disk);
    });

    test('gives a clean error, loses and tears nothing, and goes on when there is space again', async () => {
      const { acknowledged, error } = await fill(store);
      expect(error).toMatchObject({ code: 'store-full' });
      expect(acknowledged.length).toBeGreaterThan(500);
      const refused = await store.appendBatch(requests(300));
      expect(refused.every((outcome) => !outcome.ok)).toBe(true);
      expect(await store.verifyChain()).toMatchObject({ ok: true, commits: acknowledged.length });
      const snapshot = store.snapshots.save('book', 1, { position: 1, bytes: new Uint8Array(3 * MB) });
      await expect(snapshot).rejects.toMatchObject({ code: 'store-full' });

      await rm(join(disk, 'ballast'));
      const late = requests(20);
      expect((await store.appendBatch(late)).every((outcome) => outcome.ok)).toBe(true);
      await store.close();
      store = await openEmbeddedEventStore({ ...deps, dataDir: disk, bulkFrom });
      const keys: string[] = [];
      for await (const commit of store.readAll(0)) keys.push(commit.key);
      expect(keys).toEqual([...acknowledged, ...late.map((request) => request.idempotencyKey)]);
      expect(await store.verifyChain()).toMatchObject({ ok: true });
    }, 60_000);
  });
});
