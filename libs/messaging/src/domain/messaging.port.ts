import type { StopSignal } from '@bailiwick/event-store';
import type { Problem } from '@bailiwick/kernel';
import type { MessageBatch, OutgoingRecord } from './message.js';

/**
 * Called with one batch of a partition at a time; the partition goes on when the promise resolves. Batches of several
 * partitions may be in hand together, as long as they hold no more messages than one batch may.
 */
export type BatchHandler = (batch: MessageBatch) => Promise<void>;

export interface ConsumerOptions {
  /** The members of a group share the partitions of its topics. A new group starts at the earliest message. */
  readonly group: string;
  readonly topics: readonly string[];
  /** The most messages of a batch. Default 500. */
  readonly maxBatch?: number;
}

/** A member of a consumer group. */
export interface MessageConsumer {
  /**
   * Hands over batches until `signal` aborts, then leaves the group with what is in hand done. The group's offset
   * is committed after the handler, for several batches together: at least once. It is never taken back behind what a
   * handler has committed by itself with a transaction. When the handler fails, its partition is paused and the batch
   * comes again after a while; nothing is read ahead of a handler that is slow, so that memory stays bounded.
   * @throws BrokerUnavailableError `broker-unavailable` when the broker is lost for longer than retries last
   */
  run(handler: BatchHandler, signal: StopSignal): Promise<void>;
}

/** How far a group has come: the next offset of each partition that it is to be handed. */
export interface GroupOffset {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly next: bigint;
}

export interface MessageProducer {
  /**
   * Resolves when every record is durable on all replicas in sync; records with one key keep their order.
   * @throws BrokerUnavailableError `broker-unavailable`; some may have been written
   */
  send(records: readonly OutgoingRecord[]): Promise<void>;
  close(): Promise<void>;
}

/** The only producer with its id: opening a later one makes every `send` of this one fail. */
export interface TransactionalProducer {
  /**
   * All records and offsets, or none of them, for those who read committed.
   * @throws ProducerFencedError `producer-fenced` when a later producer has this id; nothing is committed
   * @throws BrokerUnavailableError `broker-unavailable`; the transaction may or may not be committed. The producer is
   *   of no use any more: close it and open another
   */
  send(records: readonly OutgoingRecord[], offsets?: readonly GroupOffset[]): Promise<void>;
  close(): Promise<void>;
}

/** A topic as it has to be. */
export interface TopicSpec {
  readonly name: string;
  /** Of a topic that is made here; never changed later, since it decides where a key is. */
  readonly partitions: number;
  /** Settings by their names on the broker, such as `cleanup.policy`; they have to be exactly so. */
  readonly settings: Readonly<Record<string, string>>;
}

export interface TopicAdmin {
  /**
   * Makes the topics that are missing, where that is allowed, and checks the settings of the others.
   * @returns what is wrong, all at once; warnings are for people and hinder nothing
   * @throws BrokerUnavailableError `broker-unavailable`
   */
  ensure(topics: readonly TopicSpec[]): Promise<readonly Problem[]>;
  /**
   * What `ensure` would have to say of the topics, those that are missing included; changes nothing.
   * @throws BrokerUnavailableError `broker-unavailable`
   */
  check(topics: readonly TopicSpec[]): Promise<readonly Problem[]>;
  /**
   * The offset that each partition's next message will have, at least: what was sent before has a smaller one.
   * @throws BrokerUnavailableError `broker-unavailable`, also for a topic that there is not
   */
  ends(topic: string): Promise<ReadonlyMap<number, bigint>>;
}

/** A message broker. Every adapter passes the same contract suite. */
export interface MessageBroker {
  consumer(options: ConsumerOptions): MessageConsumer;
  producer(): Promise<MessageProducer>;
  /** Resolves when every earlier producer with this id is fenced, and what it had open is aborted. */
  transactionalProducer(transactionalId: string): Promise<TransactionalProducer>;
  readonly topics: TopicAdmin;
}
