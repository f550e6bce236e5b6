import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import { problemSchema } from '../../apps/server/src/http/answers/problem.schema.js';
import * as answers from '../../apps/server/src/http/answers/webhook.schema.js';
import { bailiwick, repository } from '../support/cli.js';
import { blockTitled } from '../support/guide.js';
import { type Service, startService } from '../support/service.js';
import { verified, WebhookReceiver } from '../support/webhook-receiver.js';

type Json = Record<string, unknown>;

function event(id: string, type: string, subject: string, data: Json): Json {
  return { specversion: '1.0', id, source: '/test', type, subject, time: '2026-03-01T00:00:00Z', data };
}

describe('webhooks of a service', () => {
  let folder: string;
  let service: Service;
  let crm: WebhookReceiver;
  const secrets: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bailiwick-webhooks-'));
    const env = { BAILIWICK_TIME: 'events', WEBHOOKS_ALLOW_PRIVATE: '127.0.0.1', LOG_LEVEL: 'debug' };
    service = await startService(join(folder, 'data'), [], { env });
    crm = await WebhookReceiver.start();
    const data = { csmId: 'C1', name: 'Ana', capacityHours: 1_000 };
    await ask('POST', '/v1/events', event('c1', 'csm.joined', 'C1', data));
  });
  afterAll(async () => {
    await service.stop();
    await crm.close();
    await rm(folder, { recursive: true, force: true });
  });

  interface Answer {
    readonly status: number;
    readonly headers: Headers;
    readonly body: unknown;
  }

  async function ask(
    method: string,
    path: string,
    body?: unknown,
    { as, ...headers }: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await service.call(path, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(as === undefined ? {} : { as }),
    });
    const text = await response.text();
    const parsed: unknown = text === '' ? undefined : JSON.parse(text);
    if (response.status >= 400) problemSchema.parse(parsed);
    return { status: response.status, headers: response.headers, body: parsed };
  }

  async function create(over: Json = {}): Promise<z.output<typeof answers.webhookWithSecretSchema>> {
    const { body } = await ask('POST', '/v1/webhooks', {
      url: crm.url,
      types: ['territory.changed.v1'],
      ...over,
    });
    const made = answers.webhookWithSecretSchema.parse(body);
    secrets.push(made.secret);
    return made;
  }

  const account = (id: string): Promise<Answer> =>
    ask(
      'POST',
      '/v1/events',
      event(`new-${id}`, 'account.new', id, { accountId: id, name: id, arr: 9, csmId: 'C1' }),
    );

  it('are made, told what happens, changed and deleted', async () => {
    const made = await create({ description: 'the CRM' });
    const path = `/v1/webhooks/${made.webhookId}`;
    await account('A1');
    const [first] = await crm.got(1);
    expect(verified(made.secret, first!)).toMatchObject({ type: 'territory.changed.v1', subject: 'A1' });

    const read = await ask('GET', path);
    expect(answers.webhookSchema.parse(read.body)).toMatchObject({ description: 'the CRM', enabled: true });
    const etag = read.headers.get('etag')!;
    expect((await ask('PATCH', path, { description: null })).status).toBe(428);
    const changed = await ask('PATCH', path, { description: null }, { 'if-match': etag });
    expect(changed.body).toMatchObject({ description: null, revision: 2 });
    expect((await ask('PATCH', path, { types: ['tier.changed.v1'] }, { 'if-match': etag })).status).toBe(412);
    expect((await ask('PATCH', path, {}, { 'if-match': '*' })).status).toBe(200);
    const off = await ask('POST', `${path}/disable`, { reason: 'holidays' });
    expect(off.body).toMatchObject({ enabled: false, disabled: { code: 'manual', text: 'holidays' } });
    await account('A2');
    const on = await ask('POST', `${path}/enable`);
    answers.webhookSchema.parse(on.body);
    await crm.got(2);
    expect(crm.ids).toEqual([...new Set(crm.ids)]);

    expect((await ask('DELETE', path, undefined, { 'if-match': etag })).status).toBe(412);
    const now = on.headers.get('etag')!;
    expect((await ask('DELETE', path, undefined, { 'if-match': now })).status).toBe(204);
    for (const gone of [path, `${path}/deliveries`, `${path}/progress`])
      expect((await ask('GET', gone)).status).toBe(404);
  });

  it('are tested, sent again and accounted for', async () => {
    const made = await create();
    const path = `/v1/webhooks/${made.webhookId}`;
    const before = crm.received.length;
    const tested = answers.deliverySchema.parse((await ask('POST', `${path}/test`)).body);
    expect(tested).toMatchObject({ cause: 'test', status: 204, problem: null });
    const eventId = crm.ids[0]!;
    const again = answers.deliverySchema.parse((await ask('POST', `${path}/redeliver`, { eventId })).body);
    expect(again).toMatchObject({ cause: 'redelivery', eventId, status: 204 });
    const rewound = await ask('POST', `${path}/redeliver`, { after: 0 });
    expect([rewound.status, answers.webhookSchema.parse(rewound.body).after]).toEqual([202, 0]);
    await crm.got(before + 4);
    expect(crm.ids.slice(before + 1)).toEqual([eventId, eventId, crm.ids[1]]);
    for (const [body, status] of [
      [{ after: 1e9 }, 422],
      [{ eventId: '1-0' }, 404],
      [{}, 422],
      [{ after: 0, eventId }, 422],
    ] as const)
      expect((await ask('POST', `${path}/redeliver`, body)).status).toBe(status);

    let page = { items: [] as z.output<typeof answers.deliverySchema>[], next: null as string | null };
    while (page.items.length < 4)
      page = answers.deliveryPageSchema.parse((await ask('GET', `${path}/deliveries`)).body);
    const two = answers.deliveryPageSchema.parse((await ask('GET', `${path}/deliveries?limit=2`)).body);
    const rest = await ask('GET', `${path}/deliveries?limit=9&after=${two.next}`);
    expect([...two.items, ...answers.deliveryPageSchema.parse(rest.body).items]).toEqual(page.items);
    expect(page.items.map(({ cause }) => cause)).toEqual(['feed', 'feed', 'redelivery', 'test']);
    const progress = answers.webhookProgressSchema.parse((await ask('GET', `${path}/progress`)).body);
    expect(progress.failing).toBeNull();
    await ask('DELETE', path, undefined, { 'if-match': '*' });
  });

  it('tell a secret once, and a repeat of the request the same one', async () => {
    const body = { url: crm.url, types: ['plan.committed.v1'] };
    const first = await ask('POST', '/v1/webhooks', body, { 'idempotency-key': 'k-1' });
    const again = await ask('POST', '/v1/webhooks', body, { 'idempotency-key': 'k-1' });
    expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
    expect(first.headers.get('cache-control')).toBe('no-store');
    const other = { ...body, description: 'another' };
    expect((await ask('POST', '/v1/webhooks', other, { 'idempotency-key': 'k-1' })).status).toBe(422);
    const made = answers.webhookWithSecretSchema.parse(first.body);
    expect(first.headers.get('location')).toBe(`/v1/webhooks/${made.webhookId}`);
    const rotated = await ask('POST', `/v1/webhooks/${made.webhookId}/rotate`);
    const { secret, secrets: signing } = answers.webhookWithSecretSchema.parse(rotated.body);
    expect([secret === made.secret, signing.map(({ until }) => until === null)]).toEqual([
      false,
      [true, false],
    ]);
    secrets.push(made.secret, secret);
    const list = await ask('GET', '/v1/webhooks');
    expect(answers.webhookPageSchema.parse(list.body).items).toHaveLength(1);
    await ask('DELETE', `/v1/webhooks/${made.webhookId}`, undefined, { 'if-match': '*' });
    const texts = [service.errors(), service.welcome];
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    for (const file of files)
      if (file.isFile()) texts.push(await readFile(join(file.parentPath, file.name), 'latin1'));
    expect(secrets.length).toBeGreaterThan(3);
    expect(texts.some((text) => text.includes(made.webhookId))).toBe(true);
    for (const text of texts)
      for (const known of secrets) expect(text.includes(known.replace('whsec_', ''))).toBe(false);
  });

  it('are refused with every fault at once, and where they may not go', async () => {
    const refused = async (body: Json): Promise<unknown[]> => {
      const answer = await ask('POST', '/v1/webhooks', body);
      const { problems = [] } = problemSchema.parse(answer.body);
      return [answer.status, ...problems.map(({ pointer }) => pointer)];
    };
    expect(await refused({ url: 'ftp://x', types: ['no.such'], colour: 1 })).toEqual([
      422,
      ...['/colour', '/types/0', '/url'].map(() => expect.any(String) as unknown),
    ]);
    for (const url of [
      'http://10.0.0.1/',
      'https://169.254.169.254/latest/meta-data',
      'https://[::1]/',
      'https://user:word@hooks.example.com/',
      'http://hooks.example.com/#part',
    ])
      expect(await refused({ url })).toEqual([422, '/url']);
  });

  it('belong to admins; ops may look, test and switch; viewers see nothing', async () => {
    const { webhookId } = await create({ enabled: false });
    const path = `/v1/webhooks/${webhookId}`;
    const user = async (name: string, role: string): Promise<string> => {
      const { stdout } = await bailiwick([
        'users',
        'add',
        name,
        '--role',
        role,
        '--data',
        join(folder, 'data'),
      ]);
      return stdout.trim();
    };
    const [ops, viewer] = [await user('olga', 'ops'), await user('vera', 'viewer')];
    const status = async (as: string, method: string, at: string, body?: Json): Promise<number> =>
      (await ask(method, at, body, { as, 'if-match': '*' })).status;
    expect(await status(viewer, 'GET', '/v1/webhooks')).toBe(403);
    expect(await status(ops, 'POST', '/v1/webhooks', { url: crm.url })).toBe(403);
    expect(await status(ops, 'PATCH', path, {})).toBe(403);
    expect(await status(ops, 'POST', `${path}/rotate`)).toBe(403);
    expect(await status(ops, 'DELETE', path)).toBe(403);
    expect(await status(ops, 'GET', path)).toBe(200);
    expect(await status(ops, 'POST', `${path}/test`)).toBe(200);
    expect(await status(ops, 'POST', `${path}/enable`)).toBe(200);
    await ask('DELETE', path, undefined, { 'if-match': '*' });
  });

  it('are made and looked after on the command line', async () => {
    const env = { BAILIWICK_SERVER: service.url, BAILIWICK_TOKEN: service.token };
    const run = async (...args: string[]) => {
      const { code, stdout, stderr } = await bailiwick(['webhooks', ...args], env);
      return [code, stdout.trim(), stderr] as const;
    };
    const [code, made, note] = await run('create', crm.url, '--types', 'tier.changed.v1');
    const [id, secret] = made.split(' ') as [string, string];
    expect([code, note]).toEqual([0, expect.stringContaining('not told again')]);
    expect(await run('list')).toEqual([0, `${id} enabled ${crm.url} tier.changed.v1`, '']);
    const before = crm.received.length;
    expect(await run('test', id)).toEqual([0, expect.stringContaining('delivered, 204'), '']);
    expect(verified(secret, crm.received[before]!)).toMatchObject({ type: 'webhook.test.v1' });
    crm.behaviour = () => ({ status: 500 });
    expect(await run('test', id)).toEqual([1, expect.stringContaining('answered 500'), '']);
    crm.behaviour = () => ({ status: 204 });
    const rotated = (await run('rotate', id, '--overlap', '0'))[1].split(' ')[1]!;
    expect(rotated).not.toBe(secret);
    const off = await run('disable', id, '--reason', 'moving');
    expect(off[1]).toBe(`${id} disabled (manual: moving) ${crm.url} tier.changed.v1`);
    expect((await run('deliveries', id))[1]).toContain('webhook.test.v1 attempt 1');
    expect(await run('delete', id)).toEqual([0, `${id} is deleted`, '']);
  });

  describe('and the receiver of the guide', () => {
    let child: ChildProcess;
    let printed = '';

    afterAll(() => child.kill());

    it('verifies, and keeps the owners of accounts', async () => {
      const guide = readFileSync(join(repository, 'docs', 'guides', 'webhooks.md'), 'utf8');
      await writeFile(join(folder, 'receiver.mjs'), blockTitled(guide, 'receiver.mjs'));
      const port = await freePort();
      const { webhookId, secret } = await create({ url: `http://127.0.0.1:${port}/`, enabled: false });
      const env = { ...process.env, WEBHOOK_SECRET: secret, PORT: String(port) };
      child = spawn(process.execPath, ['receiver.mjs'], {
        cwd: folder,
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      child.stdout!.on('data', (chunk: Buffer) => (printed += chunk.toString()));
      const path = `/v1/webhooks/${webhookId}`;
      let tested: Json = {};
      while (tested['status'] !== 204) tested = (await ask('POST', `${path}/test`)).body as Json;
      await ask('POST', `${path}/enable`);
      await account('G1');
      while (!printed.includes('\n')) await once(child.stdout!, 'data');
      expect(printed).toBe('G1 C1 1\n');

      const eventId = crm.ids[0]!;
      const older = (await ask('POST', `${path}/redeliver`, { eventId })).body;
      expect([(older as Json)['status'], printed]).toEqual([
        204,
        expect.stringMatching(/^G1 C1 1\nA1 C1 1\n$/),
      ]);
      const repeat = (await ask('POST', `${path}/redeliver`, { eventId })).body;
      expect([(repeat as Json)['status'], printed]).toEqual([204, 'G1 C1 1\nA1 C1 1\n']);

      const forged = await fetch(`http://127.0.0.1:${port}/`, {
        method: 'POST',
        headers: { ...crm.received[0]!.headers, 'content-length': '2' },
        body: '{}',
      });
      expect(forged.status).toBe(401);
      const rotated = await ask('POST', `${path}/rotate`);
      expect(rotated.status).toBe(200);
      expect((await ask('POST', `${path}/test`)).body).toMatchObject({ status: 204 });
      await ask('POST', `${path}/rotate`, { overlapSeconds: 0 });
      expect((await ask('POST', `${path}/test`)).body).toMatchObject({ status: 401 });
    });
  });
});

async function freePort(): Promise<number> {
  const probe = await WebhookReceiver.start();
  const { port } = probe;
  await probe.close();
  return port;
}
