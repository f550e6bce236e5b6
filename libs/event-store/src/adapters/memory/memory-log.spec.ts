import { createEventStore } from '../../application/create-event-store.js';
import { eventStoreContract, type LogFixture } from '../../testing/event-store.contract.js';
import { testDependencies } from '../../testing/test-dependencies.js';
import type { EventStore } from '../../domain/event-store.port.js';
import { MemoryLog } from './memory-log.js';
import { MemoryTables } from './memory-tables.js';

async function memoryFixture(): Promise<LogFixture> {
  const tables = new MemoryTables('log');
  const stores: EventStore[] = [];
  return {
    open: async (overrides) => {
      const deps = testDependencies(overrides);
      const store = createEventStore(new MemoryLog(deps, tables), deps);
      stores.push(store);
      return store;
    },
    dispose: async () => {
      await Promise.all(stores.map((store) => store.close()));
    },
  };
}

eventStoreContract('memory', memoryFixture, { runs: 50 });
