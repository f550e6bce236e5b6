import { headerOf, type MessageBatch, type OutgoingRecord, type ReceivedMessage } from '../domain/message.js';
import { ProducerFencedError } from '../domain/messaging.errors.js';
import type { BatchHandler, MessageBroker, TopicSpec } from '../domain/messaging.port.js';

/** A broker for one test, with names that nobody else uses. */
export interface BrokerFixture {
  readonly broker: MessageBroker;
  /** A name of its own for each call. */
  unique(name: string): string;
}

/** Every adapter of the message broker must pass this. */
export function messagingContract(name: string, create: () => BrokerFixture): void {
  describe(`messaging contract: ${name}`, () => {
    let broker: MessageBroker;
    let unique: BrokerFixture['unique'];
    let topic = '';

    beforeAll(() => ({ broker, unique } = create()));

    beforeEach(async () => {
      topic = unique('topic');
      expect(await broker.topics.ensure([deleteTopic(topic)])).toEqual([]);
    });

    it('hands over keys, bytes and headers as they were sent, in order for each key, from the earliest on', async () => {
      const bytes = Uint8Array.of(0, 255, 10, 13, 128);
      const records = Array.from({ length: 40 }, (_, i) => record(topic, `k${i % 4}`, `v${i}`));
      const odd: OutgoingRecord = {
        topic,
        key: bytes,
        value: bytes,
        headers: [
          ['a', bytes],
          ['a', text('second')],
          ['b', text('x')],
        ],
      };
      await sendAll(broker, [...records, odd, { topic, key: text('gone'), value: null, headers: [] }]);
      const all = await readAll(broker, unique('group'), topic, 42);
      for (const key of ['k0', 'k1', 'k2', 'k3'])
        expect(valuesOf(all.filter((m) => keyOf(m) === key))).toEqual(
          records.filter((r) => keyOf(r) === key).map((r) => valueOf(r)),
        );
      const came = all.find((m) => m.headers.length > 0)!;
      expect([...came.key!, ...came.value!]).toEqual([...bytes, ...bytes]);
      expect(came.headers.map(([n, v]) => [n, [...v!]])).toEqual(odd.headers.map(([n, v]) => [n, [...v!]]));
      expect(all.find((m) => keyOf(m) === 'gone')!.value).toBeNull();
    });

    it('says what is wrong with topics without making any', async () => {
      const absent = deleteTopic(unique('absent'));
      const other = { ...deleteTopic(topic), settings: { 'cleanup.policy': 'compact' } };
      for (let i = 0; i < 2; i++)
        expect(await broker.topics.check([absent, deleteTopic(topic), other])).toMatchObject([
          { code: 'topic-missing', severity: 'warning', value: absent.name },
          { code: 'wrong-topic-setting', expected: 'cleanup.policy=compact' },
        ]);
    });

    it('tells where the next messages of each partition will be', async () => {
      const before = await broker.topics.ends(topic);
      await sendAll(broker, [record(topic, 'k', 'one'), record(topic, 'k', 'two')]);
      const after = await broker.topics.ends(topic);
      const grown = [...after].map(([partition, end]) => end - before.get(partition)!);
      expect(grown.filter((by) => by !== 0n)).toEqual([2n]);
      const [{ partition, offset }] = (await readAll(broker, unique('group'), topic, 2)).slice(-1) as [
        ReceivedMessage,
      ];
      expect(after.get(partition)).toBe(offset + 1n);
    });

    it('goes on where the group was, and brings a batch again that failed', async () => {
      const group = unique('group');
      await sendAll(broker, [record(topic, 'k', 'one')]);
      expect(valuesOf(await readAll(broker, group, topic, 1))).toEqual(['one']);
      await sendAll(broker, [record(topic, 'k', 'two')]);
      let attempts = 0;
      const seen = await collect(broker, group, topic, 1, async () => {
        if (++attempts < 3) throw new Error('not yet');
      });
      expect(attempts).toBe(3);
      expect(valuesOf(seen)).toEqual(['two']);
    });

    it('writes records and offsets of a transaction together', async () => {
      const group = unique('group');
      const out = unique('out');
      await broker.topics.ensure([deleteTopic(out)]);
      await sendAll(broker, [record(topic, 'k', 'one'), record(topic, 'k', 'two')]);
      const [first] = await readAll(broker, unique('group'), topic, 2);
      const producer = await broker.transactionalProducer(unique('tx'));
      const { partition } = first!;
      await producer.send(
        [record(out, 'k', 'done')],
        [{ group, topic, partition, next: first!.offset + 1n }],
      );
      await producer.close();
      expect(valuesOf(await readAll(broker, unique('group'), out, 1))).toEqual(['done']);
      expect(valuesOf(await readAll(broker, group, topic, 1))).toEqual(['two']);
    });

    it('refuses a transactional producer as soon as a later one has its id', async () => {
      const id = unique('tx');
      const first = await broker.transactionalProducer(id);
      await first.send([record(topic, 'k', 'first')]);
      const second = await broker.transactionalProducer(id);
      await expect(first.send([record(topic, 'k', 'stale')])).rejects.toThrow(ProducerFencedError);
      await second.send([record(topic, 'k', 'second')]);
      expect(valuesOf(await readAll(broker, unique('group'), topic, 2))).toEqual(['first', 'second']);
      await Promise.all([first.close(), second.close()]);
    });

    it('shares the partitions of a topic among the members of a group, each message with one of them', async () => {
      const group = unique('group');
      const seen: string[] = [];
      const busy = new Set<number>();
      const hundred = Array.from({ length: 100 }, (_, i) => record(topic, `k${i}`, `v${i}`));
      await running(
        broker,
        [group, group],
        topic,
        async ({ partition, messages }) => {
          expect(busy.has(partition)).toBe(false);
          busy.add(partition);
          seen.push(...messages.map(valueOf));
          await new Promise((resolve) => setTimeout(resolve, 5));
          busy.delete(partition);
        },
        () => new Set(seen).size === 100,
        () => sendAll(broker, hundred),
      );
    });

    it('hands a member every partition, each in order and one batch after the other', async () => {
      const group = unique('group');
      const busy = new Set<number>();
      const seen = new Map<number, string[]>();
      const handler: BatchHandler = async ({ partition, messages }) => {
        expect(busy.has(partition)).toBe(false);
        busy.add(partition);
        await new Promise((resolve) => setTimeout(resolve, 5));
        seen.set(partition, [...(seen.get(partition) ?? []), ...messages.map(valueOf)]);
        busy.delete(partition);
      };
      const records = Array.from({ length: 120 }, (_, i) => record(topic, `k${i % 12}`, `v${i}`));
      const options = { group, topics: [topic], maxBatch: 10 };
      const all = (): string[] => [...seen.values()].flat();
      await sendAll(broker, records);
      const stopping = new AbortController();
      const reading = broker.consumer(options).run(handler, stopping.signal);
      await Promise.race([until(() => all().length >= 120, stopping.signal), reading]);
      stopping.abort();
      await reading;
      const order = new Map(records.map((one, i) => [valueOf(one), i]));
      for (const values of seen.values())
        expect(values).toEqual([...values].sort((a, b) => order.get(a)! - order.get(b)!));
      expect(new Set(all()).size).toBe(120);
      await sendAll(broker, [record(topic, 'k1', 'last')]);
      expect(valuesOf(await readAll(broker, group, topic, 1))).toEqual(['last']);
    });

    it('tells every wrong setting of a topic that is there', async () => {
      const spec = { ...deleteTopic(topic), settings: { 'cleanup.policy': 'compact' } };
      expect(await broker.topics.ensure([spec])).toMatchObject([
        { code: 'wrong-topic-setting', value: 'delete', expected: 'cleanup.policy=compact' },
      ]);
      expect(await broker.topics.ensure([{ ...deleteTopic(unique('t')), partitions: 0 }])).toMatchObject([
        { code: 'topic-missing' },
      ]);
    });
  });
}

