import { incomingTopics } from '@bailiwick/lifecycle';
import { outgoingTopics } from '@bailiwick/relay';
import { randomIds } from '../../../../server/src/system.js';
import type { BenchKafka } from './bench-kafka.js';
import { startBenchService } from './bench-service.js';
import { ChangeReader } from './change-reader.js';
import type { Setting } from './measure-relay.js';

export const AES = 80;
export const SOURCE = '/bench';
/** Everybody who comes can be placed: the changes are what is measured. */
export const ROOMY_HOURS = 10_000;

/** In front of the topics of one measurement. */
export function benchPrefix(): string {
  return `bench-${randomIds.next()}.`;
}

/** Works with a service on this log and on topics of its own, which is stopped afterwards. */
export async function onBenchService<T>(
  { brokers, broker, env }: BenchKafka,
  dataDir: string,
  more: Readonly<Record<string, string>>,
  work: (setting: Setting) => Promise<T>,
): Promise<T> {
  const prefix = benchPrefix();
  const { events } = incomingTopics(prefix);
  const topics = outgoingTopics(prefix);
  await broker.topics.ensure([...Object.values(incomingTopics(prefix)), ...topics]);
  const service = await startBenchService(dataDir, {
    ...env,
    ...more,
    KAFKA_BROKERS: brokers.join(','),
    KAFKA_TOPIC_PREFIX: prefix,
    KAFKA_GROUP: `${prefix}group`,
  });
  const changes = new ChangeReader(broker, `${prefix}territory-changed`, `${prefix}reader`);
  const producer = await broker.producer();
  try {
    return await work({ service, producer, changes, topic: events.name, source: SOURCE });
  } finally {
    await producer.close().catch(() => undefined);
    await changes.stop().catch(() => undefined);
    await service.stop();
  }
}
