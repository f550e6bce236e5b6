import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRng } from '@bailiwick/kernel';
import type { MessageBroker } from '@bailiwick/messaging';
import { accountStream, sendSteadily, streamIds } from '../../support/account-stream.js';
import { repository } from '../../support/cli.js';
import { Cluster } from '../../support/cluster.js';
import { testBroker, uniqueName } from '../../support/kafka.js';
import { until } from '../../support/messages.js';
import { describeWith } from '../../support/needs.js';
import { expectNothingLost, headOf } from '../../support/nothing-lost.js';
import { kafka, useServer } from '../../support/servers.js';
import { killServices, startService, type Service } from '../../support/service.js';

const EVENTS = 3_000;
const STEPS = 10;
const STEP_MS = 2_000;
/** Members besides the service. */
const MOST_MEMBERS = 3;
/** The only step at which a member is killed instead of asked: a group misses it for as long as a session lasts. */
const KILLED_AT = 6;

/** Further members of the service's group, each a process that reads into the same log, join and leave every 2 s. */
describeWith(kafka, 'a group whose members join and leave every 2 s', () => {
  const rng = seededRng(20_260_304);
  const prefix = `${uniqueName('storm')}.`;
  const group = `${prefix}g`;
  const server = useServer('kafka');
  const dataDir = mkdtempSync(join(tmpdir(), 'bailiwick-storm-'));
  const members: ChildProcess[] = [];
  let errors = '';
  let broker: MessageBroker;
  let cluster: Cluster;
  let service: Service;

  beforeAll(async () => {
    broker = testBroker(server.now());
    cluster = new Cluster(server.now());
    await cluster.connect();
    const env = { KAFKA_BROKERS: server.now().kafkaBrokers!, KAFKA_TOPIC_PREFIX: prefix, KAFKA_GROUP: group };
    service = await startService(dataDir, [], { env });
  });
  afterAll(async () => {
    for (const member of members) member.kill('SIGKILL');
    await cluster?.close();
    await killServices();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('loses nothing, records each event once, and goes on', async () => {
    let acknowledged = 0;
    const sent = sendSteadily(
      broker,
      accountStream(`${prefix}account-events`, { events: EVENTS, accounts: 400 }),
      {
        pauseMs: (STEPS * STEP_MS) / (EVENTS / 50),
        acknowledged: (count) => (acknowledged = count),
      },
    );
    await until(async () => (await headOf(service)) > EVENTS / 20);
    const before = acknowledged;
    for (let step = 1; step <= STEPS; step++) {
      if (members.length === 0 || (members.length < MOST_MEMBERS && rng.next() < 0.6)) joinGroup();
      else await leave(step === KILLED_AT ? 'SIGKILL' : 'SIGTERM');
      await sleep(STEP_MS);
    }
    expect(acknowledged - before).toBeGreaterThan(EVENTS / 2);
    while (members.length > 0) await leave('SIGTERM');
    await sent;
    await expectNothingLost({ service, dataDir, broker, prefix }, streamIds(EVENTS));
    await until(async () => (await cluster.lag(group, `${prefix}account-events`)) === 0);
    await until(async () => (await cluster.members(group)).length === 1);
    expect(errors).toBe('');
  }, 240_000);

  function joinGroup(): void {
    const script = join(repository, 'test', 'faults', 'kafka', 'member.child.mjs');
    const args = [script, dataDir, server.now().kafkaBrokers!, prefix, group];
    const member = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    member.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    members.push(member);
  }

  async function leave(signal: NodeJS.Signals): Promise<void> {
    const [member] = members.splice(Math.floor(rng.next() * members.length), 1);
    const ended = once(member!, 'exit');
    member!.kill(signal);
    await ended;
  }
});
