import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OUTGOING_TOPICS } from '@bailiwick/contracts';
import { BrokerUnavailableError, type MessageBroker, type OutgoingRecord } from '@bailiwick/messaging';
import { accountStream, sendSteadily, streamIds } from '../../support/account-stream.js';
import { Cluster } from '../../support/cluster.js';
import { testBroker, uniqueName } from '../../support/kafka.js';
import { message, readTopics, textOf, until } from '../../support/messages.js';
import { describeWith } from '../../support/needs.js';
import { expectNothingLost, headOf } from '../../support/nothing-lost.js';
import { kafka, useOwnServers, withoutServers } from '../../support/servers.js';
import { killServices, startService, type Service } from '../../support/service.js';

const EVENTS = 3_000;
/** Longer than the others take to miss it, so that they take over. */
const DOWN_S = 10;
const GROUP = 'bailiwick';
/** Enough for every partition to have some. */
const AT_ONCE = 100;

/** One of three brokers is killed (-9) while events stream in and out with acks=all: first the one that coordinates the group of readers, then the one that coordinates the relay's transactions. Each leads partitions, too. */
describeWith(kafka, 'one of three brokers that is killed', () => {
  const args = ['--only', 'kafka', '--kafka-nodes', '3', '--restart', '--down', String(DOWN_S)];
  const servers = useOwnServers(args, undefined, withoutServers());
  const dataDir = mkdtempSync(join(tmpdir(), 'bailiwick-brokers-'));
  const prefix = `${uniqueName('lose')}.`;
  const sidePrefix = `${prefix}side-`;
  const topics = ['account-events', ...OUTGOING_TOPICS].map((topic) => prefix + topic);
  let cluster: Cluster;
  let broker: MessageBroker;
  let service: Service;

  beforeAll(() => {
    cluster = new Cluster(servers.now());
    broker = testBroker(servers.now());
    return cluster.connect();
  });
  afterAll(async () => {
    await cluster?.close();
    await service?.stop();
    await killServices();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('is replaced by the others; nothing is lost, either way', async () => {
    const env = { KAFKA_BROKERS: servers.now().kafkaBrokers!, KAFKA_TOPIC_PREFIX: prefix };
    service = await startService(dataDir, [], { env });
    await until(async () => (await headOf(service)) > 0);
    let acknowledged = 0;
    const sent = sendSteadily(
      broker,
      accountStream(`${prefix}account-events`, { events: EVENTS, accounts: 400 }),
      {
        pauseMs: 500,
        acknowledged: (count) => (acknowledged = count),
      },
    );
    await until(() => acknowledged > EVENTS / 6);
    expect(await cluster.replicas(topics)).toEqual(
      topics.flatMap(() => Array(6).fill({ all: 3, inSync: 3 })),
    );

    await loseBroker(await cluster.groupCoordinator(GROUP));
    await until(async () => (await cluster.replicas(topics)).every(({ inSync }) => inSync === 3));
    await loseBroker(await cluster.transactionCoordinator(`${prefix}bailiwick-relay-0`));

    await sent;
    await expectNothingLost({ service, dataDir, broker, prefix }, streamIds(EVENTS));
  }, 300_000);

  async function loseBroker(node: number): Promise<void> {
    const back = servers.restarted();
    await acknowledgedIsWritten(`${sidePrefix}${node}`, () =>
      process.kill(servers.now().pids[`kafka-${node}`]!, 'SIGKILL'),
    );
    await back;
  }

  /** Some of what is on its way is for the broker that is killed; its partitions move to one that has answered for others. */
  async function acknowledgedIsWritten(topic: string, kill: () => void): Promise<void> {
    await broker.topics.ensure([{ name: topic, partitions: 12, settings: { 'cleanup.policy': 'delete' } }]);
    const records = Array.from({ length: AT_ONCE }, (_, i): OutgoingRecord => ({
      ...message(topic, `${i}`),
      key: Buffer.from(`${i}`),
    }));
    const producer = await broker.producer();
    await producer.send(records.map((record) => ({ ...record, value: Buffer.from('before') })));
    kill();
    try {
      await producer.send(records);
    } catch (error) {
      if (!(error instanceof BrokerUnavailableError)) throw error;
      await sendSteadily(broker, records);
    } finally {
      await producer.close().catch(() => undefined);
    }
    const missing = new Set(records.map(({ value }) => textOf(value)));
    await readTopics(broker, [topic], (seen) => {
      for (const { value } of seen) missing.delete(textOf(value));
      return missing.size === 0;
    });
  }
});
