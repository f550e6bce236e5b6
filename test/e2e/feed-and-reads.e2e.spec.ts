import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FeedPage } from '@bailiwick/relay';
import type { z } from 'zod';
import * as answers from '../../apps/server/src/http/answers/account.schema.js';
import { feedPageSchema } from '../../apps/server/src/http/answers/feed.schema.js';
import { problemSchema } from '../../apps/server/src/http/answers/problem.schema.js';
import * as people from '../../apps/server/src/http/answers/workforce.schema.js';
import { type Service, startService } from '../support/service.js';

type Json = Record<string, unknown>;

const JOINED = '2026-01-01T00:00:00Z';

function event(id: string, type: string, subject: string, data: Json, time = JOINED): Json {
  return { specversion: '1.0', id, source: '/test', type, subject, time, data };
}

const account = (accountId: string, data: Json): Json =>
  event(`new-${accountId}`, 'account.new', accountId, { accountId, name: `${accountId} Ltd`, ...data });
const csm = (csmId: string): Json =>
  event(`csm-${csmId}`, 'csm.joined', csmId, { csmId, name: `Person ${csmId}`, capacityHours: 100 });
const ae = (aeId: string): Json => event(`ae-${aeId}`, 'ae.joined', aeId, { aeId, name: `Person ${aeId}` });

/** A4 needs what nobody knows, so that it stays without an owner. */
const COMPANY = [
  csm('C1'),
  csm('C2'),
  ae('E1'),
  ae('E2'),
  account('A1', { arr: 300_000, csmId: 'C1', aeId: 'E1' }),
  account('A2', { arr: 90_000, csmId: 'C1', aeId: 'E1' }),
  account('A3', { arr: 60_000, csmId: 'C1', aeId: 'E2' }),
  account('A4', { arr: 70_000, requiredSkills: ['alchemy'] }),
  account('A5', { arr: 10_000, csmId: 'C2' }),
  event('gone-A5', 'account.churned', 'A5', { accountId: 'A5' }, '2026-02-01T00:00:00Z'),
];