export function deleteTopic(name: string): TopicSpec {
  return { name, partitions: 3, settings: { 'cleanup.policy': 'delete' } };
}

export function record(topic: string, key: string, value: string): OutgoingRecord {
  return { topic, key: text(key), value: text(value), headers: [] };
}

export function text(value: string): Uint8Array {
  return Buffer.from(value);
}

export async function sendAll(broker: MessageBroker, records: readonly OutgoingRecord[]): Promise<void> {
  const producer = await broker.producer();
  await producer.send(records);
  await producer.close();
}

/** At least `count` messages of a topic, read as a group. */
export function readAll(
  broker: MessageBroker,
  group: string,
  topic: string,
  count: number,
): Promise<ReceivedMessage[]> {
  return collect(broker, group, topic, count, async () => undefined);
}

async function collect(
  broker: MessageBroker,
  group: string,
  topic: string,
  count: number,
  handler: BatchHandler,
): Promise<ReceivedMessage[]> {
  const seen: ReceivedMessage[] = [];
  const keep = async (batch: MessageBatch): Promise<void> => {
    await handler(batch);
    seen.push(...batch.messages);
  };
  await running(broker, [group], topic, keep, () => seen.length >= count);
  return seen;
}

/** Members of groups at work until all is done. */
async function running(
  broker: MessageBroker,
  groups: readonly string[],
  topic: string,
  handler: BatchHandler,
  isDone: () => boolean,
  first: () => Promise<void> = async () => undefined,
): Promise<void> {
  const stopping = new AbortController();
  const members = groups.map((group) => member(broker, group, topic, handler, stopping.signal));
  const failed = Promise.all(members).then(() => undefined);
  try {
    await Promise.race([first(), failed]);
    await Promise.race([until(isDone, stopping.signal), failed]);
  } finally {
    stopping.abort();
    await failed;
  }
}

/** A broker that has just started may refuse groups for a while, and a member is started again then. */
async function member(
  broker: MessageBroker,
  group: string,
  topic: string,
  handler: BatchHandler,
  signal: AbortSignal,
): Promise<void> {
  for (;;)
    try {
      return await broker.consumer({ group, topics: [topic] }).run(handler, signal);
    } catch (error) {
      if (!String(error).includes('coordinator is loading')) throw error;
    }
}

async function until(isSo: () => boolean, signal: AbortSignal): Promise<void> {
  while (!isSo() && !signal.aborted) await new Promise((resolve) => setTimeout(resolve, 10));
}

export const keyOf = ({ key }: Pick<ReceivedMessage, 'key'>): string => Buffer.from(key ?? []).toString();
export const valueOf = ({ value }: Pick<ReceivedMessage, 'value'>): string =>
  Buffer.from(value ?? []).toString();
export const valuesOf = (messages: readonly ReceivedMessage[]): string[] => messages.map(valueOf);
export const headerText = (message: ReceivedMessage, name: string): string | undefined => {
  const value = headerOf(message, name);
  return value && Buffer.from(value).toString();
};
