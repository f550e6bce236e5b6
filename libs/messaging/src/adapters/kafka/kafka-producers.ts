import type { Kafka, Producer, Transaction } from 'kafkajs';
import type { OutgoingRecord } from '../../domain/message.js';
import { ProducerFencedError } from '../../domain/messaging.errors.js';
import type { GroupOffset, MessageProducer, TransactionalProducer } from '../../domain/messaging.port.js';
import { inTime } from './in-time.js';
import { METADATA_MS } from './kafka-client.js';
import { byTopic } from './kafka-messages.js';
import { Placement } from './placement.js';
import { unavailable } from './refusal-hint.js';

const ALL_IN_SYNC = -1;
/** After this long the broker itself ends what a producer that died had open. */
const TRANSACTION_MS = 15_000;
/** A transaction that the broker has ended by itself long ago. */
const DEADLINE_MS = 2 * TRANSACTION_MS;
const CLOSE_MS = 5_000;
const FENCED = [
  'INVALID_PRODUCER_EPOCH',
  'PRODUCER_FENCED',
  'INVALID_PRODUCER_ID_MAPPING',
  'UNKNOWN_PRODUCER_ID',
];

/** A producer whose retries write nothing twice. */
export async function openProducer(client: Kafka): Promise<MessageProducer> {
  const placement = new Placement();
  const producer = client.producer({
    idempotent: true,
    allowAutoTopicCreation: false,
    metadataMaxAge: METADATA_MS,
    createPartitioner: placement.partitioner,
  });
  await connected(producer);
  return {
    async send(records) {
      try {
        if (records.length > 0)
          await inTime(DEADLINE_MS, 'the answer', written(producer, placement, records));
      } catch (error) {
        throw unavailable('Writing messages', error);
      }
    },
    close: () => closed(producer),
  };
}

/** See `MessageBroker.transactionalProducer` for the contract. */
export async function openTransactionalProducer(
  client: Kafka,
  transactionalId: string,
): Promise<TransactionalProducer> {
  const placement = new Placement();
  const producer = client.producer({
    transactionalId,
    transactionTimeout: TRANSACTION_MS,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    metadataMaxAge: METADATA_MS,
    createPartitioner: placement.partitioner,
  });
  await connected(producer);
  try {
    // The first transaction takes the id over from earlier producers, even when it stays empty.
    const takingOver = producer.transaction().then((transaction) => transaction.abort());
    await inTime(DEADLINE_MS, 'taking over', takingOver);
  } catch (error) {
    await closed(producer).catch(() => undefined);
    throw unavailable(`Taking over as ${transactionalId}`, error);
  }
  return new KafkaTransactions(producer, transactionalId, placement);
}

class KafkaTransactions implements TransactionalProducer {
  constructor(
    private readonly producer: Producer,
    private readonly transactionalId: string,
    private readonly placement: Placement,
  ) {}

  async send(records: readonly OutgoingRecord[], offsets: readonly GroupOffset[] = []): Promise<void> {
    try {
      await inTime(DEADLINE_MS, 'the transaction', this.transact(records, offsets));
    } catch (error) {
      if (isFenced(error)) throw new ProducerFencedError(this.transactionalId, error);
      throw unavailable('Writing a transaction', error);
    }
  }

  private async transact(records: readonly OutgoingRecord[], offsets: readonly GroupOffset[]): Promise<void> {
    let transaction: Transaction | undefined;
    try {
      transaction = await this.producer.transaction();
      if (records.length > 0) await written(transaction, this.placement, records);
      for (const { group, topic, partition, next } of offsets)
        await transaction.sendOffsets({
          consumerGroupId: group,
          topics: [{ topic, partitions: [{ partition, offset: String(next) }] }],
        });
      await transaction.commit();
    } catch (error) {
      if (transaction?.isActive()) await transaction.abort().catch(() => undefined);
      throw error;
    }
  }

  close(): Promise<void> {
    return closed(this.producer);
  }
}

/** Resolves when every record is with its partition's broker and those in sync with it. */
async function written(
  to: Pick<Producer, 'sendBatch'>,
  placement: Placement,
  records: readonly OutgoingRecord[],
): Promise<void> {
  const topicMessages = byTopic(records);
  placement.demandAll(topicMessages, await to.sendBatch({ acks: ALL_IN_SYNC, topicMessages }));
}

async function connected(producer: Producer): Promise<void> {
  try {
    await inTime(DEADLINE_MS, 'connecting', producer.connect());
  } catch (error) {
    await closed(producer).catch(() => undefined);
    throw unavailable('Connecting a producer', error);
  }
}

/** What cannot say goodbye is left. */
function closed(producer: Producer): Promise<void> {
  return inTime(CLOSE_MS, 'disconnecting', producer.disconnect());
}

function isFenced(error: unknown): boolean {
  for (let e = error as { type?: string; cause?: unknown } | undefined; e; e = e.cause as typeof e)
    if (e.type !== undefined && FENCED.includes(e.type)) return true;
  return false;
}
