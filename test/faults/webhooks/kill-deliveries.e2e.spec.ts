import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRng } from '@bailiwick/kernel';
import { type FeedEvent, readFeed } from '../../support/feed.js';
import { LastingClient } from '../../support/lasting-client.js';
import { killServices } from '../../support/service.js';
import { verified, WebhookReceiver } from '../../support/webhook-receiver.js';

const ACCOUNTS = 60;
const CHANGES = 8;
const KILLS = 4;
const SEED = 5;
/** The worker saves its place after 20 deliveries, at the end of a batch of 8: what came after that may come again. */
const REPEATS_A_DEATH = 40;

interface Told {
  readonly id: string;
  readonly subject: string;
  readonly version: number;
  readonly body: string;
}

/** A service that is killed again and again while it delivers, to a receiver that is not always in the mood. */
describe('deliveries of a service that is killed', () => {
  const rng = seededRng(SEED);
  let folder: string;
  let client: LastingClient;
  let receiver: WebhookReceiver;
  let feed: readonly FeedEvent[];
  let acknowledged: readonly Told[];
  const told: Told[] = [];

  beforeAll(async () => {
    process.env['WEBHOOKS_ALLOW_PRIVATE'] = '127.0.0.1';
    folder = await mkdtemp(join(tmpdir(), 'bailiwick-webhook-kill-'));
    client = new LastingClient(join(folder, 'data'));
    await client.start();
    let secret = '';
    receiver = await WebhookReceiver.start((received) => {
      const { id, subject, data } = verified(secret, received) as never as FeedEvent;
      if (rng.next() < 0.05) return { status: 503, headers: { 'retry-after': '0' } };
      told.push({ id, subject, version: Number(data['ownershipVersion']), body: received.body });
      return { status: 200 };
    });
    const wanted = { url: receiver.url, types: ['territory.changed.v1'] };
    const [status, answer] = await client.post('/v1/webhooks', wanted, { 'idempotency-key': 'the-crm' });
    expect(status).toBe(201);
    secret = (answer as { secret: string }).secret;
    await disturbed(client, told);
    feed = (await readFeed(client.get)).filter(({ type }) => type === 'territory.changed.v1');
    const ends = [...new Map(feed.map(({ subject, id }) => [subject, id])).values()];
    await receiver.until(() => ends.every((end) => told.some(({ id }) => id === end)));
    acknowledged = [...told];
  }, 300_000);

  afterAll(async () => {
    delete process.env['WEBHOOKS_ALLOW_PRIVATE'];
    await killServices();
    await receiver.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('brings every event at least once, for each account in the order of the feed', () => {
    expect(client.kills).toBe(KILLS);
    expect(feed).toHaveLength(ACCOUNTS * (CHANGES + 1));
    const bySubject = (a: { subject: string }, b: { subject: string }): number =>
      a.subject.localeCompare(b.subject);
    const inOrder = (events: readonly { id: string; subject: string }[]): string[] =>
      events.toSorted(bySubject).map(({ id }) => id);
    expect(inOrder(firstOf(acknowledged))).toEqual(inOrder(feed));
  });

  it('brings a repeat under the same id with the same content, and few of them', () => {
    const bodies = new Map(acknowledged.map(({ id, body }) => [id, body]));
    for (const { id, body } of acknowledged) expect(body).toBe(bodies.get(id));
    expect(acknowledged.length - bodies.size).toBeLessThanOrEqual(KILLS * REPEATS_A_DEATH);
  });

  it('lets each account count up without a gap', () => {
    const versions = new Map<string, number>();
    for (const { subject, version } of acknowledged) {
      const known = versions.get(subject) ?? 0;
      expect(version).toBeLessThanOrEqual(known + 1);
      versions.set(subject, Math.max(known, version));
    }
    expect([...versions.values()]).toEqual(Array.from({ length: ACCOUNTS }, () => CHANGES + 1));
  });
});

/** Sends a company's life while the service is killed: each time when some more deliveries were acknowledged. */
async function disturbed(client: LastingClient, told: readonly Told[]): Promise<void> {
  const rng = seededRng(SEED + 1);
  const sent = client.sendLines(companyLife().map((event) => JSON.stringify(event)));
  for (let kill = 1; kill <= KILLS; kill++) {
    const from = told.length;
    const more = 20 + rng.int(60);
    while (told.length < from + more) await new Promise((resolve) => setTimeout(resolve, 2));
    client.killIn(rng.int(20));
    await client.survived();
  }
  await sent;
}

function firstOf(all: readonly Told[]): Told[] {
  const seen = new Set<string>();
  return all.filter(({ id }) => !seen.has(id) && seen.add(id));
}

function companyLife(): unknown[] {
  const team = ['C0', 'C1', 'C2'];
  const accounts = Array.from({ length: ACCOUNTS }, (_, i) => `A${String(i).padStart(3, '0')}`);
  return [
    ...team.map((csmId) =>
      event(0, 'csm.joined', csmId, { csmId, name: `Person ${csmId}`, capacityHours: 10_000 }),
    ),
    ...accounts.map((accountId) =>
      event(1, 'account.new', accountId, { accountId, name: accountId, arr: 60_000, csmId: 'C0' }),
    ),
    ...Array.from({ length: CHANGES }, (_, n) =>
      accounts.map((accountId) =>
        event(n + 2, 'account.owner-changed', accountId, { accountId, csmId: team[(n + 1) % 3]! }),
      ),
    ).flat(),
  ];
}

function event(day: number, type: string, subject: string, data: Record<string, unknown>): unknown {
  const time = new Date(Date.UTC(2026, 0, 1 + day)).toISOString();
  return { specversion: '1.0', source: '/test', id: `${type} ${subject} ${day}`, type, subject, time, data };
}
