import { type EventStore, type Lease, pause } from '@bailiwick/event-store';
import type { Actor, Logger } from '@bailiwick/kernel';
import {
  demandTopics,
  encodeCloudEvent,
  RestartingTask,
  type MessageBroker,
  type OutgoingRecord,
  type TransactionalProducer,
} from '@bailiwick/messaging';
import type { OutgoingMessage } from '../domain/outgoing.js';
import { outgoingPage, waitBeyond, type PageLimits } from './outgoing-page.js';
import { outgoingTopics } from './topics.js';

export interface PublisherDependencies {
  readonly store: Pick<EventStore, 'logId' | 'readPages' | 'head' | 'waitFor' | 'checkpoints' | 'lease'>;
  readonly broker: MessageBroker;
  readonly logger: Logger;
}

export interface PublisherOptions {
  /** Who claims the work; another one for each process. */
  readonly holder: string;
  /** In front of every topic's name. */
  readonly prefix: string;
  readonly leaseMs?: number;
}

/** The checkpoint of what is published to the broker. */
export const PUBLISHED = 'relay:kafka';

const LEASE = 'relay';
const ACTOR: Actor = { id: 'system:relay', role: 'admin' };
const DEFAULT_LEASE_MS = 10_000;
/** Of a sparse log not all at once, so that it gives signs of life. */
const BATCH: PageLimits = { messages: 500, commits: 5_000 };
/** Commits that say nothing to the world move the checkpoint only now and then. */
const QUIET_COMMITS = 1_000;
/** What was published since the checkpoint is published again after a crash; each save is a durable write. */
const CHECKPOINT_MS = 500;
const IDLE_MS = 1_000;

/**
 * Publishes the log to the broker, in order, from a checkpoint: what waits goes out in one transaction, the checkpoint
 * is saved after it, for some transactions together. At least once, a repeat with the same id. One process at a time does it, by a lease; the broker
 * itself refuses one that lost the lease without knowing.
 */
export class Publisher {
  private readonly task: RestartingTask;
  private readonly lease: Lease;
  private reached = 0;

  constructor(
    private readonly deps: PublisherDependencies,
    private readonly options: PublisherOptions,
    private readonly now: () => number = () => performance.now(),
  ) {
    const { holder, leaseMs = DEFAULT_LEASE_MS } = options;
    const meta = { actor: ACTOR, correlationId: holder, causationId: holder };
    this.lease = deps.store.lease(LEASE, { holder, ttlMs: leaseMs, meta });
    this.task = new RestartingTask((signal, working) => this.run(signal, working), {
      name: 'publishing',
      logger: deps.logger,
    });
  }

  start(): void {
    this.task.start();
  }

  /** Why nothing is published; `undefined` while all is well. */
  get trouble(): string | undefined {
    return this.task.trouble;
  }

  /** Whether it is this process that publishes; others stand by. */
  get publishes(): boolean {
    return this.lease.epoch !== undefined;
  }

  /** The last position that this process has published. */
  get position(): number {
    return this.reached;
  }

  /** Resolves when the transaction in hand has ended and others may go on. */
  async stop(): Promise<void> {
    await this.task.stop();
    await this.lease.release().catch(() => undefined);
  }

  private async run(signal: AbortSignal, working: () => void): Promise<void> {
    const { broker, logger } = this.deps;
    const problems = await broker.topics.ensure(outgoingTopics(this.options.prefix));
    for (const problem of problems) logger.warn('a topic is not as it should be', { ...problem });
    demandTopics(problems);
    while (!signal.aborted) {
      if (await this.lease.tryTake()) await this.takeOver(signal, working);
      else {
        working();
        await pause(IDLE_MS, signal);
      }
    }
  }

  private async takeOver(signal: AbortSignal, working: () => void): Promise<void> {
    const { epoch } = this.lease;
    const producer = await this.deps.broker.transactionalProducer(`${this.options.prefix}bailiwick-relay-0`);
    try {
      // Only now is it sure that nobody else publishes, and where the last one got to.
      if (await this.isHeld(epoch)) await this.publish(producer, signal, working);
    } finally {
      await producer.close().catch(() => undefined);
    }
  }

  private async publish(
    producer: TransactionalProducer,
    signal: AbortSignal,
    working: () => void,
  ): Promise<void> {
    const { store } = this.deps;
    const { epoch } = this.lease;
    let saved = await store.checkpoints.load(PUBLISHED);
    let savedAt = this.now();
    let published = false;
    this.reached = saved;
    /** False when somebody else publishes by now, whose checkpoint is not to be taken back. */
    const save = async (): Promise<boolean> => {
      if (!(await this.isHeld(epoch))) return false;
      await store.checkpoints.save(PUBLISHED, this.reached);
      saved = this.reached;
      savedAt = this.now();
      published = false;
      return true;
    };
    while (!signal.aborted) {
      const page = await outgoingPage(store, this.reached, BATCH);
      const { messages, next } = page;
      if (messages.length > 0) {
        if (!(await this.isHeld(epoch))) return;
        await producer.send(messages.map((message) => this.recordOf(message)));
        published = true;
      }
      const moved = next > this.reached;
      this.reached = next;
      const isDue = !moved || this.now() - savedAt >= CHECKPOINT_MS;
      if (((published && isDue) || next - saved >= QUIET_COMMITS) && !(await save())) return;
      working();
      await this.lease.keep();
      if (!moved) await waitBeyond(store, page, IDLE_MS, signal);
    }
    if (published) await save();
  }

  private recordOf({ topic, key, event, tombstone }: OutgoingMessage): OutgoingRecord {
    return {
      topic: this.options.prefix + topic,
      ...encodeCloudEvent(event, { key, tombstone: tombstone === true }),
    };
  }

  private async isHeld(epoch: number | undefined): Promise<boolean> {
    return (await this.lease.tryTake()) && this.lease.epoch === epoch;
  }
}
