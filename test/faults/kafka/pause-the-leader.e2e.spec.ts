import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRng } from '@bailiwick/kernel';
import type { MessageBroker } from '@bailiwick/messaging';
import { accountStream, sendSteadily, streamIds } from '../../support/account-stream.js';
import { placesOf, WatchedTopic } from '../../support/cluster.js';
import { testBroker, uniqueName } from '../../support/kafka.js';
import { until } from '../../support/messages.js';
import { describeWith } from '../../support/needs.js';
import { expectNothingLost } from '../../support/nothing-lost.js';
import { kafka, useOwnServers, withoutServers } from '../../support/servers.js';
import { freePort, killServices, startService, type Service } from '../../support/service.js';

const EVENTS = 3_000;
/** A pause that catches the leader between two transactions is tried again. */
const ATTEMPTS = 40;
const MOST_DELAY_MS = 80;
const STILL_MS = 50;
/** Longer than what is committed takes to be seen. */
const SETTLE_MS = 500;

/**
 * Two relays as processes of their own, on one log. The one that publishes is paused (SIGSTOP) with messages written
 * but not committed; the other one takes the lease and goes on; then the first wakes and tries to commit.
 */
describeWith(kafka, 'a relay that is paused with a transaction open', () => {
  const rng = seededRng(20_260_306);
  const prefix = `${uniqueName('pause')}.`;
  const server = useOwnServers(['--only', 'kafka'], undefined, withoutServers());
  const dataDir = mkdtempSync(join(tmpdir(), 'bailiwick-relays-'));
  let broker: MessageBroker;
  let worker: Service;
  let leader: Service;
  let written: WatchedTopic;
  let committed: WatchedTopic;

  beforeAll(async () => {
    broker = testBroker(server.now());
    worker = await start('api,ingest,process,plan');
    leader = await start('api,relay');
    written = new WatchedTopic(server.now(), `${prefix}territory-changed`, { uncommitted: true });
    committed = new WatchedTopic(server.now(), `${prefix}territory-changed`);
  });
  afterAll(async () => {
    if (leader) process.kill(leader.pid, 'SIGCONT');
    await Promise.all([written?.close(), committed?.close()]);
    await killServices();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('commits nothing when it wakes, once another one has taken over', async () => {
    await Promise.all([written.open(), committed.open()]);
    const records = accountStream(`${prefix}account-events`, { events: EVENTS, accounts: 400 });
    const sent = sendSteadily(broker, records, { pauseMs: 500 });
    const open = await pausedInFlight();
    await start('api,relay');
    const before = committed.places.size;
    await until(() => committed.places.size > before);
    process.kill(leader.pid, 'SIGCONT');
    await until(() => leader.errors().includes('another producer took over'));
    await sent;
    const published = await expectNothingLost(
      { service: worker, dataDir, broker, prefix },
      streamIds(EVENTS),
    );
    const visible = placesOf(published.filter(({ topic }) => topic === `${prefix}territory-changed`));
    expect(open.filter((place) => visible.has(place))).toEqual([]);
  }, 240_000);

  /** Pauses the leader until that catches it with a transaction open. @returns where what it has written stands */
  async function pausedInFlight(): Promise<readonly string[]> {
    await until(() => committed.places.size > 0);
    const brokerPid = Object.values(server.now().pids)[0]!;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      await sleep(rng.next() * MOST_DELAY_MS);
      // The broker stands still first, so that a request of the leader is on its way when that one does.
      process.kill(brokerPid, 'SIGSTOP');
      await sleep(STILL_MS);
      process.kill(leader.pid, 'SIGSTOP');
      process.kill(brokerPid, 'SIGCONT');
      await sleep(SETTLE_MS);
      // What was committed just before may be seen late.
      if (inFlight().length > 0) await sleep(4 * SETTLE_MS);
      if (inFlight().length > 0) return inFlight();
      process.kill(leader.pid, 'SIGCONT');
    }
    throw new Error(`${ATTEMPTS} pauses, none with a transaction open`);
  }

  function inFlight(): string[] {
    return [...written.places].filter((place) => !committed.places.has(place));
  }

  async function start(roles: string): Promise<Service> {
    const env = {
      KAFKA_BROKERS: server.now().kafkaBrokers!,
      KAFKA_TOPIC_PREFIX: prefix,
      KAFKA_GROUP: `${prefix}g`,
      BAILIWICK_ROLES: roles,
    };
    return startService(dataDir, ['--port', String(await freePort())], { env });
  }
});
