import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRng } from '@bailiwick/kernel';
import type { MessageBroker } from '@bailiwick/messaging';
import { accountStream, sendSteadily, streamIds } from '../../support/account-stream.js';
import { testBroker, uniqueName } from '../../support/kafka.js';
import { until } from '../../support/messages.js';
import { describeWith } from '../../support/needs.js';
import { expectNothingLost, headOf } from '../../support/nothing-lost.js';
import { kafka, useServer } from '../../support/servers.js';
import { freePort, killServices, startService, type Service } from '../../support/service.js';

const EVENTS = 20_000;
const ACCOUNTS = 2_000;
/** A member that was killed is missed for a whole session, so that each kill costs as much. */
const KILLS = 3;

/** The service is killed (-9) at points spread over a stream of events by Kafka, while changes go out by it. */
describeWith(kafka, 'a service that is killed while it streams', () => {
  const rng = seededRng(20_260_301);
  const prefix = `${uniqueName('kill')}.`;
  const dataDir = mkdtempSync(join(tmpdir(), 'bailiwick-kafka-'));
  const server = useServer('kafka');
  let broker: MessageBroker;
  let service: Service;

  beforeAll(() => void (broker = testBroker(server.now())));
  afterAll(async () => {
    await killServices();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('loses nothing and doubles nothing', async () => {
    // One port for all its lives, so that it takes its own leases again at once.
    const args = ['--port', String(await freePort())];
    const env = {
      KAFKA_BROKERS: server.now().kafkaBrokers!,
      KAFKA_TOPIC_PREFIX: prefix,
      KAFKA_GROUP: `${prefix}g`,
    };
    const start = (): Promise<Service> => startService(dataDir, args, { env });
    service = await start();
    const records = accountStream(`${prefix}account-events`, { events: EVENTS, accounts: ACCOUNTS });
    const sent = sendSteadily(broker, records, { batch: 100, pauseMs: 20 });
    for (let kill = 1; kill <= KILLS; kill++) {
      const target = Math.floor((EVENTS * (kill - 0.5 + 0.5 * rng.next())) / (KILLS + 1));
      await until(async () => (await headOf(service)) >= target);
      await service.kill();
      service = await start();
    }
    await sent;
    await expectNothingLost({ service, dataDir, broker, prefix }, streamIds(EVENTS));
  }, 300_000);
});
