import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Body, Controller, Get, HttpCode, Module, Post, Req, Res, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { everyEventAsStored, EventStoreModule } from '@bailiwick/event-store';
import { BailiwickError, silentLogger } from '@bailiwick/kernel';
import { countingIds, StandingClock } from '../../../../test/support/memory-store.js';
import { conventions } from './conventions.js';
import {
  HarmlessToRepeat,
  RecognisesRepeats,
  type RequestWithKey,
} from './idempotency/idempotency.interceptor.js';
import { ProblemFilter } from './problem.filter.js';

const LEASE_MS = 10_000;
const ids = countingIds();
/** How often each route was carried out; and what holds one of them up. */
const carriedOut = new Map<string, number>();
/** What the harmless route made. */
const made = new Set<string | undefined>();
let gate: Promise<unknown> = Promise.resolve();

function count(route: string): number {
  const times = (carriedOut.get(route) ?? 0) + 1;
  carriedOut.set(route, times);
  return times;
}

@Controller('things')
class ThingsController {
  @Get()
  list(): object {
    return { things: ['ä'] };
  }

  @Get('lines')
  lines(): Readable {
    return Readable.from(['one\n', 'two\n']);
  }

  @Post()
  @HttpCode(202)
  async make(
    @Body() body: { fail?: string } | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const times = count('make');
    void reply.header('location', '/things/1');
    await gate;
    if (body?.fail === 'ours') throw new Error('broken');
    if (body?.fail) throw new BailiwickError(body.fail, 'refused');
    return { times };
  }

  @Post('quiet')
  @HttpCode(204)
  quiet(): void {
    count('quiet');
  }

  @Post('harmless')
  @HarmlessToRepeat()
  async harmless(@Req() { stableId }: RequestWithKey): Promise<object> {
    const times = count('harmless');
    made.add(stableId);
    await gate;
    return { times };
  }

  @Post('events')
  @RecognisesRepeats()
  events(): object {
    return { times: count('events') };
  }
}

@Module({})
class ThingsModule {
  static on(dataDir: string, clock: StandingClock, holder: string): DynamicModule {
    return {
      module: ThingsModule,
      imports: [EventStoreModule.forRoot({ dataDir, clock, ids, registry: everyEventAsStored })],
      controllers: [ThingsController],
      providers: [
        ...conventions({ holder, leaseMs: LEASE_MS, clock, ids }),
        { provide: APP_FILTER, useFactory: () => new ProblemFilter(silentLogger) },
      ],
    };
  }
}

