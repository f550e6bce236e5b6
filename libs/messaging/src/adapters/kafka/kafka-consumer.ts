import type { StopSignal } from '@bailiwick/event-store';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { BatchHandler, ConsumerOptions, MessageConsumer } from '../../domain/messaging.port.js';
import { BrokerUnavailableError } from '../../domain/messaging.errors.js';
import type { KafkaOptions } from './kafka-client.js';
import { received } from './kafka-messages.js';

const DEFAULT_MAX_BATCH = 500;
const DEFAULT_SESSION_MS = 15_000;
/** Bytes fetched at a time; together with a handler that is waited for, the bound of what is in memory. */
const FETCH_BYTES = 4 * 1024 * 1024;
const MAX_WAIT_MS = 250;
/**
 * The library reads only from brokers that it knew of when it last asked, and by itself asks again after five minutes: so
 * long a partition would rest whose leader was away at that moment.
 */
const METADATA_MS = 5_000;
const RETRY_MS = { first: 200, most: 10_000 };

/** A member of a consumer group on a real broker; see `MessageConsumer` for the contract. */
export class KafkaConsumer implements MessageConsumer {
  /** Failures of each partition since its last success. */
  private readonly failures = new Map<string, number>();
  private readonly resuming = new Set<NodeJS.Timeout>();

  constructor(
    private readonly client: Kafka,
    private readonly options: ConsumerOptions,
    private readonly kafka: Pick<KafkaOptions, 'logger' | 'sessionMs'>,
  ) {}

  async run(handler: BatchHandler, signal: StopSignal): Promise<void> {
    const consumer = this.open();
    const ended = untilEnded(consumer, signal);
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [...this.options.topics], fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        eachBatch: (payload) => this.handle(payload, handler, signal),
      });
      await ended;
    } catch (error) {
      throw new BrokerUnavailableError(`Reading ${this.options.topics.join(', ')}`, error);
    } finally {
      for (const timer of this.resuming) clearTimeout(timer);
      await consumer.disconnect().catch(() => undefined);
    }
  }

  private open(): Consumer {
    const sessionTimeout = this.kafka.sessionMs ?? DEFAULT_SESSION_MS;
    return this.client.consumer({
      groupId: this.options.group,
      sessionTimeout,
      rebalanceTimeout: 2 * sessionTimeout,
      heartbeatInterval: sessionTimeout / 5,
      maxBytes: FETCH_BYTES,
      maxWaitTimeInMs: MAX_WAIT_MS,
      metadataMaxAge: METADATA_MS,
      allowAutoTopicCreation: false,
      // A new member after a crash is started by whoever runs this one.
      retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 8, restartOnFailure: async () => false },
    });
  }

  private async handle(payload: EachBatchPayload, handler: BatchHandler, signal: StopSignal): Promise<void> {
    const { topic, partition, messages } = payload.batch;
    const size = this.options.maxBatch ?? DEFAULT_MAX_BATCH;
    for (let i = 0; i < messages.length; i += size) {
      if (signal.aborted || !payload.isRunning() || payload.isStale()) return;
      const part = messages.slice(i, i + size);
      const batch = {
        topic,
        partition,
        messages: part.map((message) => received(topic, partition, message)),
      };
      if (!(await this.succeeds(() => alive(payload, handler(batch)), payload))) return;
      payload.resolveOffset(part.at(-1)!.offset);
      await payload.commitOffsetsIfNecessary(payload.uncommittedOffsets());
      await payload.heartbeat();
    }
  }

  /** A handler that fails is left in peace for a while, and the batch comes again: it was not resolved. */
  private async succeeds(work: () => Promise<void>, { batch, pause }: EachBatchPayload): Promise<boolean> {
    const { topic, partition } = batch;
    const name = `${topic}/${partition}`;
    try {
      await work();
      this.failures.delete(name);
      return true;
    } catch (error) {
      const failed = this.failures.get(name) ?? 0;
      this.failures.set(name, failed + 1);
      const waitMs = Math.min(RETRY_MS.first * 2 ** failed, RETRY_MS.most);
      this.kafka.logger.error('a batch of messages is tried again', {
        topic,
        partition,
        waitMs,
        error: String(error),
      });
      const resume = pause();
      const timer = setTimeout(() => {
        this.resuming.delete(timer);
        resume();
      }, waitMs);
      this.resuming.add(timer);
      return false;
    }
  }
}

/** Gives signs of life while `work` takes its time; a rebalance that they tell of is seen at the next one. */
async function alive({ heartbeat }: EachBatchPayload, work: Promise<void>): Promise<void> {
  const timer = setInterval(() => void heartbeat().catch(() => undefined), 1_000);
  try {
    await work;
  } finally {
    clearInterval(timer);
  }
}

/** Resolves when `signal` aborts, rejects when the library gives up. */
function untilEnded(consumer: Consumer, signal: StopSignal): Promise<void> {
  const ended = new Promise<void>((resolve, reject) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
  });
  ended.catch(() => undefined);
  return ended;
}
