import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MessageBroker } from '@bailiwick/messaging';
import { accountStream, sendSteadily, streamIds } from '../../support/account-stream.js';
import { Cluster } from '../../support/cluster.js';
import { testBroker, uniqueName } from '../../support/kafka.js';
import { until } from '../../support/messages.js';
import { describeWith } from '../../support/needs.js';
import { expectNothingLost, recordedIds } from '../../support/nothing-lost.js';
import { kafka, useServer } from '../../support/servers.js';
import { killServices, startService, type Service } from '../../support/service.js';
import { mountSmallDisk, smallDisk, unmount } from '../../support/small-disk.js';

const MB = 1_000_000;
const DISK_MB = 48;
const BALLAST_MB = 40;
const EVENTS = 2_500;
const PADDING = 4_000;

const both = {
  name: `${kafka.name} and ${smallDisk.name}`,
  hint: `${kafka.hint}. ${smallDisk.hint}`,
  available: () => Boolean(kafka.available() && smallDisk.available()),
};

/** The log is on a small disk (tmpfs) that fills while events come in by Kafka; later there is space again. */
describeWith(both, 'a disk that is full while events come in by Kafka', () => {
  const prefix = `${uniqueName('full')}.`;
  const topic = `${prefix}account-events`;
  const group = `${prefix}g`;
  const server = useServer('kafka');
  let disk: string;
  let broker: MessageBroker;
  let cluster: Cluster;
  let service: Service;

  beforeAll(async () => {
    disk = mountSmallDisk(DISK_MB)!;
    await writeFile(join(disk, 'ballast'), Buffer.alloc(BALLAST_MB * MB));
    broker = testBroker(server.now());
    cluster = new Cluster(server.now());
    await cluster.connect();
    const env = { KAFKA_BROKERS: server.now().kafkaBrokers!, KAFKA_TOPIC_PREFIX: prefix, KAFKA_GROUP: group };
    service = await startService(disk, [], { env });
  });
  afterAll(async () => {
    await cluster?.close();
    await killServices();
    unmount(disk);
  });

  it('leaves them in Kafka, uncommitted, and takes each once when there is space again', async () => {
    await sendSteadily(broker, accountStream(topic, { events: EVENTS, accounts: 100, padding: PADDING }), {
      pauseMs: 0,
    });
    const refused =
      /a batch of messages is tried again.*disk is full|disk is full.*a batch of messages is tried again/;
    await until(() => refused.test(service.errors()));
    const recorded = await recordedIds(service);
    const lag = await cluster.lag(group, topic);
    expect(recorded.length).toBeLessThan(EVENTS);
    expect(lag).toBeGreaterThanOrEqual(EVENTS - recorded.length);

    await rm(join(disk, 'ballast'));
    await expectNothingLost({ service, dataDir: disk, broker, prefix }, streamIds(EVENTS));
    await until(async () => (await cluster.lag(group, topic)) === 0);
    expect((await service.call('/health/ready')).status).toBe(200);
  }, 240_000);
});
