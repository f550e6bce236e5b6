import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventStore } from '../../domain/event-store.port.js';
import { eventStoreContract, type LogFixture } from '../../testing/event-store.contract.js';
import { testDependencies } from '../../testing/test-dependencies.js';
import { openEmbeddedEventStore } from './open-embedded-event-store.js';

async function embeddedFixture(): Promise<LogFixture> {
  const dataDir = await mkdtemp(join(tmpdir(), 'event-store-'));
  const stores: EventStore[] = [];
  return {
    open: async (overrides) => {
      const store = await openEmbeddedEventStore({ ...testDependencies(overrides), dataDir, pollMs: 5 });
      stores.push(store);
      return store;
    },
    dispose: async () => {
      await Promise.all(stores.map((store) => store.close()));
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

eventStoreContract('embedded', embeddedFixture, { runs: 25 });
