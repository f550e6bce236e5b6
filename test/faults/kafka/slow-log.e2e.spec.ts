import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MessageBroker } from '@bailiwick/messaging';
import {
  loadSqlite,
  type SqliteConnection,
} from '../../../libs/event-store/src/adapters/embedded/sqlite-driver.js';
import { accountStream, sendSteadily, streamIds } from '../../support/account-stream.js';
import { Cluster } from '../../support/cluster.js';
import { testBroker, uniqueName } from '../../support/kafka.js';
import { until } from '../../support/messages.js';
import { describeWith } from '../../support/needs.js';
import { expectNothingLost } from '../../support/nothing-lost.js';
import { kafka, useServer } from '../../support/servers.js';
import { killServices, startService, type Service } from '../../support/service.js';

const EVENTS = 220;
const PADDING = 60_000;
/** The same events again and again, so that the backlog is long and the log is not. */
const COPIES = 34;
/** Longer than a group waits for a member that gives no sign of life. */
const BLOCKED_MS = 20_000;
/** A slow log afterwards: how long others hold it, and how long they let go. */
const HELD_MS = 300;
const FREE_MS = 150;
const SLOW_TURNS = 15;
const MB = 1_000_000;
/** What the process may grow by: some fetches, decoded, and garbage. The backlog is much longer. */
const GROWTH_MB = 225;

/** Others keep the log for themselves while a long backlog waits in Kafka. */
describeWith(kafka, 'a log that is slower than what comes in', () => {
  const prefix = `${uniqueName('slow')}.`;
  const topic = `${prefix}account-events`;
  const group = `${prefix}g`;
  const server = useServer('kafka');
  const dataDir = mkdtempSync(join(tmpdir(), 'bailiwick-slow-'));
  let broker: MessageBroker;
  let cluster: Cluster;
  let service: Service;
  let lock: SqliteConnection;

  beforeAll(async () => {
    broker = testBroker(server.now());
    cluster = new Cluster(server.now());
    await cluster.connect();
    const env = { KAFKA_BROKERS: server.now().kafkaBrokers!, KAFKA_TOPIC_PREFIX: prefix, KAFKA_GROUP: group };
    service = await startService(dataDir, [], { env });
    lock = (await loadSqlite())(join(dataDir, 'event-store', 'log.sqlite'), 5_000);
  });
  afterAll(async () => {
    lock?.close();
    await cluster?.close();
    await killServices();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('is waited for: memory stays bounded, the member stays in its group, and nothing is lost', async () => {
    await until(async () => (await cluster.members(group)).length === 1);
    const members = await cluster.members(group);
    const before = memoryOf(service.pid);
    let peak = 0;
    const watching = setInterval(() => (peak = Math.max(peak, memoryOf(service.pid))), 200);

    lock.exec('BEGIN IMMEDIATE');
    const records = accountStream(topic, { events: EVENTS, accounts: 100, padding: PADDING });
    for (let copy = 0; copy < COPIES; copy++) await sendSteadily(broker, records, { pauseMs: 0 });
    await sleep(BLOCKED_MS);
    lock.exec('ROLLBACK');
    for (let turn = 1; turn <= SLOW_TURNS; turn++) {
      lock.exec('BEGIN IMMEDIATE');
      await sleep(HELD_MS);
      lock.exec('ROLLBACK');
      await sleep(FREE_MS);
    }
    await until(async () => (await cluster.lag(group, topic)) === 0);
    clearInterval(watching);

    const backlogMb = (EVENTS * COPIES * PADDING) / MB;
    expect(backlogMb).toBeGreaterThan(1.9 * GROWTH_MB);
    expect(peak - before).toBeLessThan(GROWTH_MB);
    expect(await cluster.members(group)).toEqual(members);
    await expectNothingLost({ service, dataDir, broker, prefix }, streamIds(EVENTS));
  }, 240_000);
});

/** What a process has in memory, in MB. */
function memoryOf(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)]).toString()) / 1_024;
}
