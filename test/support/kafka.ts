import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { silentLogger } from '@bailiwick/kernel';
import { kafkaBroker, type KafkaOptions, type MessageBroker } from '@bailiwick/messaging';
import type { Tool } from './needs.js';
import { kafka, type TestServers } from './servers.js';

/** The addresses of the brokers. */
export function brokersOf({ kafkaBrokers }: TestServers): string[] {
  return (kafkaBrokers ?? '').split(',').filter(Boolean);
}

/** The Kafka that is there for tests. */
export function testBroker(servers: TestServers, options: Partial<KafkaOptions> = {}): MessageBroker {
  return kafkaBroker({ brokers: brokersOf(servers), clientId: 'test', logger: silentLogger, ...options });
}

/** A name that no other test and no earlier run has used. */
export function uniqueName(name: string): string {
  return `${name}-${randomUUID().slice(0, 8)}`;
}

/** A Kafka client that nobody here wrote, with a Kafka for it. */
export const kcat: Tool = {
  name: 'kcat',
  hint: 'Maybe run: apt-get install kcat',
  available: () => spawnSync('kcat', ['-V'], { stdio: 'ignore' }).status === 0 && kafka.available(),
};
