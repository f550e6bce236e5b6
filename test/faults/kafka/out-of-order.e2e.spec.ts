import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRng } from '@bailiwick/kernel';
import { jsonLocator, Lifecycle, type AccountState } from '@bailiwick/lifecycle';
import { decodeCloudEvents, type MessageBroker, type OutgoingRecord } from '@bailiwick/messaging';
import { Portfolio } from '@bailiwick/portfolio';
import { accountStream, sendSteadily, streamIds } from '../../support/account-stream.js';
import { testBroker, uniqueName } from '../../support/kafka.js';
import { countingIds, memoryStore } from '../../support/memory-store.js';
import { describeWith } from '../../support/needs.js';
import { expectNothingLost } from '../../support/nothing-lost.js';
import { openLog } from '../../support/open-log.js';
import { kafka, useServer } from '../../support/servers.js';
import { killServices, startService, type Service } from '../../support/service.js';

const EVENTS = 1_500;
/** Of every event this many copies come, each somewhere. */
const COPIES = 3;
const CLOCK = { now: () => 0, monotonic: () => performance.now() };

/** Events come in any order, with keys that mean nothing, and each of them several times. */
describeWith(kafka, 'events that come out of order, and again', () => {
  const rng = seededRng(20_260_307);
  const prefix = `${uniqueName('order')}.`;
  const server = useServer('kafka');
  const dataDir = mkdtempSync(join(tmpdir(), 'bailiwick-order-'));
  let broker: MessageBroker;
  let service: Service;

  beforeAll(async () => {
    broker = testBroker(server.now());
    const env = {
      KAFKA_BROKERS: server.now().kafkaBrokers!,
      KAFKA_TOPIC_PREFIX: prefix,
      KAFKA_GROUP: `${prefix}g`,
    };
    service = await startService(dataDir, [], { env });
  });
  afterAll(async () => {
    await killServices();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('give the same accounts as in order, once', async () => {
    const inOrder = accountStream(`${prefix}account-events`, { events: EVENTS, accounts: 150 });
    await sendSteadily(broker, shuffled(inOrder), { batch: 200, pauseMs: 20 });
    await expectNothingLost({ service, dataDir, broker, prefix }, streamIds(EVENTS));

    const log = await openLog(dataDir);
    const found = await factsOf(new Portfolio(log));
    await log.close();
    expect(found).toEqual(await expected(inOrder));
  }, 180_000);

  function shuffled(records: readonly OutgoingRecord[]): OutgoingRecord[] {
    return Array.from({ length: COPIES }, () => records)
      .flat()
      .map((record) => ({ record: { ...record, key: Buffer.from(`k${rng.next()}`) }, rank: rng.next() }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ record }) => record);
  }
});

/** What the same events say in order, without a broker. */
async function expected(records: readonly OutgoingRecord[]): Promise<unknown[]> {
  const store = memoryStore(CLOCK);
  const lifecycle = new Lifecycle({ store, ids: countingIds(), locator: jsonLocator });
  const events = records.flatMap((record) => {
    const decoded = decodeCloudEvents(record);
    return decoded.ok ? decoded.events : [];
  });
  await lifecycle.ingestEach(events, { id: 'system:test', role: 'admin' });
  const facts = await factsOf(new Portfolio(store));
  await store.close();
  return facts;
}

/** What senders said of the accounts; who has them depends on when it was heard. */
async function factsOf(portfolio: Portfolio): Promise<unknown[]> {
  const ours = new Set<keyof AccountState>([
    'csmId',
    'csmSince',
    'actingCsmId',
    'ownershipVersion',
    'tier',
    'tierSince',
  ]);
  const accounts = await portfolio.accounts();
  return accounts
    .map((account) => Object.entries(account).filter(([name]) => !ours.has(name as keyof AccountState)))
    .map((entries) => Object.fromEntries(entries))
    .sort((a, b) => (String(a['accountId']) < String(b['accountId']) ? -1 : 1));
}
