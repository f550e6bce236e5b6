import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventStore } from '../../domain/event-store.port.js';
import { eventStoreContract, type LogFixture } from '../../testing/event-store.contract.js';
import { testDependencies, testRequest } from '../../testing/test-dependencies.js';
import { openEmbeddedEventStore } from './open-embedded-event-store.js';

/** @param threadFrom from how many commits on a thread reads for folds */
async function embeddedFixture(threadFrom: number): Promise<LogFixture> {
  const dataDir = await mkdtemp(join(tmpdir(), 'event-store-'));
  const stores: EventStore[] = [];
  return {
    open: async (overrides) => {
      const store = await openEmbeddedEventStore({
        ...testDependencies(overrides),
        dataDir,
        pollMs: 5,
        threadFrom,
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

eventStoreContract('embedded', () => embeddedFixture(1), { runs: 25 });

test('a thread reads for a fold, which sees no more of a log that was closed', async () => {
  const { open, dispose } = await embeddedFixture(1);
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
