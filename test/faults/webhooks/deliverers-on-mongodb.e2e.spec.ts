import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FeedEvent, readFeed } from '../../support/feed.js';
import { until } from '../../support/messages.js';
import { describeWith } from '../../support/needs.js';
import { freshDatabase, mongodb, useServer } from '../../support/servers.js';
import { killServices, type Service, startService } from '../../support/service.js';
import { verified, WebhookReceiver } from '../../support/webhook-receiver.js';

const ACCOUNTS = 20;
const CHANGES = 5;
const TYPE = 'territory.changed.v1';
const TEAM = ['C0', 'C1'];
const TOKEN = 'a-token-for-all-of-them';

interface DeliveryPage {
  readonly items: readonly { readonly deliveryId: string; readonly eventId: string }[];
}

/** Each process with a folder of its own, as on machines of their own: what they share is the database and a key. */
describeWith(mongodb, 'webhooks on MongoDB, when who delivers is killed', () => {
  const servers = useServer('mongodb');
  const deliverers = new Map<string, Service>();
  let folder: string;
  let mongodbUri: string;
  let receiver: WebhookReceiver;
  let api: Service;
  let webhookId: string;
  let feed: readonly FeedEvent[];
  let killed: string;
  const told: { readonly id: string; readonly subject: string; readonly body: string }[] = [];

  const start = (name: string, roles: string): Promise<Service> =>
    startService(join(folder, name), ['--roles', roles], {
      env: {
        MONGODB_URI: mongodbUri,
        BAILIWICK_INSTANCE: name,
        BAILIWICK_TOKEN: TOKEN,
        BAILIWICK_TIME: 'events',
        BAILIWICK_LEASE_SECONDS: '3',
        WEBHOOKS_ALLOW_PRIVATE: '127.0.0.1',
        WEBHOOKS_KEY: 'k'.repeat(32),
      },
    });

  async function ask<T>(
    service: Service,
    path: string,
    body?: unknown,
    type = 'application/json',
  ): Promise<T> {
    const sent = typeof body === 'string' ? body : JSON.stringify(body);
    const init = body === undefined ? {} : { method: 'POST', headers: { 'content-type': type }, body: sent };
    const response = await service.call(path, { as: TOKEN, ...init });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return (type === 'application/json' ? JSON.parse(text) : text) as T;
  }

  const send = (events: readonly unknown[]): Promise<unknown> =>
    ask(api, '/v1/events', events.map((event) => JSON.stringify(event)).join('\n'), 'application/x-ndjson');

  const ready = (service: Service): Promise<Ready> => ask(service, '/health/ready');

  async function whoDelivers(): Promise<string> {
    for (;;) {
      for (const [name, service] of deliverers)
        if ((await ready(service)).roles.relay.state === 'working') return name;
      await sleep(20);
    }
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bailiwick-webhooks-mongodb-'));
    mongodbUri = freshDatabase(servers.now());
    let secret = '';
    receiver = await WebhookReceiver.start((received) => {
      const { id, subject } = verified(secret, received) as never as FeedEvent;
      told.push({ id, subject, body: received.body });
      return { status: 200 };
    });
    const starting = ['one', 'two'].map(async (name) => deliverers.set(name, await start(name, 'api,relay')));
    await Promise.all([...starting, start('api', 'api,process').then((started) => (api = started))]);
    const made = await ask<{ secret: string; webhookId: string }>(api, '/v1/webhooks', {
      url: receiver.url,
      types: [TYPE],
    });
    ({ secret, webhookId } = made);
    await send([...joining(), ...changes(0)]);
    const streaming = (async () => {
      for (let n = 1; n <= CHANGES; n++) await send(changes(n));
    })();
    await receiver.until(() => told.length > ACCOUNTS / 2);
    killed = await whoDelivers();
    await deliverers.get(killed)!.kill();
    deliverers.delete(killed);
    await streaming;
    await until(async () => (await ready(api)).process.behind === 0);
    feed = (await readFeed((path) => ask(api, path))).filter(({ type }) => type === TYPE);
    await receiver.until(() => feed.every(({ id }) => told.some((one) => one.id === id)));
  }, 240_000);

  afterAll(async () => {
    await killServices();
    await receiver.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('are delivered by another process, every event, for each account in the order of the feed', async () => {
    expect(feed).toHaveLength(ACCOUNTS * (CHANGES + 1));
    const [other] = deliverers.keys();
    expect([await whoDelivers(), killed]).toEqual([other, other === 'one' ? 'two' : 'one']);
    const ids = new Set<string>();
    const first = told.filter(({ id }) => !ids.has(id) && ids.add(id));
    for (const subject of new Set(feed.map((event) => event.subject)))
      expect(first.filter((one) => one.subject === subject).map(({ id }) => id)).toEqual(
        feed.filter((one) => one.subject === subject).map(({ id }) => id),
      );
  });

  it('come twice only under the same id, with the same content', () => {
    const bodies = new Map(told.map(({ id, body }) => [id, body]));
    for (const { id, body } of told) expect(body).toBe(bodies.get(id));
    expect(bodies.size).toBe(feed.length);
  });

  it('are accounted for by every process with the role api, those of the dead one too', async () => {
    const path = `/v1/webhooks/${webhookId}`;
    const [left] = deliverers.values();
    const last = Number.parseInt(feed.at(-1)!.id);
    const progress = (): Promise<{ position: number }> => ask(left!, `${path}/progress`);
    await until(async () => (await progress()).position >= last);
    const pages = await Promise.all(
      [api, left!].map((service) => ask<DeliveryPage>(service, `${path}/deliveries?limit=1000`)),
    );
    expect(pages[0]).toEqual(pages[1]);
    const { items } = pages[0]!;
    expect(new Set(items.map(({ deliveryId }) => deliveryId)).size).toBe(items.length);
    expect(new Set(items.map(({ eventId }) => eventId))).toEqual(new Set(feed.map(({ id }) => id)));
    expect(await ask(left!, path)).toEqual(await ask(api, path));
  });

  it('are tested once under a key, whichever process a repeat reaches', async () => {
    const [left] = deliverers.values();
    const before = receiver.received.length;
    const test = async (service: Service): Promise<readonly unknown[]> => {
      const init = { method: 'POST', as: TOKEN, headers: { 'idempotency-key': 'test-1' } };
      const response = await service.call(`/v1/webhooks/${webhookId}/test`, init);
      return [response.status, response.headers.get('idempotent-replayed'), await response.text()];
    };
    const [status, replayed, body] = await test(api);
    expect([status, replayed]).toEqual([200, null]);
    expect(await test(left!)).toEqual([200, 'true', body]);
    expect(receiver.received.length).toBe(before + 1);
  });
});

interface Ready {
  readonly process: { readonly behind: number };
  readonly roles: { readonly relay: { readonly state: string } };
}

function joining(): unknown[] {
  return TEAM.map((csmId) => event(0, 'csm.joined', csmId, { csmId, name: csmId, capacityHours: 10_000 }));
}

/** Each account is new on the first day, and has another owner on each day after. */
function changes(day: number): unknown[] {
  return Array.from({ length: ACCOUNTS }, (_, i) => {
    const accountId = `A${i}`;
    const csmId = TEAM[day % 2]!;
    if (day > 0) return event(day, 'account.owner-changed', accountId, { accountId, csmId });
    return event(day, 'account.new', accountId, { accountId, name: accountId, arr: 60_000, csmId });
  });
}

function event(day: number, type: string, subject: string, data: Record<string, unknown>): unknown {
  const time = new Date(Date.UTC(2026, 0, 1 + day)).toISOString();
  return { specversion: '1.0', source: '/test', id: `${type} ${subject} ${day}`, type, subject, time, data };
}
