import { randomUUID } from 'node:crypto';
import type { Tool } from './needs.js';

/** The Kafka that `npm test` starts; `KAFKA_BROKERS` names another one. */
export const kafkaServer: Tool & { brokers(): string[] } = {
  name: 'a Kafka broker',
  hint: 'Maybe run: npm test, or set KAFKA_BROKERS',
  brokers: () =>
    (process.env['TEST_KAFKA_BROKERS'] ?? process.env['KAFKA_BROKERS'] ?? '').split(',').filter(Boolean),
  available: () => kafkaServer.brokers().length > 0,
};

/** A name that no other test and no earlier run has used. */
export function uniqueName(name: string): string {
  return `${name}-${randomUUID().slice(0, 8)}`;
}
