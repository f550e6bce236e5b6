import type { EventStore } from '@bailiwick/event-store';
import { silentLogger } from '@bailiwick/kernel';
import type { MessageBroker, ReceivedMessage } from '@bailiwick/messaging';
import { memoryStore } from '../../../../test/support/memory-store.js';
import { headerText, readTopics, textOf, until } from '../../../../test/support/messages.js';
import { Feed } from '../application/feed.js';
import { Publisher, type PublisherDependencies } from '../application/publisher.js';
import { outgoingTopics } from '../application/topics.js';
import { assignment, commitOf, decision, SUMMARY, tiering } from './decisions.js';

export interface PublishingFixture {
  readonly broker: MessageBroker;
  /** A name of its own for each call. */
  unique(name: string): string;
}

const CLOCK = { now: () => 0, monotonic: () => performance.now() };

/** From the log to a broker, the same on every broker. */
export function publishingContract(name: string, create: () => PublishingFixture): void {
  describe(`publishing to ${name}`, () => {
    let broker: MessageBroker;
    let unique: PublishingFixture['unique'];
    let prefix = '';
    let store: EventStore;

    const publisher = (holder = 'relay@1', over: Partial<PublisherDependencies> = {}): Publisher =>
      new Publisher({ store, broker, logger: silentLogger, ...over }, { holder, prefix, leaseMs: 500 });
    const topic = (which: string): string => prefix + which;
    const published = async (relay: Publisher): Promise<void> => {
      relay.start();
      const { position } = await store.head();
      await until(() => relay.position >= position);
      await relay.stop();
    };
    const assign = async (from: number, to: number): Promise<void> => {
      for (let v = from; v <= to; v++)
        for (const accountId of ['A1', 'A2'])
          await append([assignment({ accountId, ownershipVersion: v, to: `C${v % 5}` })]);
    };
    const append = (events: Parameters<typeof commitOf>[1]) =>
      store.appendBatch([commitOf(unique('stream'), events)]);
    const read = (which: string, count: number): Promise<ReceivedMessage[]> =>
      readTopics(broker, [topic(which)], (seen) => seen.length >= count);

    beforeAll(() => ({ broker, unique } = create()));
    beforeEach(() => {
      prefix = `${unique('p')}.`;
      store = memoryStore(CLOCK);
    });
    afterEach(() => store.close());

    it('says on its topics what the feed says, and deletes the key of an account that churned', async () => {
      await append([assignment({ accountId: 'A1' }), tiering({ accountId: 'A1' })]);
      await append([
        assignment({
          accountId: 'A1',
          from: 'C1',
          to: null,
          ownershipVersion: 2,
          reason: { code: 'churned', text: 'gone' },
        }),
      ]);
      await append([decision('PlanApproved', { planId: 'P1', summary: SUMMARY })]);
      await published(publisher());
      const { events } = await new Feed(store).read({ after: 0, limit: 100 });
      expect(events).toHaveLength(4);
      const messages = [
        ...(await read('territory-changed', 2)),
        ...(await read('tier-changed', 1)),
        ...(await read('plan-changed', 1)),
      ];
      expect(byId(messages.map(eventOf))).toEqual(byId(events as unknown as { id: string }[]));
      const ownership = await read('territory-ownership', 2);
      expect(ownership.map(({ key, value }) => [textOf(key), value && JSON.parse(textOf(value)).to])).toEqual(
        [
          ['A1', { csmId: 'C1' }],
          ['A1', null],
        ],
      );
      expect(ownership[1]!.value).toBeNull();
      expect(headerText(ownership[1]!, 'ce_type')).toBe('territory.ownership.v1');
    });

    it('goes on where it was, each account in order', async () => {
      await assign(1, 20);
      await published(publisher());
      await assign(21, 30);
      await published(publisher('relay@2'));
      const messages = await read('territory-changed', 60);
      expect(messages).toHaveLength(60);
      for (const accountId of ['A1', 'A2'])
        expect(versionsOf(messages, accountId)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    });

    it('repeats with the same ids what a kill before the checkpoint leaves unsure', async () => {
      await assign(1, 5);
      let kills = 0;
      const forgetful: EventStore['checkpoints'] = {
        load: (of) => store.checkpoints.load(of),
        save: async () => {
          kills++;
          throw new Error('killed');
        },
      };
      const killed = publisher('relay@1', { store: { ...store, checkpoints: forgetful } });
      killed.start();
      await until(() => kills > 0);
      await killed.stop();
      await published(publisher('relay@2'));
      const messages = await read('territory-changed', 20);
      const ids = messages.map((one) => headerText(one, 'ce_id'));
      expect(new Set(ids).size).toBe(10);
      expect(versionsOf(messages, 'A1').slice(-5)).toEqual([1, 2, 3, 4, 5]);
    });

    it('commits nothing of a relay that another one has replaced without its knowing', async () => {
      await assign(1, 3);
      let wake = (): void => undefined;
      const woken = new Promise<void>((resolve) => (wake = resolve));
      let asleep = false;
      const sleepy: MessageBroker = {
        ...broker,
        transactionalProducer: async (id) => {
          const producer = await broker.transactionalProducer(id);
          return {
            close: () => producer.close(),
            send: async (records) => {
              asleep = true;
              await woken;
              await producer.send(records);
            },
          };
        },
      };
      const stale = publisher('stale', { broker: sleepy });
      stale.start();
      await until(() => asleep);
      const fresh = publisher('fresh');
      fresh.start();
      await until(async () => fresh.position >= (await store.head()).position);
      wake();
      await until(() => stale.trouble?.includes('another producer took over'));
      await assign(4, 6);
      await until(async () => fresh.position >= (await store.head()).position);
      await stale.stop();
      await fresh.stop();
      const messages = await read('territory-changed', 12);
      expect(versionsOf(messages, 'A1')).toEqual([1, 2, 3, 4, 5, 6]);
    });

    it('publishes nothing while a topic has another policy than its messages need', async () => {
      const [changed] = outgoingTopics(prefix);
      const wrong = { ...changed!, settings: { 'cleanup.policy': 'compact' } };
      await broker.topics.ensure([wrong]);
      await assign(1, 1);
      const relay = publisher();
      relay.start();
      await until(() => relay.trouble?.includes('cleanup.policy=compact'));
      await relay.stop();
      expect(relay.position).toBe(0);
    });
  });
}

function eventOf(message: ReceivedMessage): { id: string } {
  const attributes = message.headers
    .filter(([name]) => name.startsWith('ce_'))
    .map(([name, value]) => [name.slice(3), textOf(value)]);
  return {
    ...Object.fromEntries(attributes),
    datacontenttype: headerText(message, 'content-type'),
    data: JSON.parse(textOf(message.value)),
  };
}

function byId(events: readonly { id: string }[]): unknown[] {
  return [...events].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function versionsOf(messages: readonly ReceivedMessage[], accountId: string): number[] {
  return messages
    .filter(({ key }) => textOf(key) === accountId)
    .map(({ value }) => JSON.parse(textOf(value)).ownershipVersion as number);
}
