import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OUTGOING_TOPICS, OUTGOING_TYPES } from '@bailiwick/contracts';
import { seededRng } from '@bailiwick/kernel';
import type { MessageBroker, OutgoingRecord, ReceivedMessage } from '@bailiwick/messaging';
import { testBroker, uniqueName } from '../../support/kafka.js';
import { binary, headerText, readTopics, structured, textOf, until } from '../../support/messages.js';
import { describeWith } from '../../support/needs.js';
import { cloudEvent } from '../../support/random-events.js';
import { kafka, useServer } from '../../support/servers.js';
import { startService, type Service } from '../../support/service.js';

const ACCOUNTS = 400;
const EVENTS = 2_000;
const KILLS = 2;
/** A member that was killed is missed for this long, so that each kill costs as much. */
const TIMEOUT_MS = 240_000;

/**
 * The service is killed (-9) again and again while events stream in by Kafka and changes go out by it. What must
 * hold: every event is in the log exactly once, and the topics say what the log says, duplicates under the same id.
 */
describeWith(kafka, 'a service that is killed while it streams', () => {
  const rng = seededRng(20_260_301);
  const prefix = `${uniqueName('kill')}.`;
  const dataDir = mkdtempSync(join(tmpdir(), 'bailiwick-kafka-'));
  const server = useServer('kafka');
  let broker: MessageBroker;
  let service: Service;

  beforeAll(() => void (broker = testBroker(server.now())));

  afterAll(async () => {
    await service?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it(
    'loses nothing and doubles nothing',
    async () => {
      // One port for all its lives, so that it takes its own leases again at once.
      const args = ['--port', String(await freePort())];
      const env = { KAFKA_BROKERS: server.now().kafkaBrokers!, KAFKA_TOPIC_PREFIX: prefix };
      const start = (): Promise<Service> => startService(dataDir, args, { env });
      service = await start();
      const records = history(`${prefix}account-events`);
      const sent = sendSlowly(records);
      for (let kill = 1; kill <= KILLS; kill++) {
        const target = Math.floor((EVENTS * (kill - 0.5 + 0.5 * rng.next())) / (KILLS + 1));
        await until(async () => (await head(service)) >= target);
        await service.kill();
        service = await start();
      }
      await sent;
      await until(async () => (await incoming(service)).length >= EVENTS);
      await settled(service);

      const ids = (await incoming(service)).map(({ id }) => id);
      expect(ids).toHaveLength(EVENTS);
      expect(new Set(ids).size).toBe(EVENTS);
      await topicsAgree(await feed(service));
    },
    TIMEOUT_MS,
  );

  async function sendSlowly(records: readonly OutgoingRecord[]): Promise<void> {
    const producer = await broker.producer();
    for (let i = 0; i < records.length; i += 50) {
      await producer.send(records.slice(i, i + 50));
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    await producer.close();
  }

  async function topicsAgree(expected: readonly Out[]): Promise<void> {
    const wanted = new Set(expected.map(({ id }) => id));
    const topics = OUTGOING_TOPICS.map((topic) => prefix + topic);
    const messages = await readTopics(broker, topics, (all) => includesAll(all, wanted));
    const first = new Map<string, ReceivedMessage>();
    for (const one of messages) {
      const id = headerText(one, 'ce_id');
      const before = first.get(id);
      if (before) expect(textOf(one.value)).toBe(textOf(before.value));
      else first.set(id, one);
    }
    expect([...first.keys()].sort()).toEqual([...wanted].sort());
    for (const { id, data } of expected)
      if (first.get(id)!.value !== null) expect(JSON.parse(textOf(first.get(id)!.value))).toEqual(data);
    expectVersionsWithoutGap(
      [...first.values()].filter(({ topic }) => topic === `${prefix}territory-changed`),
    );
    tailSaysTheOwner(messages, expected);
  }

  function tailSaysTheOwner(messages: readonly ReceivedMessage[], expected: readonly Out[]): void {
    const tail = new Map<string, string>();
    for (const { topic, key, value } of messages)
      if (topic === `${prefix}territory-ownership`) tail.set(textOf(key), textOf(value));
    const owners = new Map<string, Record<string, unknown>>();
    for (const { type, data } of expected)
      if (type === 'territory.ownership.v1') owners.set(data['accountId'] as string, data);
    expect(owners.size).toBe(ACCOUNTS);
    for (const [accountId, data] of owners)
      expect(tail.get(accountId)).toBe(data['to'] === null ? '' : JSON.stringify(data));
  }
});

interface Out {
  readonly id: string;
  readonly type: string;
  readonly data: Record<string, unknown>;
}

function includesAll(messages: readonly ReceivedMessage[], wanted: ReadonlySet<string>): boolean {
  if (messages.length < wanted.size) return false;
  const ids = new Set(messages.map((one) => headerText(one, 'ce_id')));
  return [...wanted].every((id) => ids.has(id));
}

function expectVersionsWithoutGap(changes: readonly ReceivedMessage[]): void {
  const last = new Map<string, number>();
  for (const { key, value } of changes) {
    const { ownershipVersion } = JSON.parse(textOf(value)) as { ownershipVersion: number };
    expect(ownershipVersion).toBe((last.get(textOf(key)) ?? 0) + 1);
    last.set(textOf(key), ownershipVersion);
  }
}

/** Some CSMs, accounts that come, and then what happens to them; both modes in turn, keys as senders give them. */
function history(topic: string): OutgoingRecord[] {
  const time = '2026-03-01T00:00:00Z';
  const csms = Array.from({ length: 20 }, (_, i) =>
    cloudEvent(
      'csm.joined',
      { csmId: `C${i}`, name: `C${i}`, capacityHours: 5_000, pool: true },
      { id: `c${i}`, time },
    ),
  );
  const accounts = Array.from({ length: EVENTS - csms.length }, (_, i) => {
    const accountId = `A${i % ACCOUNTS}`;
    const id = `e${i}`;
    if (i < ACCOUNTS)
      return cloudEvent('account.new', { accountId, name: accountId, arr: 10_000 }, { id, time });
    if (i % 40 === 7) return cloudEvent('account.churned', { accountId }, { id, time: later(i) });
    return cloudEvent('account.expanded', { accountId, arrDelta: 100 }, { id, time: later(i) });
  });
  return [...csms, ...accounts].map((event, i) => ({
    ...(i % 2 === 0 ? structured : binary)(topic, event),
    key: Buffer.from(String(event['subject'])),
  }));
}

const later = (i: number): string => new Date(Date.UTC(2026, 2, 1) + i * 1_000).toISOString();

interface Page<T> {
  readonly events: readonly T[];
  readonly next: number;
}

/** Everything behind a paged address. */
async function pages<T>({ call }: Service, path: string): Promise<T[]> {
  const all: T[] = [];
  for (let after = 0; ;) {
    const response = await call(`${path}after=${after}&limit=1000`);
    const { events, next } = (await response.json()) as Page<T>;
    if (next === after) return all;
    all.push(...events);
    after = next;
  }
}

const incoming = (service: Service): Promise<Out[]> => pages(service, '/v1/events?');
const feed = (service: Service): Promise<Out[]> =>
  pages(service, `/v1/feed?type=${OUTGOING_TYPES.join(',')}&`);

async function head({ call }: Service): Promise<number> {
  return ((await (await call('/health/ready')).json()) as { head: number }).head;
}

/** The log has stopped growing: everything was reacted to. */
async function settled(service: Service): Promise<void> {
  for (let before = -1, now = await head(service); now !== before; now = await head(service)) {
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 2_000));
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
