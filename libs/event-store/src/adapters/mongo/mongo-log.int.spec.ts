import mongoose from 'mongoose';
import { describeWith } from '../../../../../test/support/needs.js';
import {
  ferretdb,
  freshDatabase,
  mongodb,
  startServers,
  useServers,
  withoutServers,
  type OwnServers,
  type TestServers,
} from '../../../../../test/support/servers.js';
import type { EventStore } from '../../domain/event-store.port.js';
import { eventStoreContract, type LogFixture } from '../../testing/event-store.contract.js';
import { testDependencies } from '../../testing/test-dependencies.js';
import { openMongoEventStore } from './open-mongo-event-store.js';

/** A log in a database of its own, which is dropped afterwards. */
function fixtureOn(servers: () => TestServers): () => Promise<LogFixture> {
  return async () => {
    const mongodbUri = freshDatabase(servers());
    const stores: EventStore[] = [];
    return {
      open: async (overrides) => {
        const store = await openMongoEventStore({
          ...testDependencies(overrides),
          mongodbUri,
          maxPollMs: 20,
        });
        stores.push(store);
        return store;
      },
      dispose: async () => {
        await Promise.all(stores.map((store) => store.close()));
        const connection = await mongoose.createConnection(mongodbUri).asPromise();
        await connection.dropDatabase();
        await connection.close();
      },
    };
  };
}

describeWith(mongodb, 'on a fast server', () => {
  const servers = useServers('--only', 'mongodb');
  eventStoreContract(
    'MongoDB',
    fixtureOn(() => servers.now()),
    { runs: 10 },
  );
});

describeWith(ferretdb, 'on a durable server', () => {
  let own: OwnServers | undefined;
  beforeAll(async () => {
    own = await startServers(['--only', 'mongodb', '--mongodb', 'ferretdb'], withoutServers());
  }, 600_000);
  afterAll(() => own?.stop());
  eventStoreContract(
    'FerretDB',
    fixtureOn(() => own!.now),
    { runs: 3, manyCommits: 700 },
  );
});
