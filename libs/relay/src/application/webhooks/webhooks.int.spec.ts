import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore } from '@bailiwick/event-store';
import { type Clock, InvalidInputError, seededRng, silentLogger } from '@bailiwick/kernel';
import { countingIds, memoryStore, OPS } from '../../../../../test/support/memory-store.js';
import { type Behaviour, verified, WebhookReceiver } from '../../../../../test/support/webhook-receiver.js';
import { AddressGuard } from '../../adapters/webhooks/address-guard.js';
import { FileMasterKeys } from '../../adapters/webhooks/file-master-keys.js';
import { HttpSender, type Resolver } from '../../adapters/webhooks/http-sender.js';
import { assignment, commitOf, tiering } from '../../testing/decisions.js';
import { Feed } from '../feed.js';
import { WebhookService } from './webhook-service.js';

const RETRIES = { firstMs: 1_000, factor: 2, longestMs: 8_000, jitter: 0.2, attempts: 4 };
const TYPES = ['territory.changed.v1'] as const;
const ids = countingIds();

/** The system's time, which can be set ahead: signatures are judged by the system's. */
class AheadClock implements Clock {
  aheadMs = 0;
  now = (): number => Date.now() + this.aheadMs;
  monotonic = (): number => performance.now();
}

interface Options {
  readonly holder?: string | undefined;
  readonly allowed?: readonly string[];
  readonly resolver?: Resolver;
  readonly keys?: readonly string[];
  readonly timeoutMs?: number;
}