describe('reading the service', () => {
  let dataDir: string;
  let service: Service;
  /** Between the company's recording and all that came later. */
  let before: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'bailiwick-reads-'));
    service = await startService(dataDir);
    await send('/v1/events', COMPANY);
    before = new Date(Date.now()).toISOString();
    await sleep(5);
  });
  afterAll(async () => {
    await service.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const send = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    service.call(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  /** The answer, which must be as the API's description says. */
  async function read<T extends z.ZodType>(path: string, schema: T): Promise<z.output<T>> {
    const response = await service.call(path);
    const body: unknown = await response.json();
    expect([response.status, body]).toEqual([200, expect.anything()]);
    expect(schema.parse(body)).toBeDefined();
    return body as z.output<T>;
  }

  async function refusal(path: string): Promise<[number, string]> {
    const response = await service.call(path);
    const problem = problemSchema.parse(await response.json());
    return [response.status, problem.problems?.[0]?.code ?? problem.code];
  }

  const idsOf = (page: { items: readonly { accountId: string }[] }): string[] =>
    page.items.map(({ accountId }) => accountId);

  it('filters accounts, and refuses a filter that it does not know', async () => {
    const list = async (query: string): Promise<string[]> =>
      idsOf(await read(`/v1/accounts?${query}`, answers.accountPageSchema));
    expect(await list('status=churned')).toEqual(['A5']);
    expect(await list('csm=C1&status=active')).toEqual(['A1', 'A2', 'A3']);
    expect(await list('unassigned=true')).toEqual(['A4']);
    expect(await list('unassigned=false&limit=2')).toEqual(['A1', 'A2']);
    expect(await list('tier=none-such')).toEqual([]);
    expect(await refusal('/v1/accounts?staus=active')).toEqual([422, 'unknown-field']);
    await read('/v1/accounts/A1', answers.accountSchema);
  });

  it('tells the history of an account, page by page', async () => {
    const everything = await read('/v1/accounts/A5/history', answers.historyPageSchema);
    expect(everything.items.slice(0, 2)).toMatchObject([
      { type: 'AccountNew', source: '/test', id: 'new-A5', actor: { id: 'admin', role: 'admin' } },
      { type: 'AccountChurned', effectiveAt: '2026-02-01T00:00:00.000Z', data: { accountId: 'A5' } },
    ]);
    const paged: unknown[] = [];
    for (let after: string | null = '0'; after !== null;) {
      const page = (await read(
        `/v1/accounts/A5/history?limit=1&after=${after}`,
        answers.historyPageSchema,
      )) as z.output<typeof answers.historyPageSchema>;
      paged.push(...page.items);
      after = page.next;
    }
    // Decisions may have been added meanwhile.
    expect(paged.slice(0, everything.items.length)).toEqual(everything.items);
    expect(await refusal('/v1/accounts/A99/history')).toEqual([404, 'not-found']);
  });

  it('knows who looked after an account, and what was known of it then', async () => {
    const moved = { accountId: 'A2', csmId: 'C2' };
    await send('/v1/events', [
      event('moved-A2', 'account.owner-changed', 'A2', moved, '2026-03-01T00:00:00Z'),
    ]);
    const owner = async (query: string): Promise<unknown> =>
      (await read(`/v1/accounts/A2/owner?${query}`, answers.ownerSchema)).owner;
    expect(await owner('')).toEqual({ csmId: 'C2' });
    expect(await owner('at=2026-02-28')).toEqual({ csmId: 'C1' });
    expect(await owner('at=2026-03-01')).toEqual({ csmId: 'C2' });
    expect(await owner(`at=2026-03-10&asKnownAt=${before}`)).toEqual({ csmId: 'C1' });
    expect(await owner('at=2025-12-31')).toBeNull();
    expect(await refusal('/v1/accounts/A2/owner?asKnownAt=2026-01-01')).toEqual([404, 'not-found']);
    expect(await refusal('/v1/accounts/A2/owner?at=yesterday')).toEqual([422, expect.any(String)]);
  });

  it('explains a tier', async () => {
    const { text, decision } = await read('/v1/accounts/A1/tier/explain', answers.tierExplanationSchema);
    expect(text).toContain('Account A1: tier high');
    expect(decision).toMatchObject({ tier: 'high', rules: expect.any(Array) as unknown });
    expect(await refusal('/v1/accounts/A99/tier/explain')).toEqual([404, 'not-found']);
  });

  it('shows CSMs with their books, AEs and pairs', async () => {
    expect(await read('/v1/csms/C1', people.csmSchema)).toMatchObject({ csmId: 'C1', capacityHours: 100 });
    expect((await read('/v1/csms?limit=1', people.csmPageSchema)).items).toHaveLength(1);
    expect((await read('/v1/aes', people.aePageSchema)).items.map(({ aeId }) => aeId)).toEqual(['E1', 'E2']);
    const book = await read('/v1/csms/C1/book', people.bookSchema);
    expect(book.accounts.map(({ accountId }) => accountId)).toEqual(['A1', 'A3']);
    expect(book).toMatchObject({ currency: 'USD', totals: { accounts: 2, arr: 360_000, pairs: 2 } });
    expect((await read('/v1/pairs', people.pairPageSchema)).items).toEqual([
      { aeId: 'E1', csmId: 'C1', accounts: 1, arr: 300_000, currency: 'USD' },
      { aeId: 'E1', csmId: 'C2', accounts: 1, arr: 90_000, currency: 'USD' },
      { aeId: 'E2', csmId: 'C1', accounts: 1, arr: 60_000, currency: 'USD' },
    ]);
    const first = await read('/v1/pairs?limit=2', people.pairPageSchema);
    const rest = await read(`/v1/pairs?after=${first.next}&csm=C1`, people.pairPageSchema);
    expect(rest.items.map(({ aeId, csmId }) => aeId + csmId)).toEqual(['E2C1']);
    expect(await refusal('/v1/csms/C99/book')).toEqual([404, 'not-found']);
  });

  it('answers 304 to who has it already, until it changes', async () => {
    const get = (etag: string): Promise<Response> =>
      service.call('/v1/csms/C2', { headers: { 'if-none-match': etag } });
    const etag = (await get('"none"')).headers.get('etag')!;
    const again = await get(`"other", W/${etag}`);
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
    const changed = { csmId: 'C2', capacityHours: 80 };
    await send('/v1/events', [event('less-C2', 'csm.updated', 'C2', changed, '2026-03-01T00:00:00Z')]);
    expect((await get(etag)).status).toBe(200);
  });

  describe('the feed', () => {
    let planId: string;
    const planRequest = { asOf: '2026-10-01', timeLimitSeconds: 20 };

    it('wakes who waits, with whole events', async () => {
      const { head } = (await (await fetch(`${service.url}/health/ready`)).json()) as { head: number };
      const waiting = read(`/v1/feed?after=${head}&type=plan.proposed.v1&wait=60`, feedPageSchema);
      const answer = await send('/v1/plans', planRequest, { 'idempotency-key': 'first-plan' });
      ({ planId } = (await answer.json()) as { planId: string });
      const { events } = await waiting;
      expect(events).toMatchObject([{ type: 'plan.proposed.v1', subject: planId, data: { planId } }]);
    });

    it('is read in pages to the end, each event once', async () => {
      const ids: string[] = [];
      let after = 0;
      for (;;) {
        const { events, next } = await read(`/v1/feed?after=${after}&limit=1`, feedPageSchema);
        ids.push(...events.map(({ id }) => id));
        after = next;
        if (events.length === 0) break;
      }
      const whole = await read('/v1/feed?limit=1000', feedPageSchema);
      expect(whole.events.slice(0, ids.length).map(({ id }) => id)).toEqual(ids);
      expect(ids.length).toBeGreaterThan(0);
    });

    it('rebuilds who owns what, each change once and without a gap', async () => {
      await send('/v1/events', [account('A6', { arr: 80_000, aeId: 'E1' })]);
      const owners = new Map<string, { csmId: string } | null>();
      const versions = new Map<string, number>();
      for (let after = 0; !owners.has('A6');) {
        const path = `/v1/feed?after=${after}&type=territory.changed.v1&wait=30`;
        const page = (await read(path, feedPageSchema)) as FeedPage;
        for (const { type, data } of page.events) {
          if (type !== 'territory.changed.v1') continue;
          expect([data.accountId, data.ownershipVersion]).toEqual([
            data.accountId,
            (versions.get(data.accountId) ?? 0) + 1,
          ]);
          versions.set(data.accountId, data.ownershipVersion);
          owners.set(data.accountId, data.to);
        }
        after = page.next;
      }
      for (const [accountId, to] of owners)
        expect(await read(`/v1/accounts/${accountId}/owner`, answers.ownerSchema)).toMatchObject({
          accountId,
          owner: to,
          ownershipVersion: versions.get(accountId),
        });
      expect(
        (await read('/v1/accounts/A6/tier/explain', answers.tierExplanationSchema)).decided,
      ).toMatchObject({ by: { id: expect.stringMatching(/^system:/) as unknown } });
    });

    it.each(['after=-1', 'limit=0', 'limit=1001', 'wait=61', 'type=plan.proposed', 'after=1.5'])(
      'refuses %s',
      async (query) => {
        expect((await refusal(`/v1/feed?${query}`))[0]).toBe(422);
      },
    );

    it('streams, and goes on after the last event that was seen', async () => {
      const proposals = 'type=plan.proposed.v1,plan.approved.v1';
      const [first] = await stream(`/v1/feed?${proposals}`, {}, 1);
      expect(first).toMatchObject({ event: 'plan.proposed.v1', data: { subject: planId } });
      expect((first!.data as Json)['id']).toBe(first!.id);
      const next = stream(`/v1/feed?${proposals}`, { 'last-event-id': first!.id }, 1);
      const answer = await send('/v1/plans', { ...planRequest, seed: 2 });
      const second = (await answer.json()) as { planId: string };
      expect(await next).toMatchObject([{ event: 'plan.proposed.v1', data: { subject: second.planId } }]);
      expect((await service.call('/health/ready')).status).toBe(200);
    });

    /** The first events of a stream, which is then left. */
    async function stream(
      path: string,
      headers: Record<string, string>,
      count: number,
    ): Promise<{ id: string; event: string; data: unknown }[]> {
      const leave = new AbortController();
      const response = await service.call(path, {
        headers: { accept: 'text/event-stream', ...headers },
        signal: leave.signal,
      });
      expect(response.headers.get('content-type')).toContain('text/event-stream');
      const seen: { id: string; event: string; data: unknown }[] = [];
      let text = '';
      const decoder = new TextDecoder();
      for await (const chunk of response.body!) {
        text += decoder.decode(chunk as Uint8Array, { stream: true });
        const blocks = text.split('\n\n');
        text = blocks.pop()!;
        for (const block of blocks) {
          const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/, 2)));
          const { id, event: type, data } = fields as Record<string, string>;
          if (data) seen.push({ id: id!, event: type!, data: JSON.parse(data) });
        }
        if (seen.length >= count) break;
      }
      leave.abort();
      return seen;
    }

    it('gives a repeated request its first answer, also after a kill, and refuses a reused key', async () => {
      const key = { 'idempotency-key': 'first-plan' };
      const replayed = async (): Promise<[string | null, string]> => {
        const response = await send('/v1/plans', planRequest, key);
        const { planId: id } = (await response.json()) as { planId: string };
        return [response.headers.get('idempotent-replayed'), id];
      };
      expect(await replayed()).toEqual(['true', planId]);
      const other = await send('/v1/plans', { ...planRequest, seed: 9 }, key);
      expect([other.status, problemSchema.parse(await other.json()).code]).toEqual([
        422,
        'idempotency-key-reused',
      ]);
      const { events } = await read('/v1/feed?limit=1000', feedPageSchema);
      await service.kill();
      service = await startService(dataDir);
      expect(await replayed()).toEqual(['true', planId]);
      const after = await read('/v1/feed?limit=1000', feedPageSchema);
      expect(after.events.slice(0, events.length)).toEqual(events);
      expect(after.events.filter(({ type }) => type === 'plan.proposed.v1')).toHaveLength(2);
    });
  });

  it('describes the answers of every route, and problems once', async () => {
    const api = (await (await fetch(`${service.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { responses: Record<string, Json> }>>;
      components: { schemas: Json; responses: Json };
    };
    expect(Object.keys(api.components.responses)).toEqual(['Problem']);
    for (const path of Object.keys(api.paths)) {
      if (!/^\/v1\/(accounts|csms|aes|pairs|feed)/.test(path)) continue;
      const { responses } = api.paths[path]!['get']!;
      if (path.endsWith('/candidates')) continue;
      const content = responses['200']?.['content'] as Record<string, { schema: Json }> | undefined;
      expect([path, content?.['application/json']?.schema['examples']]).toEqual([path, expect.any(Array)]);
      expect(responses['default']).toEqual({ $ref: '#/components/responses/Problem' });
    }
  });
});