describe('what every route does alike', () => {
  const clock = new StandingClock();
  let dataDir: string;
  let app: NestFastifyApplication;

  async function start(holder = 'one'): Promise<void> {
    app = await NestFactory.create<NestFastifyApplication>(
      ThingsModule.on(dataDir, clock, holder),
      new FastifyAdapter(),
      { logger: false },
    );
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  }

  beforeEach(async () => {
    carriedOut.clear();
    made.clear();
    gate = Promise.resolve();
    dataDir = await mkdtemp(join(tmpdir(), 'bailiwick-conventions-'));
    await start();
  });
  afterEach(async () => {
    await app.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function post(path: string, key: string | undefined, payload?: object) {
    const headers = key === undefined ? {} : { 'idempotency-key': key };
    const response = await app.inject({
      method: 'POST',
      url: `/things${path}`,
      headers,
      ...(payload ? { payload } : {}),
    });
    const replayed = response.headers['idempotent-replayed'] === 'true';
    return { status: response.statusCode, body: response.body, replayed, headers: response.headers };
  }

  const get = (url: string, known?: string) =>
    app.inject({ method: 'GET', url, headers: known === undefined ? {} : { 'if-none-match': known } });

  it('gives what is read an ETag of its bytes, and nothing to who has them', async () => {
    const first = await get('/things');
    const etag = String(first.headers['etag']);
    expect(first.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'private, no-cache',
    });
    expect([etag, first.json()]).toEqual([expect.stringMatching(/^"[\w-]{43}"$/), { things: ['ä'] }]);
    for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const again = await get('/things', known);
      expect([again.statusCode, again.body, again.headers['etag']]).toEqual([304, '', etag]);
    }
    expect((await get('/things', '"x"')).statusCode).toBe(200);
  });

  it('leaves streams and failures without an ETag', async () => {
    const lines = await get('/things/lines', '*');
    expect([lines.statusCode, lines.body, lines.headers['etag']]).toEqual([200, 'one\ntwo\n', undefined]);
    expect((await get('/nothing', '*')).statusCode).toBe(404);
  });

  it('carries out a POST under a key once, and without a key each time', async () => {
    const first = await post('', 'k1', { a: 1 });
    expect(first).toMatchObject({ status: 202, body: '{"times":1}', replayed: false });
    expect(await post('', 'k1', { a: 1 })).toMatchObject({
      status: 202,
      body: '{"times":1}',
      replayed: true,
    });
    const again = await post('', 'k1', { a: 1 });
    expect(again.headers['content-type']).toBe(first.headers['content-type']);
    expect(again.headers['location']).toBe('/things/1');
    expect(await post('', 'k2', { a: 1 })).toMatchObject({ body: '{"times":2}', replayed: false });
    expect(await post('', undefined, { a: 1 })).toMatchObject({ body: '{"times":3}', replayed: false });
    expect(await post('/quiet', 'k1')).toMatchObject({ status: 204, replayed: false });
    expect(await post('/quiet', 'k1')).toMatchObject({ status: 204, body: '', replayed: true });
    expect(carriedOut.get('quiet')).toBe(1);
  });

  it('refuses a key that was used for something else, and what is no key', async () => {
    await post('', 'k', { a: 1 });
    const other = await post('', 'k', { a: 2 });
    expect([other.status, JSON.parse(other.body)]).toEqual([
      422,
      expect.objectContaining({ code: 'idempotency-key-reused' }),
    ]);
    for (const key of ['', 'a b', 'x'.repeat(256)]) expect((await post('', key, {})).status).toBe(422);
    expect(carriedOut.get('make')).toBe(1);
  });

  it('sends a second request away while the first runs', async () => {
    let open = (): void => undefined;
    gate = new Promise<void>((resolve) => (open = resolve));
    const first = post('', 'k', {});
    while (!carriedOut.has('make')) await new Promise(setImmediate);
    const second = await post('', 'k', {});
    expect([second.status, second.headers['retry-after'], JSON.parse(second.body)]).toEqual([
      409,
      '1',
      expect.objectContaining({ code: 'request-in-progress' }),
    ]);
    open();
    expect(await first).toMatchObject({ status: 202, body: '{"times":1}' });
    expect(await post('', 'k', {})).toMatchObject({ replayed: true });
  });

  it('gives the key back when a request was refused, and keeps a failure of its own', async () => {
    expect(await post('', 'k', { fail: 'not-found' })).toMatchObject({ status: 404 });
    expect(await post('', 'k', { corrected: true })).toMatchObject({ status: 202, replayed: false });
    const broken = await post('', 'k3', { fail: 'ours' });
    const again = await post('', 'k3', { fail: 'ours' });
    expect([broken.status, again.status, again.replayed]).toEqual([500, 500, true]);
    expect([again.body, again.headers['content-type']]).toEqual([
      broken.body,
      broken.headers['content-type'],
    ]);
    expect(carriedOut.get('make')).toBe(3);
  });

  it('remembers over a restart', async () => {
    await post('', 'k', { a: 1 });
    await app.close();
    await start();
    expect(await post('', 'k', { a: 1 })).toMatchObject({ body: '{"times":1}', replayed: true });
    clock.ms += 24 * 60 * 60 * 1_000;
    expect(await post('', 'k', { a: 1 })).toMatchObject({ body: '{"times":2}', replayed: false });
  });

  it('does not do again what it may have done before it ended, unless that is harmless', async () => {
    const crashed = app;
    gate = new Promise<void>(() => undefined);
    for (const path of ['', '/harmless']) void post(path, 'k').catch(() => undefined);
    while (carriedOut.size < 2) await new Promise(setImmediate);
    await start();
    gate = Promise.resolve();
    const again = await post('', 'k');
    expect([again.status, JSON.parse(again.body)]).toEqual([
      409,
      expect.objectContaining({ code: 'outcome-unknown' }),
    ]);
    expect(await post('/harmless', 'k')).toMatchObject({ body: '{"times":2}', replayed: false });
    expect(await post('/harmless', 'k')).toMatchObject({ body: '{"times":2}', replayed: true });
    expect(carriedOut.get('make')).toBe(1);
    expect([...made]).toEqual([expect.stringMatching(/^[\w-]{26,40}$/)]);
    await post('/harmless', 'k2');
    await post('/harmless', undefined);
    expect([made.size, made.has(undefined)]).toEqual([3, true]);
    await crashed.close();
  });

  it('answers a repeat as another process did, and sends it away while that one works', async () => {
    const one = app;
    await post('', 'k', { a: 1 });
    let open = (): void => undefined;
    gate = new Promise<void>((resolve) => (open = resolve));
    const running = post('', 'k2', {});
    while (carriedOut.get('make') !== 2) await new Promise(setImmediate);
    await start('two');
    expect(await post('', 'k', { a: 1 })).toMatchObject({ status: 202, body: '{"times":1}', replayed: true });
    expect((await post('', 'k', { a: 2 })).status).toBe(422);
    expect(await post('', 'k2', {})).toMatchObject({ status: 409 });
    open();
    await running;
    expect(await post('', 'k2', {})).toMatchObject({ body: '{"times":2}', replayed: true });
    await one.close();
  });

  it('leaves alone what recognises repeats by itself', async () => {
    await post('/events', 'k');
    expect(await post('/events', 'k')).toMatchObject({ body: '{"times":2}', replayed: false });
  });
});
