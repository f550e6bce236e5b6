import type { StopSignal } from '@bailiwick/event-store';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { MessageBatch } from '../../domain/message.js';
import type { BatchHandler, ConsumerOptions, MessageConsumer } from '../../domain/messaging.port.js';
import { METADATA_MS, type KafkaOptions } from './kafka-client.js';
import { HandRoom } from './hand-room.js';
import { inTime } from './in-time.js';
import { received } from './kafka-messages.js';
import { OffsetCommits } from './offset-commits.js';
import { Silence } from './silence.js';
import { coordinatorMoves, unavailable } from './refusal-hint.js';

const DEFAULT_MAX_BATCH = 500;
const DEFAULT_SESSION_MS = 15_000;
/** Bytes fetched at a time; together with a handler that is waited for, the bound of what is in memory. */
const FETCH_BYTES = 2 * 1024 * 1024;
const MAX_WAIT_MS = 250;
/** A member of a group seldom has more of them. */
const PARTITIONS_AT_ONCE = 16;
/** How often it is looked whether the library still reads, and how long it may take to leave. */
const LOOK_MS = 1_000;
const LEAVE_MS = 5_000;
/** What was handled since is handed over again after a crash, and each commit costs the broker a write. */
const COMMIT_MS = 500;
const RETRY_MS = { first: 200, most: 10_000 };

/** A member of a consumer group on a real broker; see `MessageConsumer` for the contract. */
export class KafkaConsumer implements MessageConsumer {
  /** Failures of each partition since its last success. */
  private readonly failures = new Map<string, number>();
  private readonly resuming = new Set<NodeJS.Timeout>();
  private readonly commits = new OffsetCommits(COMMIT_MS);
  private readonly room: HandRoom;

  constructor(
    private readonly client: Kafka,
    private readonly options: ConsumerOptions,
    private readonly kafka: Pick<KafkaOptions, 'logger' | 'sessionMs'>,
  ) {
    this.room = new HandRoom(this.maxBatch);
  }

  async run(handler: BatchHandler, signal: StopSignal): Promise<void> {
    const consumer = this.open();
    // A rebalance may wait for members that are gone, for twice a session.
    const silence = new Silence(2 * this.sessionMs + LEAVE_MS);
    silence.listenTo(consumer);
    const ended = untilEnded(consumer, signal, silence);
    // Only the handler has this time: commits and heartbeats are the library's, and may hang as well.
    const patiently: BatchHandler = (batch) => silence.during(handler(batch));
    // A commit that fails here is tried again, or whoever fetches or beats next fails as well.
    const committing = setInterval(() => void this.commits.all().catch(() => undefined), COMMIT_MS);
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [...this.options.topics], fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
        eachBatch: (payload) => this.handle(payload, patiently, signal),
      });
      await ended.promise;
    } catch (error) {
      throw unavailable(`Reading ${this.options.topics.join(', ')}`, error);
    } finally {
      clearInterval(committing);
      for (const timer of this.resuming) clearTimeout(timer);
      ended.forget();
      await inTime(LEAVE_MS, 'committing', this.commits.all()).catch(() => undefined);
      await left(consumer);
    }
  }

  private get maxBatch(): number {
    return this.options.maxBatch ?? DEFAULT_MAX_BATCH;
  }

  private get sessionMs(): number {
    return this.kafka.sessionMs ?? DEFAULT_SESSION_MS;
  }

  private open(): Consumer {
    const sessionTimeout = this.sessionMs;
    return this.client.consumer({
      groupId: this.options.group,
      sessionTimeout,
      rebalanceTimeout: 2 * sessionTimeout,
      heartbeatInterval: sessionTimeout / 5,
      maxBytes: FETCH_BYTES,
      maxWaitTimeInMs: MAX_WAIT_MS,
      metadataMaxAge: METADATA_MS,
      allowAutoTopicCreation: false,
      // A new member after any other crash is started by whoever runs this one.
      retry: {
        initialRetryTime: 100,
        maxRetryTime: 2_000,
        retries: 8,
        restartOnFailure: async (error) => coordinatorMoves(error),
      },
    });
  }

  private async handle(payload: EachBatchPayload, handler: BatchHandler, signal: StopSignal): Promise<void> {
    const { topic, partition, messages } = payload.batch;
    for (let i = 0; i < messages.length; i += this.maxBatch) {
      const part = messages.slice(i, i + this.maxBatch);
      await this.room.enter(part.length);
      try {
        if (signal.aborted || !payload.isRunning() || payload.isStale()) return;
        const read = part.map((message) => received(topic, partition, message));
        if (!(await this.handlePart(payload, handler, { topic, partition, messages: read }))) return;
      } finally {
        this.room.leave(part.length);
      }
      await (signal.aborted ? this.commits.all() : this.commits.whenDue());
      await payload.heartbeat();
    }
  }

  private async handlePart(
    payload: EachBatchPayload,
    handler: BatchHandler,
    batch: MessageBatch,
  ): Promise<boolean> {
    const { topic, partition, messages } = batch;
    await this.commits.begin(topic, partition);
    const done = await this.succeeds(() => alive(payload, handler(batch)), payload);
    if (done) payload.resolveOffset(String(messages.at(-1)!.offset));
    this.commits.end(topic, partition, payload);
    return done;
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

/** Resolves when `signal` aborts, rejects when the library gives up, or is silent for too long. */
function untilEnded(
  consumer: Consumer,
  signal: StopSignal,
  silence: Silence,
): { readonly promise: Promise<void>; forget(): void } {
  let timer: NodeJS.Timeout | undefined;
  let abort = (): void => undefined;
  const promise = new Promise<void>((resolve, reject) => {
    if (signal.aborted) resolve();
    abort = resolve;
    signal.addEventListener('abort', abort);
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (!payload.restart) reject(payload.error);
    });
    timer = setInterval(() => {
      const silent = silence.tooLong;
      if (silent !== undefined) reject(new Error(`nothing was heard for ${Math.round(silent)} ms`));
    }, LOOK_MS);
  });
  promise.catch(() => undefined);
  const forget = (): void => {
    clearInterval(timer);
    signal.removeEventListener('abort', abort);
  };
  return { promise, forget };
}

/** A consumer that waits for a broker that is gone cannot leave; then the group will miss it. */
async function left(consumer: Consumer): Promise<void> {
  await inTime(LEAVE_MS, 'leaving', consumer.disconnect()).catch(() => undefined);
}
