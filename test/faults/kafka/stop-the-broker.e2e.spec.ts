import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MessageBroker } from '@bailiwick/messaging';
import { accountStream, sendSteadily, streamIds } from '../../support/account-stream.js';
import { testBroker, uniqueName } from '../../support/kafka.js';
import { until } from '../../support/messages.js';
import { describeWith } from '../../support/needs.js';
import { expectNothingLost } from '../../support/nothing-lost.js';
import { kafka, useOwnServers, withoutServers } from '../../support/servers.js';
import { killServices, startService, type Service } from '../../support/service.js';

const EVENTS = 2_000;
const STOP_MS = 45_000;

/** The only broker stands still (SIGSTOP) for longer than requests, sessions and transactions last, then goes on. */
describeWith(kafka, 'a broker that stands still for 45 s', () => {
  const servers = useOwnServers(['--only', 'kafka'], undefined, withoutServers());
  const dataDir = mkdtempSync(join(tmpdir(), 'bailiwick-still-'));
  const prefix = `${uniqueName('still')}.`;
  let broker: MessageBroker;
  let service: Service;

  beforeAll(async () => {
    broker = testBroker(servers.now());
    const env = { KAFKA_BROKERS: servers.now().kafkaBrokers!, KAFKA_TOPIC_PREFIX: prefix };
    service = await startService(dataDir, [], { env });
  });
  afterAll(async () => {
    await killServices();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('is waited for: ingest and relay drain, without a gap', async () => {
    let acknowledged = 0;
    const sent = sendSteadily(
      broker,
      accountStream(`${prefix}account-events`, { events: EVENTS, accounts: 400 }),
      {
        acknowledged: (count) => (acknowledged = count),
      },
    );
    await until(() => acknowledged > EVENTS / 3);
    const pid = Object.values(servers.now().pids)[0]!;
    process.kill(pid, 'SIGSTOP');
    try {
      await sleep(STOP_MS);
      expect((await service.call('/health/live')).status).toBe(200);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    expect(acknowledged).toBeLessThan(EVENTS);
    await sent;
    await expectNothingLost({ service, dataDir, broker, prefix }, streamIds(EVENTS));
  }, 240_000);
});
