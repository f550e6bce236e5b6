import type { IdSource, Logger } from '@bailiwick/kernel';
import {
  demandTopics,
  RestartingTask,
  type MessageBatch,
  type MessageBroker,
  type TopicSpec,
  type TransactionalProducer,
} from '@bailiwick/messaging';
import type { Lifecycle } from '../lifecycle.js';
import type { EventMapping } from '../mapping/event-mapping.js';
import { deadLetter } from './dead-letter.js';
import { ingestMessages, type RefusedMessage } from './ingest-messages.js';

export interface ConsumerDependencies {
  readonly broker: MessageBroker;
  readonly lifecycle: Pick<Lifecycle, 'ingestEach'>;
  readonly ids: IdSource;
  readonly logger: Logger;
}

export interface AccountEventsOptions {
  readonly group: string;
  /** In front of every topic's name. */
  readonly prefix: string;
  /** What events of another shape mean. */
  readonly mapping?: EventMapping | undefined;
}

const PARTITIONS = 6;
/** A dead letter is a message with further headers. */
const ROOM_FOR_HEADERS = '2097152';

/** The topics that events come in by, as they have to be. */
export function incomingTopics(prefix: string): {
  readonly events: TopicSpec;
  readonly deadLetters: TopicSpec;
} {
  return {
    events: {
      name: `${prefix}account-events`,
      partitions: PARTITIONS,
      settings: { 'cleanup.policy': 'delete' },
    },
    deadLetters: {
      name: `${prefix}account-events.dlq`,
      partitions: 1,
      settings: { 'cleanup.policy': 'delete', 'max.message.bytes': ROOM_FOR_HEADERS },
    },
  };
}

/** Reads account events as a member of a group: appended first, the offset committed after; what is refused goes to the dead letters. */
export class AccountEventsConsumer {
  private readonly task: RestartingTask;
  private deadLetters: TransactionalProducer | undefined;
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly deps: ConsumerDependencies,
    private readonly options: AccountEventsOptions,
  ) {
    const { logger } = deps;
    this.task = new RestartingTask((signal, working) => this.consume(signal, working), {
      name: 'reading account events',
      logger,
    });
  }

  start(): void {
    this.task.start();
  }

  /** Why no events are read; `undefined` while all is well. */
  get trouble(): string | undefined {
    return this.task.trouble;
  }

  /** Resolves when the batch in hand is recorded and the group is left. */
  stop(): Promise<void> {
    return this.task.stop();
  }

  private async consume(signal: AbortSignal, working: () => void): Promise<void> {
    const { broker, lifecycle, logger } = this.deps;
    const { group, prefix, mapping } = this.options;
    const { events, deadLetters } = incomingTopics(prefix);
    const problems = await broker.topics.ensure([events, deadLetters]);
    for (const problem of problems) logger.warn('a topic is not as it should be', { ...problem });
    demandTopics(problems);
    working();
    try {
      await broker.consumer({ group, topics: [events.name] }).run(async (batch) => {
        const refused = await ingestMessages(lifecycle, batch, mapping);
        if (refused.length > 0) await this.inTurn(() => this.putAside(refused, batch));
      }, signal);
    } finally {
      await this.closeProducer();
    }
  }

  /** One producer has one transaction at a time, and several partitions may be in hand. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  /** The dead letters and the group's offset are written together, so that a message is put aside once. */
  private async putAside(refused: readonly RefusedMessage[], batch: MessageBatch): Promise<void> {
    const { group, prefix } = this.options;
    const { topic, partition, messages } = batch;
    const { deadLetters } = incomingTopics(prefix);
    const records = refused.map((one) => deadLetter(deadLetters.name, group, one));
    // An id of its own for each run: members of a group must not fence each other.
    this.deadLetters ??= await this.deps.broker.transactionalProducer(
      `${prefix}${group}-dead-letters-${this.deps.ids.next()}`,
    );
    try {
      const next = messages.at(-1)!.offset + 1n;
      await this.deadLetters.send(records, [{ group, topic, partition, next }]);
    } catch (error) {
      await this.closeProducer();
      throw error;
    }
    for (const { message, reason, problems } of refused)
      this.deps.logger.warn('a message was put aside as a dead letter', {
        reason,
        topic,
        partition,
        offset: String(message.offset),
        code: problems[0]!.code,
      });
  }

  private async closeProducer(): Promise<void> {
    const producer = this.deadLetters;
    this.deadLetters = undefined;
    await producer?.close().catch(() => undefined);
  }
}