describe('webhooks', () => {
  let folder: string;
  let store: EventStore;
  let clock: AheadClock;
  /** How long every pause was to be; none is longer than a moment here. */
  let pauses: number[];
  let longestPauseMs: number;
  const open = new Set<{ stop(): Promise<unknown> }>();
  const receivers = new Set<WebhookReceiver>();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bailiwick-webhooks-'));
    clock = new AheadClock();
    store = memoryStore(clock);
    [pauses, longestPauseMs] = [[], 5];
  });
  afterEach(async () => {
    await Promise.all([...open].map((service) => service.stop()));
    open.clear();
    await Promise.all([...receivers].map((receiver) => receiver.close()));
    receivers.clear();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });

  function start({
    holder = 'one',
    allowed = ['127.0.0.0/8'],
    resolver,
    keys,
    timeoutMs = 10_000,
  }: Options = {}): WebhookService {
    const feed = new Feed(store);
    const guard = new AddressGuard(allowed);
    const service = new WebhookService({
      store,
      feed,
      clock,
      ids,
      rng: seededRng(1),
      logger: silentLogger,
      addresses: guard,
      master: new FileMasterKeys(folder, keys),
      sender: new HttpSender({
        guard,
        now: clock.now,
        timeoutMs,
        answerBytes: 1_000,
        ...(resolver ? { resolver } : {}),
      }),
      keptDeliveries: 5,
      retries: RETRIES,
      holder,
      pause: async (ms, signal) => {
        pauses.push(ms);
        await store.waitFor(Number.MAX_SAFE_INTEGER, Math.min(ms, longestPauseMs), signal);
      },
    });
    service.start();
    open.add(service);
    return service;
  }

  async function receiver(behaviour?: Behaviour): Promise<WebhookReceiver> {
    const started = await WebhookReceiver.start(behaviour);
    receivers.add(started);
    return started;
  }

  /** Changes of territory of these accounts, a commit each. @returns the ids of their events */
  async function happen(...accounts: readonly string[]): Promise<string[]> {
    const told: string[] = [];
    for (const accountId of accounts) {
      const { stream, expectedVersion, events, idempotencyKey } = commitOf(`account-${accountId}`, [
        assignment({ accountId }),
      ]);
      const { position } = await store.append(stream, expectedVersion, events, { idempotencyKey });
      told.push(`${position}-0`);
    }
    return told;
  }

  async function until(holds: () => Promise<boolean>): Promise<void> {
    while (!(await holds())) await sleep(2);
  }

  const disabled = (service: WebhookService, id: string) => (): Promise<boolean> =>
    service.endpoints.get(id).then(({ enabled }) => !enabled);

  it('posts what happens from now on, in order, and another’s library verifies it', async () => {
    const service = start();
    const crm = await receiver();
    await happen('before');
    const { webhook, secret } = await service.endpoints.create({ url: crm.url, types: TYPES }, OPS);
    await store.append('account-T', 'any', [tiering({ accountId: 'T' })], { idempotencyKey: 'tier' });
    const told = await happen('A1', 'A1', 'A1');
    const received = await crm.got(3);
    expect(crm.ids).toEqual(told);
    const events = received.map((one) => verified(secret, one));
    const { events: onFeed } = await new Feed(store).read({ after: webhook.after, limit: 9, types: TYPES });
    expect(events).toEqual(onFeed);
    expect(received[0]!.headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
    expect(() => verified(secret, { ...received[0]!, body: `${received[0]!.body} ` })).toThrow('signature');
  });

  it('replays from a position where that is wanted, and is sent back or ahead by hand', async () => {
    const service = start();
    const crm = await receiver();
    const told = await happen('A1', 'A1', 'A1');
    const { webhook } = await service.endpoints.create({ url: crm.url, types: TYPES, after: 1 }, OPS);
    await crm.got(2);
    expect(crm.ids).toEqual(told.slice(1));
    await service.endpoints.rewind(webhook.webhookId, 0, OPS);
    await crm.got(5);
    expect(crm.ids.slice(2)).toEqual(told);
    await expect(service.endpoints.rewind(webhook.webhookId, 1e9, OPS)).rejects.toMatchObject({
      code: 'webhook-position',
    });
  });

  it('signs with the old secret and the new one for a while, then with the new one', async () => {
    const service = start();
    const crm = await receiver();
    const made = await service.endpoints.create({ url: crm.url, types: TYPES }, OPS);
    const { webhookId } = made.webhook;
    const rotated = await service.endpoints.rotate(webhookId, 60, OPS);
    expect(rotated.secret).not.toBe(made.secret);
    await happen('A1');
    const [during] = await crm.got(1);
    expect(during!.headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/);
    for (const secret of [made.secret, rotated.secret]) expect(verified(secret, during!)).toBeDefined();
    clock.aheadMs = 61_000;
    await happen('A2');
    const after = (await crm.got(2))[1]!;
    expect(verified(rotated.secret, after)).toBeDefined();
    expect(() => verified(made.secret, after)).toThrow('signature');
    const leaked = await service.endpoints.rotate(webhookId, 0, OPS);
    expect(leaked.webhook.secrets).toHaveLength(1);
  });

  it('sends several accounts at once, and of each one event after the other', async () => {
    const service = start();
    let [now, most] = [0, 0];
    const busy = new Set<string>();
    const crm = await receiver(async ({ body }) => {
      const { subject } = JSON.parse(body) as { subject: string };
      expect(busy.has(subject)).toBe(false);
      busy.add(subject);
      most = Math.max(most, ++now);
      await sleep(3);
      now--;
      busy.delete(subject);
      return { status: 200 };
    });
    const busiest = Array.from({ length: 11 }, (_, n) => `A${n}`);
    const told = await happen(...Array.from({ length: 120 }, (_, n) => busiest[n % 11]!));
    const { webhook } = await service.endpoints.create({ url: crm.url, types: TYPES, after: 0 }, OPS);
    await crm.got(120);
    expect(most).toBe(8);
    const last = Number.parseInt(told.at(-1)!);
    await until(async () => (await service.progress(webhook.webhookId)).position >= last);
    for (const account of busiest)
      expect(crm.received.filter(({ body }) => body.includes(`"${account}"`)).map(({ id }) => id)).toEqual(
        told.filter((_, n) => `A${n % 11}` === account),
      );
  });

  it('tries again until it is acknowledged, and lets nothing overtake', async () => {
    const service = start();
    let failures = 3;
    const crm = await receiver(() => ({ status: failures-- > 0 ? 500 : 200 }));
    const { webhook } = await service.endpoints.create({ url: crm.url, types: TYPES }, OPS);
    const [first, second] = await happen('A1', 'A1');
    await crm.got(5);
    expect(crm.ids).toEqual([first, first, first, first, second]);
    await until(async () => (await service.deliveries(webhook.webhookId)).length === 5);
    const deliveries = await service.deliveries(webhook.webhookId);
    expect(deliveries.map(({ eventId, attempt, status }) => [eventId, attempt, status])).toEqual(
      [
        [first, 1, 500],
        [first, 2, 500],
        [first, 3, 500],
        [first, 4, 200],
        [second, 1, 200],
      ].reverse(),
    );
    expect(pauses.filter((ms) => ms >= 500)).toHaveLength(3);
  });

  it.each([429, 503])('waits as long as %i says', async (status) => {
    const service = start();
    let refusals = 1;
    const reply = { status, headers: { 'retry-after': '17' } };
    const crm = await receiver(() => (refusals-- > 0 ? reply : { status: 200 }));
    await service.endpoints.create({ url: crm.url, types: TYPES }, OPS);
    await happen('A1');
    await crm.got(2);
    expect(Math.max(...pauses)).toBeGreaterThan(10_000);
  });

  it('disables an endpoint that is gone, and goes on with the same event when it is enabled again', async () => {
    const service = start();
    const crm = await receiver(() => ({ status: 410 }));
    const { webhook } = await service.endpoints.create({ url: crm.url, types: TYPES }, OPS);
    const told = await happen('A1', 'A1');
    await until(disabled(service, webhook.webhookId));
    expect((await service.endpoints.get(webhook.webhookId)).disabled).toMatchObject({ code: 'gone' });
    expect(crm.ids).toEqual([told[0]]);
    crm.behaviour = () => ({ status: 200 });
    await service.endpoints.command(webhook.webhookId, { do: 'enable' }, OPS);
    await crm.got(3);
    expect(crm.ids.slice(1)).toEqual(told);
  });

  it('disables an endpoint that failed too often, and tries a changed one anew', async () => {
    const service = start();
    const crm = await receiver(() => ({ status: 500 }));
    const { webhook } = await service.endpoints.create({ url: crm.url, types: TYPES }, OPS);
    const { webhookId } = webhook;
    const [first] = await happen('A1');
    await until(disabled(service, webhookId));
    expect(crm.ids).toEqual([first, first, first, first]);
    expect((await service.endpoints.get(webhookId)).disabled).toEqual({
      code: 'failing',
      text: 'answered 500',
    });
    const other = await receiver();
    await service.endpoints.change(webhookId, { url: other.url }, OPS);
    await service.endpoints.command(webhookId, { do: 'enable' }, OPS);
    await other.got(1);
    expect(other.ids).toEqual([first]);
  });

  it('follows no redirection, waits for no slow answer, and reads no endless one', async () => {
    const service = start({ timeoutMs: 300 });
    const elsewhere = await receiver();
    const replies: Behaviour[] = [
      () => ({ status: 307, headers: { location: elsewhere.url } }),
      () => undefined,
      (_received, response) => {
        response.writeHead(200);
        const more = setInterval(() => response.write('x'.repeat(10_000)), 1);
        response.once('close', () => clearInterval(more));
        return undefined;
      },
    ];
    const crm = await receiver((received, response) => {
      const reply = replies.shift();
      return reply ? reply(received, response) : { status: 200 };
    });
    const { webhook } = await service.endpoints.create({ url: crm.url, types: TYPES }, OPS);
    await happen('A1', 'A2');
    await crm.got(4);
    await until(async () => (await service.deliveries(webhook.webhookId)).length === 4);
    const deliveries = (await service.deliveries(webhook.webhookId)).toReversed();
    expect(deliveries.map(({ problem }) => problem?.code)).toEqual([
      'redirected',
      'timeout',
      undefined,
      undefined,
    ]);
    expect(elsewhere.received).toEqual([]);
  });

  it('takes a kept connection that the receiver has just closed for no answer, not for a failure', async () => {
    const service = start();
    const crm = await receiver();
    const { webhook } = await service.endpoints.create({ url: crm.url, types: TYPES }, OPS);
    const [first] = await happen('A1');
    await until(async () => (await service.progress(webhook.webhookId)).position >= Number.parseInt(first!));
    let closed = false;
    crm.behaviour = (_received, response) => {
      if (closed) return { status: 200 };
      closed = true;
      response.socket!.destroy();
      return undefined;
    };
    const [second] = await happen('A1');
    await until(async () => (await service.deliveries(webhook.webhookId)).length === 2);
    expect(crm.ids).toEqual([first, second, second]);
    expect((await service.deliveries(webhook.webhookId))[0]).toMatchObject({ attempt: 1, status: 200 });
  });

  it('does not let one endpoint hold up another', async () => {
    const service = start({ timeoutMs: 1_000 });
    const stuck = await receiver(() => undefined);
    const crm = await receiver();
    await service.endpoints.create({ url: stuck.url, types: TYPES }, OPS);
    await service.endpoints.create({ url: crm.url, types: TYPES }, OPS);
    const told = await happen(...Array.from({ length: 150 }, (_, i) => `A${i}`));
    await crm.got(150);
    expect([...crm.ids].sort()).toEqual([...told].sort());
    expect(new Set(stuck.ids).size).toBeLessThanOrEqual(8);
  });

  it('goes on after a restart where it was, attempts included', async () => {
    const service = start();
    const crm = await receiver(({ body }) => ({ status: body.includes('"A3"') ? 500 : 200 }));
    const { webhook } = await service.endpoints.create({ url: crm.url, types: TYPES }, OPS);
    longestPauseMs = 60_000;
    const told = await happen('A1', 'A3', 'A3');
    await until(async () => (await service.progress(webhook.webhookId)).failing !== null);
    await service.stop();
    const { eventId, attempt } = (await service.deliveries(webhook.webhookId)).find(
      ({ retryAt }) => retryAt,
    )!;
    expect([eventId, attempt]).toEqual([told[1], 1]);
    const before = crm.received.length;
    crm.behaviour = () => ({ status: 200 });
    [pauses, longestPauseMs] = [[], 5];
    const again = start();
    await until(async () => (await again.deliveries(webhook.webhookId))[0]?.eventId === told[2]);
    // What was on its way with the failed one may come again.
    expect(crm.ids.slice(before).filter((id) => id !== told[0])).toEqual(told.slice(1));
    expect(pauses[0]).toBeGreaterThan(0);
    const resumed = (await again.deliveries(webhook.webhookId)).find(({ eventId: id }) => id === told[1]);
    expect(resumed).toMatchObject({ attempt: 2, status: 200 });
    await until(async () => (await again.progress(webhook.webhookId)).position >= Number.parseInt(told[2]!));
  });

  it('keeps a bounded number of deliveries', async () => {
    const service = start();
    const crm = await receiver();
    const { webhook } = await service.endpoints.create({ url: crm.url, types: TYPES }, OPS);
    const told = await happen(...Array.from({ length: 23 }, (_, i) => `A${i}`));
    await crm.got(23);
    await until(async () => (await service.deliveries(webhook.webhookId))[0]?.seq === 23);
    const kept = await service.deliveries(webhook.webhookId);
    expect(kept.map(({ seq }) => seq)).toEqual([23, 22, 21, 20, 19]);
    expect(told).toEqual(expect.arrayContaining(kept.map(({ eventId }) => eventId)));
  });

  it('sends a test and single events when it is asked to, to a disabled endpoint too', async () => {
    const service = start();
    const crm = await receiver();
    const [first] = await happen('A1');
    const request = { url: crm.url, types: TYPES, enabled: false };
    const { webhook, secret } = await service.endpoints.create(request, OPS);
    const tested = await service.test(webhook.webhookId);
    expect(tested).toMatchObject({ status: 204, cause: 'test', problem: null });
    expect(verified(secret, crm.received[0]!)).toMatchObject({
      type: 'webhook.test.v1',
      data: { webhookId: webhook.webhookId },
    });
    expect(await service.redeliver(webhook.webhookId, first!)).toMatchObject({
      cause: 'redelivery',
      eventId: first,
    });
    expect(verified(secret, crm.received[1]!)).toMatchObject({ id: first, subject: 'A1' });
    crm.behaviour = () => ({ status: 410 });
    expect(await service.test(webhook.webhookId)).toMatchObject({ status: 410, retryAt: null });
    for (const unknown of ['999-0', `${first}0`, 'x', '0-0'])
      await expect(service.redeliver(webhook.webhookId, unknown)).rejects.toMatchObject({
        code: 'not-found',
      });
  });

  it('calls nothing private, whatever a name resolves to and whenever', async () => {
    const inside = await receiver();
    const answers = ['93.184.215.14', '127.0.0.1'];
    let asked = 0;
    const resolver: Resolver = (_host, done) =>
      done(null, [{ address: answers[Math.min(asked++, 1)]!, family: 4 }]);
    const service = start({ allowed: [], resolver });
    const refused = service.endpoints.create({ url: inside.url, types: TYPES }, OPS);
    await expect(refused).rejects.toThrow(InvalidInputError);
    asked = 1;
    const url = `https://rebinding.example:${inside.port}/hook`;
    const { webhook } = await service.endpoints.create({ url, types: TYPES }, OPS);
    expect(await service.test(webhook.webhookId)).toMatchObject({
      status: null,
      problem: { code: 'address-refused', message: expect.stringContaining('this machine') as string },
    });
    expect([asked, inside.received]).toEqual([2, []]);
  });

  it('connects to the permitted ones of several addresses', async () => {
    const crm = await receiver();
    const found = ['10.0.0.1', '127.0.0.1'].map((address) => ({ address, family: 4 }));
    const service = start({ resolver: (_host, done) => done(null, found) });
    const url = `http://crm.example:${crm.port}/hook`;
    const { webhook } = await service.endpoints.create({ url, types: TYPES }, OPS);
    expect(await service.test(webhook.webhookId)).toMatchObject({ status: 204 });
  });

  it('leaves no secret behind, neither in the log nor in a file, and makes the same one for a repeat', async () => {
    const service = start();
    const crm = await receiver();
    const request = { url: crm.url, types: TYPES };
    const made = await service.endpoints.create(request, OPS, 'once');
    const { webhookId } = made.webhook;
    expect(await service.endpoints.create(request, OPS, 'once')).toEqual(made);
    const changed = { ...request, description: 'other' };
    await expect(service.endpoints.create(changed, OPS, 'once')).rejects.toMatchObject({
      code: 'idempotency-key-reused',
    });
    const rotated = await service.endpoints.rotate(webhookId, 60, OPS, 'once more');
    expect(await service.endpoints.rotate(webhookId, 60, OPS, 'once more')).toEqual(rotated);
    await happen('A1');
    await crm.got(1);
    await service.stop();
    const texts = [JSON.stringify(await service.endpoints.list())];
    for await (const commit of store.readAll(0)) texts.push(JSON.stringify(commit));
    const snapshot = await store.snapshots.load('webhook-board', 1);
    texts.push(new TextDecoder().decode(snapshot!.bytes));
    for (const file of await readdir(folder, { recursive: true, withFileTypes: true }))
      if (file.isFile()) texts.push(await readFile(join(file.parentPath, file.name), 'utf8'));
    for (const { secret } of [made, rotated]) {
      const bare = secret.replace('whsec_', '');
      expect(Buffer.from(bare, 'base64')).toHaveLength(32);
      expect(texts.filter((text) => text.includes(bare))).toEqual([]);
    }
    clock.aheadMs = 25 * 3_600_000;
    await expect(service.endpoints.create(request, OPS, 'once')).rejects.toMatchObject({
      code: 'idempotency-key-reused',
    });
  });

  it('signs nothing when the key is another, and finds the old one behind a new one', async () => {
    const [old, fresh] = ['o'.repeat(32), 'n'.repeat(32)];
    const crm = await receiver();
    const service = start({ keys: [old] });
    const { webhook, secret } = await service.endpoints.create({ url: crm.url, types: TYPES }, OPS);
    await service.stop();
    const wrong = start({ keys: [fresh] });
    const { problem } = await wrong.test(webhook.webhookId);
    expect([problem?.code, crm.received]).toEqual(['secret-unavailable', []]);
    await wrong.stop();
    await start({ keys: [fresh, old] }).test(webhook.webhookId);
    expect(verified(secret, crm.received[0]!)).toBeDefined();
  });

  it('overwrites nobody’s change, and tells a deleted endpoint nothing', async () => {
    const service = start();
    const crm = await receiver();
    const { webhook } = await service.endpoints.create({ url: crm.url, types: TYPES }, OPS);
    const { webhookId, revision } = webhook;
    const change = { description: 'mine' };
    await service.endpoints.change(webhookId, change, OPS, revision);
    await expect(
      service.endpoints.change(webhookId, { description: 'x' }, OPS, revision),
    ).rejects.toMatchObject({
      code: 'webhook-changed',
    });
    expect((await service.endpoints.change(webhookId, change, OPS)).revision).toBe(revision + 1);
    await service.delete(webhookId, OPS);
    await happen('A1');
    const other = await service.endpoints.create({ url: crm.url, types: TYPES }, OPS);
    const told = await happen('A2');
    await crm.got(1);
    expect(crm.ids).toEqual(told);
    await expect(service.deliveries(webhookId)).rejects.toMatchObject({ code: 'not-found' });
    expect((await service.endpoints.list()).map((one) => one.webhookId)).toEqual([other.webhook.webhookId]);
  });

  it('forgets also what was on its way when another process deleted the endpoint', async () => {
    let answer = (): void => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const crm = await receiver(() => answered.then(() => ({ status: 200 })));
    const [one, two] = [start({ holder: 'one' }), start({ holder: 'two' })];
    const { webhook } = await one.endpoints.create({ url: crm.url, types: TYPES }, OPS);
    await happen('A1');
    await until(async () => crm.received.length > 0);
    await two.delete(webhook.webhookId, OPS);
    answer();
    const other = await receiver();
    await two.endpoints.create({ url: other.url, types: TYPES, after: 0 }, OPS);
    await other.got(1);
    expect(await store.notes.list(`webhook-deliveries:${webhook.webhookId}`, 9)).toEqual([]);
  });

  it('is done by one process at a time, and taken over when that one ends', async () => {
    const crm = await receiver();
    const [one, two] = [start({ holder: 'one' }), start({ holder: 'two' })];
    await one.endpoints.create({ url: crm.url, types: TYPES }, OPS);
    const told = await happen('A1', 'A1', 'A1');
    await crm.got(3);
    await until(async () => [one.duty, two.duty].sort().join() === 'standing-by,working');
    await sleep(20);
    await Promise.all([one.stop(), happen('A1').then((more) => told.push(...more))]);
    await crm.got(4);
    expect(crm.ids).toEqual(told);
    await two.stop();
  });

  it('leaves a log without endpoints alone', async () => {
    const service = start();
    await happen('A1');
    await service.stop();
    expect((await store.head()).position).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });
});
