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

  const json = async (response: Response): Promise<Record<string, never>> =>
    (await response.json()) as Record<string, never>;
  const send = (path: string, body: object = {}, headers: Record<string, string> = {}): Promise<Response> =>
    service.call(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  it('makes a plan, explains it, shows it as a page', async () => {
    const made = await send(
      '/v1/plans',
      { asOf: '2026-10-01', timeLimitSeconds: 20, policy: 'geography' },
      { prefer: 'wait=60' },
    );
    expect([made.status, made.headers.get('preference-applied')]).toEqual([201, 'wait=60']);
    const { planId } = await json(made);
    expect(made.headers.get('location')).toBe(`/v1/plans/${planId}`);
    const plan = await json(await service.call(`/v1/plans/${planId}`));
    expect([plan['stage'], plan['status']]).toEqual(['proposed', 'optimal']);
    expect(plan['objective']).toBeCloseTo(plan['bound']!, 4);
    const page = await service.call(`/v1/plans/${planId}/report`);
    expect([page.headers.get('content-type'), (await page.text()).startsWith('<!doctype html>')]).toEqual([
      'text/html; charset=utf-8',
      true,
    ]);
  });

  it('answers a request for a plan at once, tells how far it is, and takes it back', async () => {
    const asked = await send('/v1/plans', { planId: 'long', timeLimitSeconds: 60, iterations: 100_000_000 });
    expect([asked.status, await asked.json()]).toEqual([202, { planId: 'long', stage: 'requested' }]);
    const steps = await service.call('/v1/plans/long/progress', { headers: { accept: 'text/event-stream' } });
    expect((await json(await send('/v1/plans/long/cancel', { reason: 'too long' })))['stage']).toBe(
      'cancelled',
    );
    const text = await steps.text();
    expect(text).toContain('event: ended');
    expect((await json(await service.call('/v1/plans/long/progress')))['stage']).toBe('cancelled');
    expect((await send('/v1/plans', { planId: 'long', seed: 3 })).status).toBe(409);
  });

  it('takes a plan from request over review and approval to commit, and back', async () => {
    await send('/v1/plans', { planId: 'q4', asOf: '2026-10-01' }, { prefer: 'wait=60' });
    expect((await send('/v1/plans/q4/commit')).status).toBe(409);
    expect((await send('/v1/plans/q4/moves/A1/reject')).status).toBe(404);
    expect((await json(await send('/v1/plans/q4/approve', { reason: 'fits' })))['stage']).toBe('approved');
    const committed = await json(await send('/v1/plans/q4/commit', { effectiveAt: '2026-10-01' }));
    expect(committed).toMatchObject({ stage: 'committed', committed: { applied: 0, dropped: 0 } });
    expect((await json(await send('/v1/plans/q4/commit')))['stage']).toBe('committed');
    expect((await json(await send('/v1/plans/q4/rollback')))['stage']).toBe('rolled-back');
  });

  it('prices every CSM for an account, and says why nobody looks after one', async () => {
    const event = { ...account('A7', 60_000, 'C1'), id: 'A7' };
    const data = { accountId: 'A7', name: 'Seven', arr: 60_000, requiredSkills: ['sap'] };
    await post({ ...event, subject: 'A7', data });
    const unplaced = (await json(await service.call('/v1/unplaced')))['items']!;
    expect(unplaced).toEqual([
      expect.objectContaining({ accountId: 'A7', why: expect.stringContaining('sap') }),
    ]);
    const candidates = await json(await service.call('/v1/accounts/A7/candidates'));
    expect(candidates).toMatchObject({ accountId: 'A7', tier: 'low', best: null });
    expect((await service.call('/v1/accounts/A99/candidates')).status).toBe(404);
    await post({
      ...event,
      id: 'A7-gone',
      type: 'account.churned',
      subject: 'A7',
      data: { accountId: 'A7' },
    });
  });

  it('takes a missing body for no wishes, and says which type it wants instead of a form', async () => {
    const empty = await service.call('/v1/plans/none/approve', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    expect(empty.status).toBe(404);
    const form = await post('{"specversion":"1.0"}', 'application/x-www-form-urlencoded');
    expect([form.status, (await json(form))['detail']]).toEqual([
      415,
      expect.stringContaining('application/json'),
    ]);
  });

  it('has a policy in force that is changed only by who has seen it', async () => {
    const active = await service.call('/v1/policies/active');
    const etag = active.headers.get('etag')!;
    const put = (headers: Record<string, string>, body: object): Promise<Response> =>
      service.call('/v1/policies/active', {
        method: 'PUT',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
    expect((await put({}, { policy: 'even' })).status).toBe(428);
    expect((await put({ 'if-match': '"policy-9"' }, { policy: 'even' })).status).toBe(412);
    expect((await put({ 'if-match': etag }, { policy: 'fair' })).status).toBe(422);
    const changed = await put({ 'if-match': etag }, { policy: 'even', reason: 'calmer' });
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"policy-1"']);
    expect((await put({ 'if-match': etag }, { policy: 'country' })).status).toBe(412);
    expect((await json(await service.call('/v1/policies')))['items']).toHaveLength(6);
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
      '/v1/accounts/{id}/candidates',
      '/v1/accounts/{id}/history',
      '/v1/accounts/{id}/owner',
      '/v1/accounts/{id}/tier-override',
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
      '/v1/plans/{id}/approve',
      '/v1/plans/{id}/cancel',
      '/v1/plans/{id}/commit',
      '/v1/plans/{id}/moves',
      '/v1/plans/{id}/moves/{accountId}/accept',
      '/v1/plans/{id}/moves/{accountId}/reject',
      '/v1/plans/{id}/progress',
      '/v1/plans/{id}/reject',
      '/v1/plans/{id}/report',
      '/v1/plans/{id}/resolve',
      '/v1/plans/{id}/rollback',
      '/v1/policies',
      '/v1/policies/active',
      '/v1/policies/{name}',
      '/v1/rule-sets',
      '/v1/rule-sets/active',
      '/v1/rule-sets/analyse',
      '/v1/rule-sets/diff',
      '/v1/rule-sets/drafts',
      '/v1/rule-sets/drafts/{draftId}',
      '/v1/rule-sets/drafts/{draftId}/diff',
      '/v1/rule-sets/drafts/{draftId}/impact',
      '/v1/rule-sets/drafts/{draftId}/publish',
      '/v1/rule-sets/impact',
      '/v1/rule-sets/lint',
      '/v1/rule-sets/replay',
      '/v1/rule-sets/rollback',
      '/v1/rule-sets/test',
      '/v1/rule-sets/{version}',
      '/v1/rule-sets/{version}/activate',
      '/v1/rule-sets/{version}/approve',
      '/v1/rule-sets/{version}/diff',
      '/v1/rule-sets/{version}/document',
      '/v1/rule-sets/{version}/reject',
      '/v1/tier-overrides',
      '/v1/unplaced',
      '/v1/webhooks',
      '/v1/webhooks/{id}',
      '/v1/webhooks/{id}/deliveries',
      '/v1/webhooks/{id}/disable',
      '/v1/webhooks/{id}/enable',
      '/v1/webhooks/{id}/progress',
      '/v1/webhooks/{id}/redeliver',
      '/v1/webhooks/{id}/rotate',
      '/v1/webhooks/{id}/test',
    ]);
  });

  it('describes every answer, with an example', async () => {
    const { paths } = (await (await fetch(`${service.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { responses: Record<string, Answer> }>>;
    };
    const bare = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { responses }]) =>
        Object.entries(responses)
          .filter(([status, answer]) => status.startsWith('2') && status !== '204' && !hasExample(answer))
          .map(([status]) => `${method} ${path} ${status}`),
      ),
    );
    expect(bare).toEqual([]);
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

interface Answer {
  readonly content?: Record<string, { readonly schema?: { example?: unknown; examples?: unknown[] } }>;
}

function hasExample({ content }: Answer): boolean {
  const schemas = Object.values(content ?? {}).map(({ schema }) => schema);
  return schemas.length > 0 && schemas.every((s) => s && (s.example !== undefined || s.examples?.length));
}
