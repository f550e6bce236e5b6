import { readFileSync } from 'node:fs';
import { silentLogger } from '@bailiwick/kernel';
import type { MessageBatch, MessageBroker, OutgoingRecord, ReceivedMessage } from '@bailiwick/messaging';
import type { EventStore } from '@bailiwick/event-store';
import { countingIds, memoryStore } from '../../../../test/support/memory-store.js';
import {
  binary,
  headerText,
  message,
  readTopics,
  send,
  structured,
  textOf,
  until,
} from '../../../../test/support/messages.js';
import { cloudEvent } from '../../../../test/support/random-events.js';
import { jsonLocator } from '../adapters/json-locator.js';
import { mappingFromText } from '../adapters/mapping-text.js';
import { Lifecycle } from '../application/lifecycle.js';
import {
  AccountEventsConsumer,
  incomingTopics,
  type AccountEventsOptions,
  type ConsumerDependencies,
} from '../application/messages/account-events-consumer.js';

export interface AccountEventsFixture {
  readonly broker: MessageBroker;
  /** A name of its own for each call. */
  unique(name: string): string;
}

/** Events from a broker into the log, the same on every broker. */
export function accountEventsContract(name: string, create: () => AccountEventsFixture): void {
  describe(`account events from ${name}`, () => {
    let broker: MessageBroker;
    let unique: AccountEventsFixture['unique'];
    let prefix = '';
    let store: EventStore;
    let topic = '';
    let dlq = '';

    const consumer = (
      over: Partial<ConsumerDependencies> = {},
      options: Partial<AccountEventsOptions> = {},
    ): AccountEventsConsumer =>
      new AccountEventsConsumer(
        {
          broker,
          lifecycle: new Lifecycle({ store, ids: countingIds(), locator: jsonLocator }),
          ids: { next: () => unique('run') },
          logger: silentLogger,
          ...over,
        },
        { group: `${prefix}g`, prefix, ...options },
      );
    /** Sends the records, runs a member of the group until all is so, and stops it. */
    const consumed = async (
      records: readonly OutgoingRecord[],
      isDone: () => Promise<boolean>,
      member = consumer(),
    ): Promise<void> => {
      await broker.topics.ensure(Object.values(incomingTopics(prefix)));
      await send(broker, records);
      member.start();
      await until(isDone);
      await member.stop();
    };
    const logged = async (): Promise<string[]> => {
      const ids: string[] = [];
      for await (const { events } of store.readAll(0))
        ids.push(...events.map(({ data }) => (data as { id: string }).id));
      return ids;
    };
    const holds = (count: number) => async () => (await store.head()).position >= count;
    const deadLetters = (count: number): Promise<ReceivedMessage[]> =>
      readTopics(broker, [dlq], (seen) => seen.length >= count);

    beforeAll(() => ({ broker, unique } = create()));
    beforeEach(() => {
      prefix = `${unique('p')}.`;
      ({ name: topic } = incomingTopics(prefix).events);
      ({ name: dlq } = incomingTopics(prefix).deadLetters);
      store = memoryStore();
    });
    afterEach(() => store.close());

    const account = (id: string, n: string): Record<string, unknown> =>
      cloudEvent('account.new', { accountId: n, name: n, arr: 5 }, { id });

    it('records both modes and lists, from the earliest message on, and repeats what comes again', async () => {
      const list = message(topic, JSON.stringify([account('3', 'C'), account('4', 'D')]), {
        'content-type': 'application/cloudevents-batch+json',
      });
      const records = [structured(topic, account('1', 'A')), binary(topic, account('2', 'B')), list];
      // The same event in the other mode is the same event.
      const again = [binary(topic, account('1', 'A')), structured(topic, account('2', 'B'))];
      await consumed([...records, ...again, structured(topic, account('5', 'E'))], holds(5));
      expect(await logged()).toEqual(['1', '2', '3', '4', '5']);
      await consumed([structured(topic, account('6', 'F'))], holds(6));
      expect(await logged()).toHaveLength(6);
    });

    it('identifies an event without source and id by where its message stands', async () => {
      const { source: _source, id: _id, ...anonymous } = account('', 'A');
      await consumed([structured(topic, anonymous)], holds(1));
      const [id] = await logged();
      expect(id).toMatch(new RegExp(`^${topic.replaceAll('.', '\\.')}/\\d/0$`));
    });

    it('takes events of another shape for what the mapping says, all that a message means or nothing of it', async () => {
      const mapping = mappingFromText(readFileSync('samples/mappings/crm.json', 'utf8'), 'crm.json');
      const mapped = (): AccountEventsConsumer => consumer({}, { mapping });
      const crm = (event: object): OutgoingRecord => message(topic, JSON.stringify(event), { kind: 'crm' });
      const at = '2026-11-03T09:30:00Z';
      const changes = (eventId: string, health: string): OutgoingRecord =>
        crm({
          kind: 'Customer.Changed',
          eventId,
          at,
          record: { customer: 'A' },
          changes: [
            { field: 'rep', to: 'E8' },
            { field: 'health', to: health },
          ],
        });
      const records = [
        structured(topic, account('1', 'A')),
        changes('7', '71'),
        changes('8', '1000'),
        changes('7', '71'),
        crm({ kind: 'Lead.Created' }),
        crm({ kind: 'Invoice.Paid' }),
      ];
      await consumed(records, holds(3), mapped());
      expect(await logged()).toEqual(['1', '7-rep', '7-health']);
      const [tooHealthy, invoice] = await deadLetters(2);
      expect(JSON.parse(headerText(tooHealthy!, 'dlq-problems'))).toMatchObject([
        { code: 'too-large', pointer: '/1/data/healthScore' },
      ]);
      expect([headerText(invoice!, 'kind'), textOf(invoice!.value)]).toEqual([
        'crm',
        '{"kind":"Invoice.Paid"}',
      ]);
      expect(JSON.parse(headerText(invoice!, 'dlq-problems'))).toMatchObject([{ code: 'unmapped' }]);
    });

    it('puts what it refuses aside once, as it came and with the reason, and goes on', async () => {
      const reused = structured(topic, { ...account('1', 'A'), data: { accountId: 'A', name: 'A', arr: 6 } });
      const poison = message(topic, '{"specversion":', {
        'content-type': 'application/cloudevents+json',
        x: 'y',
      });
      const unknown = structured(topic, { ...account('9', 'A'), type: 'account.newest' });
      const mixed = message(topic, JSON.stringify([account('2', 'B'), { specversion: '1.0' }]), {
        'content-type': 'application/cloudevents-batch+json',
      });
      const good = structured(topic, account('1', 'A'));
      await consumed([good, poison, reused, unknown, mixed, structured(topic, account('3', 'C'))], holds(3));
      expect((await logged()).sort()).toEqual(['1', '2', '3']);
      // Another run of the group finds nothing left to do.
      await consumed([structured(topic, account('4', 'D')), poison], holds(4));
      const letters = await deadLetters(5);
      expect(letters.map((letter) => headerText(letter, 'dlq-reason'))).toEqual([
        'invalid',
        'id-reused',
        'invalid',
        'invalid',
        'invalid',
      ]);
      const [first, second, , fourth] = letters;
      expect(textOf(first!.value)).toBe('{"specversion":');
      expect(textOf(first!.key)).toBe('key');
      expect([headerText(first!, 'x'), headerText(first!, 'dlq-topic')]).toEqual(['y', topic]);
      expect(headerText(first!, 'dlq-offset')).toBe('1');
      expect(JSON.parse(headerText(first!, 'dlq-problems'))).toMatchObject([{ code: 'not-json' }]);
      expect(JSON.parse(headerText(second!, 'dlq-problems'))).toMatchObject([{ code: 'id-reused' }]);
      expect(JSON.parse(headerText(fourth!, 'dlq-problems'))[0].pointer).toMatch(/^\/1\//);
    });

    it('puts a message aside once although it is killed before the offset is committed', async () => {
      const poison = (text: string): OutgoingRecord => message(topic, text);
      let kills = 0;
      const dying: MessageBroker = {
        ...broker,
        consumer: (options) => ({
          run: async (handler, signal) => {
            const death = new AbortController();
            signal.addEventListener('abort', () => death.abort());
            const dies = async (batch: MessageBatch): Promise<void> => {
              await handler(batch);
              kills++;
              death.abort();
              throw new Error('killed');
            };
            await broker.consumer(options).run(dies, death.signal);
          },
        }),
      };
      await consumed([poison('one')], async () => kills > 0, consumer({ broker: dying }));
      await consumed([poison('two'), structured(topic, account('1', 'A'))], holds(1));
      const letters = await deadLetters(2);
      expect(letters.map(({ value }) => textOf(value))).toEqual(['one', 'two']);
    });

    it('keeps what the log cannot take, and reads nothing further meanwhile', async () => {
      const door = new Lifecycle({ store, ids: countingIds(), locator: jsonLocator });
      let given = 0;
      const failing: Pick<Lifecycle, 'ingestEach'> = {
        ingestEach: async (raw, actor) => {
          given = Math.max(given, raw.length);
          if (failures-- > 0) throw new Error('disk full');
          return door.ingestEach(raw, actor);
        },
      };
      let failures = 2;
      const many = Array.from({ length: 1_200 }, (_, i) => structured(topic, account(`${i}`, `A${i}`)));
      await consumed(many, holds(1_200), consumer({ lifecycle: failing }));
      expect(await logged()).toEqual(many.map((_, i) => `${i}`));
      expect(given).toBeLessThanOrEqual(500);
    });
  });
}
