import kafkajs, { type Admin, type Consumer } from 'kafkajs';
import { brokersOf, uniqueName } from './kafka.js';
import { until } from './messages.js';
import type { TestServers } from './servers.js';

function client(servers: TestServers): kafkajs.Kafka {
  const retry = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 30 };
  return new kafkajs.Kafka({ brokers: brokersOf(servers), retry, logLevel: kafkajs.logLevel.NOTHING });
}

/** What only an administrator of Kafka sees. */
export class Cluster {
  private readonly admin: Admin;

  constructor(servers: TestServers) {
    this.admin = client(servers).admin();
  }

  connect(): Promise<void> {
    return this.admin.connect();
  }

  close(): Promise<void> {
    return this.admin.disconnect();
  }

  /** The broker (from 1) that keeps the offsets and the members of a group. */
  groupCoordinator(group: string): Promise<number> {
    return this.coordinator('__consumer_offsets', group);
  }

  /** The broker (from 1) that decides on the transactions of a producer. */
  transactionCoordinator(transactionalId: string): Promise<number> {
    return this.coordinator('__transaction_state', transactionalId);
  }

  /** How many replicas each partition has, and how many of them are in sync. */
  async replicas(topics: readonly string[]): Promise<{ readonly all: number; readonly inSync: number }[]> {
    const found = await this.admin.fetchTopicMetadata({ topics: [...topics] });
    return found.topics.flatMap(({ partitions }) =>
      partitions.map(({ replicas, isr }) => ({ all: replicas.length, inSync: isr.length })),
    );
  }

  /** Messages of a topic that a group has not committed; those that were never read count whole. */
  async lag(group: string, topic: string): Promise<number> {
    const [committed] = await this.admin.fetchOffsets({ groupId: group, topics: [topic] });
    const ends = await this.admin.fetchTopicOffsets(topic);
    const next = new Map(committed!.partitions.map(({ partition, offset }) => [partition, Number(offset)]));
    return ends.reduce(
      (sum, { partition, high }) => sum + Number(high) - Math.max(0, next.get(partition) ?? 0),
      0,
    );
  }

  /** The ids of the members of a group now; empty while it has not settled. */
  async members(group: string): Promise<string[]> {
    const { groups } = await this.admin.describeGroups([group]);
    return groups[0]!.state === 'Stable' ? groups[0]!.members.map(({ memberId }) => memberId) : [];
  }

  /** The leader of the partition in which Kafka keeps what belongs to `name`. */
  private async coordinator(topic: string, name: string): Promise<number> {
    const found = await this.admin.fetchTopicMetadata({ topics: [topic] });
    const { partitions } = found.topics[0]!;
    const wanted = Math.abs(javaHash(name)) % partitions.length;
    return partitions.find(({ partitionId }) => partitionId === wanted)!.leader;
  }
}

function javaHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (31 * hash + text.charCodeAt(i)) | 0;
  return hash;
}

/** Where a message stands: no two messages of a topic share it. */
export function placesOf(
  messages: Iterable<{ readonly partition: number; readonly offset: bigint }>,
): Set<string> {
  return new Set([...messages].map(({ partition, offset }) => `${partition}/${offset}`));
}

/** Sees what is written to a topic from its start on. */
export class WatchedTopic {
  /** @see placesOf */
  readonly places = new Set<string>();
  private readonly consumer: Consumer;

  /** @param uncommitted also what belongs to transactions that are open, or were given up */
  constructor(
    servers: TestServers,
    private readonly topic: string,
    { uncommitted = false } = {},
  ) {
    const groupId = uniqueName('watch');
    this.consumer = client(servers).consumer({
      groupId,
      readUncommitted: uncommitted,
      maxWaitTimeInMs: 50,
      allowAutoTopicCreation: false,
    });
  }

  /** Resolves when it reads; waits for the topic to be made. */
  async open(): Promise<void> {
    await this.consumer.connect();
    await until(() =>
      this.consumer.subscribe({ topic: this.topic, fromBeginning: true }).then(
        () => true,
        () => false,
      ),
    );
    const reading = new Promise<void>((resolve) => this.consumer.on('consumer.group_join', () => resolve()));
    await this.consumer.run({
      eachBatchAutoResolve: true,
      eachBatch: async ({ batch: { partition, messages } }) => {
        for (const { offset } of messages) this.places.add(`${partition}/${offset}`);
      },
    });
    await reading;
  }

  close(): Promise<void> {
    return this.consumer.disconnect();
  }
}
