import type { Message, PartitionMetadata, RecordMetadata } from 'kafkajs';
import { Placement } from './placement.js';

const TOPIC = 'territory-changed';
const partitionMetadata = [0, 1, 2].map((partitionId) => ({ partitionId, leader: 1 }) as PartitionMetadata);

describe('where messages go', () => {
  const placement = new Placement();
  const choose = placement.partitioner();
  const place = (message: Message): number => choose({ topic: TOPIC, partitionMetadata, message });
  const acknowledged = (...partitions: readonly number[]): RecordMetadata[] =>
    partitions.map((partition) => ({ topicName: TOPIC, partition, errorCode: 0 }));

  it('stays the same when a message without a key is sent again', () => {
    const messages = Array.from({ length: 10 }, (): Message => ({ key: null, value: 'x' }));
    const first = messages.map(place);
    expect(new Set(first).size).toBeGreaterThan(1);
    expect(messages.toReversed().map(place).toReversed()).toEqual(first);
  });

  it('tells when a partition that was sent to is not among those that were written', () => {
    const messages = Array.from({ length: 20 }, (_, i): Message => ({ key: `A${i}`, value: 'x' }));
    const used = [...new Set(messages.map(place))].sort();
    expect(used).toEqual([0, 1, 2]);
    const sent = [{ topic: TOPIC, messages }];
    expect(() => placement.demandAll(sent, acknowledged(0, 1, 2))).not.toThrow();
    const without2 = messages.filter((message) => place(message) === 2).length;
    expect(() => placement.demandAll(sent, acknowledged(0, 1))).toThrow(
      `no broker acknowledged ${without2} messages to ${TOPIC}/2`,
    );
    const elsewhere = acknowledged(0, 1, 2).map((one) => ({ ...one, topicName: 'tier-changed' }));
    expect(() => placement.demandAll(sent, elsewhere)).toThrow('no broker acknowledged 20 messages');
  });
});
