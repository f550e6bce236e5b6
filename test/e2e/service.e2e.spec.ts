import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bailiwick } from '../support/cli.js';
import { type Service, startService } from '../support/service.js';

const event = (id: string, type: string, subject: string, data: object): object => ({
  specversion: '1.0',
  id,
  source: '/test',
  type,
  subject,
  time: '2026-09-01T00:00:00Z',
  data,
});

const account = (id: string, arr: number, csmId: string): object =>
  event(`new-${id}`, 'account.new', id, { accountId: id, name: `${id} Ltd`, arr, csmId });
const csm = (id: string): object =>
  event(`csm-${id}`, 'csm.joined', id, {
    csmId: id,
    name: `Person ${id}`,
    regions: [],
    countries: [],
    languages: [],
    skills: [],
    clearances: [],
    tiers: [],
    capacityHours: 100,
  });

describe('the service', () => {
  let dataDir: string;
  let service: Service;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'bailiwick-service-'));
    service = await startService(dataDir);
  });
  afterAll(async () => {
    await service.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const post = (body: unknown, type = 'application/json', as?: string): Promise<Response> =>
    service.call('/v1/events', {
      method: 'POST',
      headers: { 'content-type': type },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...(as ? { as } : {}),
    });

  it('starts on an empty data directory and leaves it empty', async () => {
    expect(await (await service.call('/v1/accounts')).json()).toEqual({ items: [], next: null });
    expect(service.welcome).toContain('0 active accounts');
  });

  it('wants a token on everything but the health routes and its own description', async () => {
    for (const path of ['/v1/accounts', '/v1/plans', '/v1/csms', '/v1/events/status?source=a&id=b'])
      expect((await fetch(service.url + path)).status).toBe(401);
    for (const path of ['/health/live', '/health/ready', '/openapi.json', '/docs'])
      expect((await fetch(service.url + path)).status).toBe(200);
  });

  it('records a batch, answers a repeat as the first time, and refuses a reused id', async () => {
    const batch = [csm('C1'), csm('C2'), account('A1', 300_000, 'C1'), account('A2', 90_000, 'C1')];
    const first = (await (await post(batch, 'application/cloudevents-batch+json')).json()) as {
      results: { status: string; position: number }[];
    };
    expect(first.results.map((r) => r.status)).toEqual(['recorded', 'recorded', 'recorded', 'recorded']);
    const again = (await (await post(batch)).json()) as typeof first;
    expect(again.results.map((r) => [r.status, r.position])).toEqual(
      first.results.map((r) => ['recorded', r.position]),
    );
    const other = await post(account('A1', 1, 'C1'), 'application/cloudevents+json');
    expect([other.status, ((await other.json()) as { code: string }).code]).toEqual([409, 'id-reused']);
  });

  it('answers a stream line by line, bad lines included', async () => {
    const lines = [JSON.stringify(account('A3', 60_000, 'C2')), '{"not":"an event"}', 'nonsense'].join('\n');
    const response = await post(lines, 'application/x-ndjson');
    const results = (await response.text())
      .trim()
      .split('\n')
      .map((l) => JSON.parse(l) as { line: number; status: string });
    expect([response.status, results.map((r) => [r.line, r.status])]).toEqual([
      200,
      [
        [1, 'recorded'],
        [2, 'invalid'],
        [3, 'invalid'],
      ],
    ]);
  });

  it.each<[string, string, string, number]>([
    ['broken JSON', '{"id":', 'application/json', 400],
    ['another media type', 'hello', 'text/plain', 415],
    [
      'an invalid event among valid ones',
      JSON.stringify([account('A9', 1, 'C1'), { specversion: '1.0' }]),
      'application/json',
      422,
    ],
    ['deep nesting', '['.repeat(50_000) + ']'.repeat(50_000), 'application/json', 422],
    ['a polluting key', '{"__proto__":{"admin":true}}', 'application/json', 400],
  ])(
    'answers %s with a problem and no stack, records nothing, and goes on',
    async (_name, body, type, status) => {
      const response = await post(body, type);
      const text = await response.text();
      expect([response.status, response.headers.get('content-type')]).toEqual([
        status,
        'application/problem+json; charset=utf-8',
      ]);
      expect(JSON.parse(text)).toMatchObject({ status, instance: '/v1/events' });
      expect(text).not.toMatch(/\bat \S+ \(|node_modules/);
      expect((await service.call('/v1/accounts/A9')).status).toBe(404);
      expect((await service.call('/health/ready')).status).toBe(200);
    },
  );

  it('lets a viewer read and not write; knows who recorded what', async () => {
    const { stdout } = await bailiwick(['users', 'add', 'vera', '--role', 'viewer', '--data', dataDir]);
    const vera = stdout.trim();
    expect((await service.call('/v1/accounts', { as: vera })).status).toBe(200);
    const refused = await post(account('A8', 1, 'C1'), 'application/json', vera);
    expect([refused.status, ((await refused.json()) as { detail: string }).detail]).toEqual([
      403,
      expect.stringContaining('ops'),
    ]);
  });

  it('proposes a plan, explains it, shows it as a page', async () => {
    const proposed = await service.call('/v1/plans', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ asOf: '2026-10-01', timeLimitSeconds: 20 }),
    });
    expect(proposed.status).toBe(201);
    const { planId } = (await proposed.json()) as { planId: string };
    const plan = (await (await service.call(`/v1/plans/${planId}`)).json()) as {
      status: string;
      objective: number;
      bound: number;
    };
    expect(plan.status).toBe('optimal');
    expect(plan.objective).toBeCloseTo(plan.bound, 4);
    const page = await service.call(`/v1/plans/${planId}/report`);
    expect([page.headers.get('content-type'), (await page.text()).startsWith('<!doctype html>')]).toEqual([
      'text/html; charset=utf-8',
      true,
    ]);
  });

  it('refuses a plan request that says something it does not know', async () => {
    const response = await service.call('/v1/plans', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ asOf: '2026-02-30', timelimit: 5 }),
    });
    expect([response.status, ((await response.json()) as { problems: unknown[] }).problems.length]).toEqual([
      422, 2,
    ]);
  });

  it('describes every route it has', async () => {
    const { paths } = (await (await fetch(`${service.url}/openapi.json`)).json()) as {
      paths: Record<string, unknown>;
    };
    expect(Object.keys(paths).sort()).toEqual([
      '/health/live',
      '/health/ready',
      '/v1/accounts',
      '/v1/accounts/{id}',
      '/v1/accounts/{id}/history',
      '/v1/accounts/{id}/owner',
      '/v1/accounts/{id}/tier/explain',
      '/v1/aes',
      '/v1/csms',
      '/v1/csms/{id}',
      '/v1/csms/{id}/book',
      '/v1/events',
      '/v1/events/status',
      '/v1/feed',
      '/v1/pairs',
      '/v1/plans',
      '/v1/plans/{id}',
      '/v1/plans/{id}/moves',
      '/v1/plans/{id}/report',
    ]);
  });

  it('has everything still there after a kill, with the same token', async () => {
    const before = await (await service.call('/v1/accounts')).json();
    const plans = await (await service.call('/v1/plans')).json();
    await service.kill();
    const { token } = service;
    service = await startService(dataDir);
    expect(service.token).toBe(token);
    expect(await (await service.call('/v1/accounts')).json()).toEqual(before);
    expect(await (await service.call('/v1/plans')).json()).toEqual(plans);
  });

  it('ends cleanly when told to, and starts again from its snapshot', async () => {
    expect(await service.stop()).toBe(0);
    service = await startService(dataDir);
    expect(service.welcome).toContain('3 active accounts');
  });
});

describe('serve', () => {
  it('refuses a bad configuration as a whole', async () => {
    const run = await bailiwick(['serve', '--port', 'http', '--roles', 'api,cook'], { LOG_LEVEL: 'loud' });
    expect(run.code).toBe(2);
    for (const word of ['PORT', 'BAILIWICK_ROLES', 'LOG_LEVEL']) expect(run.stderr).toContain(word);
  });
});
