import type { OutgoingRecord } from '../../domain/message.js';
import { ProducerFencedError } from '../../domain/messaging.errors.js';
import type { GroupOffset, MessageBroker, TransactionalProducer } from '../../domain/messaging.port.js';
import { absentTopic, missingTopic, settingProblems } from '../../domain/topic-problems.js';
import { InProcessConsumer } from './in-process-consumer.js';
import { InProcessTopics } from './in-process-topics.js';

export interface InProcessOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A broker in this process's memory, for tests and for shapes without Kafka; nothing outlives the process. */
export function inProcessBroker({ now }: InProcessOptions): MessageBroker {
  const topics = new InProcessTopics(now);
  const epochs = new Map<string, number>();
  return {
    consumer: (options) => new InProcessConsumer(topics, options),
    producer: async () => ({
      send: async (records) => topics.append(records),
      close: async () => undefined,
    }),
    transactionalProducer: async (transactionalId) => {
      const epoch = (epochs.get(transactionalId) ?? 0) + 1;
      epochs.set(transactionalId, epoch);
      return transactional(topics, transactionalId, () => epochs.get(transactionalId) === epoch);
    },
    topics: {
      check: async (specs) =>
        specs.flatMap((spec) => {
          const settings = topics.settingsOf(spec.name);
          return settings ? settingProblems(spec, settings) : [absentTopic(spec)];
        }),
      ends: async (topic) => topics.ends(topic),
      ensure: async (specs) =>
        specs.flatMap((spec) => {
          const settings = topics.settingsOf(spec.name);
          if (settings) return settingProblems(spec, settings);
          return topics.create(spec) ? [] : [missingTopic(spec, 'it has no partitions')];
        }),
    },
  };
}

function transactional(
  topics: InProcessTopics,
  transactionalId: string,
  isLatest: () => boolean,
): TransactionalProducer {
  return {
    send: async (records: readonly OutgoingRecord[], offsets: readonly GroupOffset[] = []) => {
      if (!isLatest()) throw new ProducerFencedError(transactionalId);
      topics.append(records);
      for (const offset of offsets) topics.commit(offset);
    },
    close: async () => undefined,
  };
}
