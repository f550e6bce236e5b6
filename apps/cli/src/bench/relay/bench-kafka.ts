import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { BailiwickError, silentLogger } from '@bailiwick/kernel';
import {
  type BatchHandler,
  kafkaBroker,
  type KafkaOptions,
  type MessageBroker,
  type OutgoingRecord,
} from '@bailiwick/messaging';
import { ENVIRONMENT } from '../../../../server/src/config/config.schema.js';
import { kafkaPlace } from '../../../../server/src/config/kafka-security.js';
import { loadConfig } from '../../../../server/src/config/load-config.js';
import type { MixedEvent } from './mixed-events.js';

export interface BenchKafka {
  readonly brokers: readonly string[];
  readonly broker: MessageBroker;
  /** What a service needs beside the address to speak to it. */
  readonly env: Readonly<Record<string, string>>;
  stop(): void;
}

const SERVERS = fileURLToPath(new URL('../../../../../../scripts/test-servers.mjs', import.meta.url));

/** Nothing of what the environment says of other brokers. */
const PLAINLY = Object.fromEntries(
  Object.entries(ENVIRONMENT).flatMap(([field, name]) =>
    /^kafka(Tls|Sasl)/.test(field) ? [[name, '']] : [],
  ),
);

/** The given brokers, or one that is started for this run. @throws BailiwickError `no-broker` where that cannot be */
export async function openKafka(given: string | undefined): Promise<BenchKafka> {
  const started = given === undefined ? await startKafka() : { brokers: given, stop: () => undefined };
  const brokers = started.brokers.split(',');
  // A broker of its own is spoken to plainly, whatever the environment says of others.
  const security = given === undefined ? undefined : securityOf(given);
  const broker = kafkaBroker({ brokers, security, clientId: 'bailiwick-bench', logger: silentLogger });
  return { brokers, broker, env: given === undefined ? PLAINLY : {}, stop: started.stop };
}

function securityOf(kafkaBrokers: string): KafkaOptions['security'] {
  const { config } = loadConfig({ env: { ...process.env, KAFKA_BROKERS: kafkaBrokers } });
  return kafkaPlace(config)?.security;
}

async function startKafka(): Promise<{ readonly brokers: string; stop(): void }> {
  if (!existsSync(SERVERS))
    throw new BailiwickError('no-broker', 'There is no Kafka to measure with', {
      expected: '--brokers HOST:PORT, or KAFKA_BROKERS',
    });
  const child = spawn(process.execPath, [SERVERS, '--only', 'kafka', '--stop-with', String(process.pid)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const { kafkaBrokers } = JSON.parse(line) as { kafkaBrokers: string };
    return { brokers: kafkaBrokers, stop: () => void child.kill('SIGTERM') };
  }
  throw new BailiwickError('no-broker', 'The Kafka for this measurement did not start');
}

/** A structured CloudEvent. */
export function recordOf(topic: string, event: MixedEvent, source: string): OutgoingRecord {
  const cloudEvent = { specversion: '1.0', source, time: new Date().toISOString(), ...event };
  return {
    topic,
    key: Buffer.from(event.subject),
    value: Buffer.from(JSON.stringify(cloudEvent)),
    headers: [['content-type', Buffer.from('application/cloudevents+json')]],
  };
}

const ATTEMPTS = 10;
const ATTEMPT_MS = 1_000;
const CEILING_BATCH = 1_000;
const CEILING_BYTES = 500;

/** What the client library does by itself: messages of 500 bytes produced (acknowledged by all) and consumed a second. */
export async function clientCeiling(
  { broker }: BenchKafka,
  topic: string,
  seconds: number,
): Promise<{ readonly produced: number; readonly consumed: number }> {
  await broker.topics.ensure([{ name: topic, partitions: 6, settings: {} }]);
  const producer = await broker.producer();
  const value = Buffer.alloc(CEILING_BYTES, 'x');
  let sent = 0;
  const began = performance.now();
  for (; performance.now() - began < seconds * 1_000; sent += CEILING_BATCH)
    await producer.send(
      Array.from({ length: CEILING_BATCH }, (_, i) => ({
        topic,
        key: Buffer.from(String(sent + i)),
        value,
        headers: [],
      })),
    );
  const producedIn = performance.now() - began;
  await producer.close();
  const done = new AbortController();
  let seen = 0;
  let first = 0;
  const count: BatchHandler = async ({ messages }) => {
    first ||= performance.now();
    seen += messages.length;
    if (seen >= sent) done.abort();
  };
  const consumer = broker.consumer({ group: `${topic}-group`, topics: [topic], maxBatch: CEILING_BATCH });
  // A broker that has just started refuses groups for a while.
  for (let attempt = 1; !done.signal.aborted; attempt++)
    await consumer.run(count, done.signal).catch(async (error: unknown) => {
      if (first > 0 || attempt === ATTEMPTS) throw error;
      await sleep(ATTEMPT_MS);
    });
  const consumedIn = performance.now() - first;
  const aSecond = (ms: number): number => Math.round((sent * 1_000) / ms);
  return { produced: aSecond(producedIn), consumed: aSecond(consumedIn) };
}
