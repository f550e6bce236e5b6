import type { EventStore } from '@bailiwick/event-store';
import { silentLogger } from '@bailiwick/kernel';
import { AccountEventsConsumer, incomingTopics, jsonLocator, Lifecycle } from '@bailiwick/lifecycle';
import type { MessageBroker, ReceivedMessage } from '@bailiwick/messaging';
import { Publisher } from '@bailiwick/relay';
import { assignment, commitOf } from '../../../libs/relay/src/testing/decisions.js';
import { testBroker, uniqueName } from '../../support/kafka.js';
import { countingIds, memoryStore } from '../../support/memory-store.js';
import { headerText, readTopics, send, structured, textOf, until } from '../../support/messages.js';
import { describeWith } from '../../support/needs.js';
import { cloudEvent } from '../../support/random-events.js';
import { kafka, useOwnServers, withoutServers } from '../../support/servers.js';

const CLOCK = { now: () => 0, monotonic: () => performance.now() };
const EVENTS = 600;

/** The broker is killed (-9) between two halves of a stream, while both directions are at work, and started again. */
describeWith(kafka, 'a broker that is killed and started again', () => {
  const servers = useOwnServers(['--only', 'kafka', '--restart'], undefined, withoutServers());
  let broker: MessageBroker;
  let store: EventStore;
  const prefix = `${uniqueName('restart')}.`;

  beforeAll(() => {
    broker = testBroker(servers.now(), { sessionMs: 6_000 });
    store = memoryStore(CLOCK);
  });
  afterAll(() => store?.close());

  it('is waited for; nothing is lost, either way', async () => {
    const lifecycle = new Lifecycle({ store, ids: countingIds(), locator: jsonLocator });
    const ids = { next: () => uniqueName('run') };
    const group = { group: `${prefix}g`, prefix };
    const consumer = new AccountEventsConsumer({ broker, lifecycle, ids, logger: silentLogger }, group);
    const relay = new Publisher({ store, broker, logger: silentLogger }, { holder: 'relay@1', prefix });
    consumer.start();
    relay.start();
    await broker.topics.ensure(Object.values(incomingTopics(prefix)));
    await stream(0, EVENTS / 2);
    await until(async () => (await incomingIds()).length > EVENTS / 8);

    const back = servers.restarted();
    process.kill(Object.values(servers.now().pids)[0]!, 'SIGKILL');
    await assign(1, 50);
    await back;
    await stream(EVENTS / 2, EVENTS);
    await assign(51, 100);

    await until(async () => (await incomingIds()).length >= EVENTS);
    await until(async () => relay.position >= (await store.head()).position);
    await Promise.all([consumer.stop(), relay.stop()]);
    expect(new Set(await incomingIds()).size).toBe(EVENTS);
    const changed = await readTopics(
      broker,
      [`${prefix}territory-changed`],
      (all) => distinct(all).length >= 100,
    );
    expect(distinct(changed)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  });

  async function stream(from: number, to: number): Promise<void> {
    const { name } = incomingTopics(prefix).events;
    const records = Array.from({ length: to - from }, (_, i) => {
      const accountId = `A${from + i}`;
      return structured(
        name,
        cloudEvent('account.new', { accountId, name: 'x', arr: 1 }, { id: `${from + i}` }),
      );
    });
    await send(broker, records);
  }

  async function assign(from: number, to: number): Promise<void> {
    for (let v = from; v <= to; v++)
      await store.appendBatch([commitOf(`assignments-${v}`, [assignment({ ownershipVersion: v })])]);
  }

  async function incomingIds(): Promise<string[]> {
    const found: string[] = [];
    for await (const { events } of store.readAll(0))
      for (const { type, data } of events) if (type === 'AccountNew') found.push((data as { id: string }).id);
    return found;
  }
});

/** The ownership versions in order, each event once. */
function distinct(messages: readonly ReceivedMessage[]): number[] {
  const seen = new Map(messages.map((one) => [headerText(one, 'ce_id'), textOf(one.value)]));
  return [...seen.values()].map(
    (value) => (JSON.parse(value) as { ownershipVersion: number }).ownershipVersion,
  );
}
