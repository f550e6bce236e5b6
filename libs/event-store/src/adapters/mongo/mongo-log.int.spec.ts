import mongoose from 'mongoose';
import { describeWith } from '../../../../../test/support/needs.js';
import {
  ferretdb,
  freshDatabase,
  mongodb,
  useOwnServers,
  useServer,
  withoutServers,
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
  const servers = useServer('mongodb');
  eventStoreContract(
    'MongoDB',
    fixtureOn(() => servers.now()),
    { runs: 10 },
  );
});

describeWith(ferretdb, 'on a durable server', () => {
  const servers = useOwnServers(['--only', 'mongodb', '--mongodb', 'ferretdb'], undefined, withoutServers());
  eventStoreContract(
    'FerretDB',
    fixtureOn(() => servers.now()),
    { runs: 3, manyCommits: 700 },
  );
});
