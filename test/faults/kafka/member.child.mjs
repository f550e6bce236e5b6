// A member of the group of readers, as a process of its own on the same log: joins, reads, and leaves at SIGTERM.
// Arguments: data directory, brokers, prefix, group.
import { randomUUID } from 'node:crypto';
import { RECORDED_VERSIONS } from '../../../dist/libs/contracts/src/index.js';
import { eventRegistry, openEmbeddedEventStore } from '../../../dist/libs/event-store/src/index.js';
import { AccountEventsConsumer, jsonLocator, Lifecycle } from '../../../dist/libs/lifecycle/src/index.js';
import { kafkaBroker } from '../../../dist/libs/messaging/src/index.js';

const [dataDir, brokers, prefix, group] = process.argv.slice(2);
const ids = { next: () => randomUUID() };
const logger = {
  debug() {},
  info() {},
  warn() {},
  error: (message, fields) => console.error(message, fields),
};
const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const registry = eventRegistry(RECORDED_VERSIONS);
const store = await openEmbeddedEventStore({ dataDir, clock, ids, registry });
const lifecycle = new Lifecycle({ store, ids, locator: jsonLocator });
const broker = kafkaBroker({ brokers: brokers.split(','), clientId: `member-${process.pid}`, logger });
const consumer = new AccountEventsConsumer({ broker, lifecycle, ids, logger }, { group, prefix });
consumer.start();
process.stdout.write('joining\n');

process.once('SIGTERM', async () => {
  await consumer.stop();
  await store.close();
  process.exit(0);
});
