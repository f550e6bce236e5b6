import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { bailiwick, type CliRun, repository } from '../support/cli.js';
import { type Service, startService } from '../support/service.js';

type Json = Record<string, unknown>;

const event = (id: string, type: string, subject: string, data: Json, time = '2026-01-01'): Json => ({
  specversion: '1.0',
  id,
  source: '/test',
  type,
  subject,
  time: `${time}T00:00:00Z`,
  data,
});
const account = (accountId: string, data: Json): Json =>
  event(`new-${accountId}`, 'account.new', accountId, { accountId, name: `${accountId} Ltd`, ...data });
const csm = (csmId: string, more: Json = {}): Json =>
  event(`csm-${csmId}`, 'csm.joined', csmId, { csmId, name: `Person ${csmId}`, capacityHours: 100, ...more });

/** A5 is taken back; of what is sent at once, what is taken back is recorded last. */
const COMPANY = [
  csm('C1'),
  csm('C2'),
  event('ae-E1', 'ae.joined', 'E1', { aeId: 'E1', name: 'Person E1' }),
  csm('P1', { pool: true, capacityHours: 1_000 }),
  account('A1', { arr: 300_000, csmId: 'C1', aeId: 'E1', healthScore: 50 }),
  account('A2', { arr: 90_000, csmId: 'C1' }),
  account('A3', { arr: 60_000, csmId: 'C2', attributes: { note: 'Żółć "quoted"' } }),
  account('A4', { arr: 70_000 }),
  account('A5', { arr: 1 }),
  event('up', 'account.expanded', 'A1', { accountId: 'A1', arrDelta: 50_000 }, '2026-03-01'),
  event('gone', 'account.churned', 'A3', { accountId: 'A3' }, '2026-02-01'),
  event('back', 'event.retracted', 'A5', { source: '/test', id: 'new-A5', reason: 'not a customer' }),
];
const ndjson = (events: readonly unknown[]): string =>
  events.map((e) => (typeof e === 'string' ? e : JSON.stringify(e))).join('\n') + '\n';
const linesOf = <T = Json>(text: string): T[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);

describe('the command against a service', () => {
  let folder: string;
  let dataDir: string;
  let service: Service;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bailiwick-cli-'));
    dataDir = join(folder, 'data');
    service = await startService(dataDir);
  });
  afterAll(async () => {
    await service.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const environment = (): Record<string, string> => ({
    DATA_DIR: dataDir,
    BAILIWICK_SERVER: service.url,
    BAILIWICK_TOKEN: '',
  });
  const run = (...args: string[]): Promise<CliRun> => bailiwick(args, environment());
  const file = async (name: string, events: readonly unknown[]): Promise<string> => {
    await writeFile(join(folder, name), ndjson(events));
    return join(folder, name);
  };
  const accountsOf = async (from: Service): Promise<Json[]> =>
    ((await (await from.call('/v1/accounts')).json()) as { items: Json[] }).items;

  /** Waits until the service has reacted to all that it was sent. */
  async function settled(): Promise<number> {
    for (let before = -1; ;) {
      const { head } = (await (await service.call('/health/ready')).json()) as { head: number };
      if (head === before) return head;
      before = head;
      await sleep(300);
    }
  }

  it('streams a file to it, and tells every line that it refuses', async () => {
    const mixed = await file('mixed.ndjson', [...COMPANY.slice(0, 3), 'nonsense', { id: 7 }, ...COMPANY]);
    const first = await run('events', 'import', mixed, '--json');
    expect(JSON.parse(first.stdout)).toMatchObject({ recorded: 12, repeat: 3, waiting: 0, invalid: 2 });
    expect(first.code).toBe(2);
    expect(first.stderr).toMatch(/mixed\.ndjson:4:\d+: .*not JSON/);
    expect(first.stderr).toMatch(/mixed\.ndjson:5:\d+: .*id .*/);
    const again = await run('events', 'import', await file('company.ndjson', COMPANY));
    expect([again.code, again.stdout]).toEqual([0, expect.stringMatching(/^0 recorded, 12 repeats/)]);
  });

  it('reads standard input, however it is cut', async () => {
    const child = spawn(
      process.execPath,
      [join(repository, 'dist/apps/cli/src/main.js'), 'events', 'import', '-'],
      {
        env: { ...process.env, ...environment() },
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    const text = ndjson([account('A6', { arr: 20_000, csmId: 'C2' }), account('A7', { arr: 1_000 })]);
    for (let at = 0; at < text.length; at += 97) {
      child.stdin.write(text.slice(at, at + 97));
      await sleep(5);
    }
    child.stdin.end();
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
    expect(out).toMatch(/^2 recorded/);
  });

  it('exports what came in, which gives the same accounts in an empty log', async () => {
    await settled();
    const copy = join(folder, 'copy.ndjson');
    expect((await run('events', 'export', '--out', copy)).code).toBe(0);
    const exported = linesOf(await readFile(copy, 'utf8'));
    expect(exported.map(({ id }) => id)).toEqual([...COMPANY.map(({ id }) => id), 'new-A6', 'new-A7']);
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
    const other = join(folder, 'other');
    expect((await run('events', 'import', copy, '--data', other)).code).toBe(0);
    const range = await run('events', 'export', '--data', other, '--from', '2', '--to', '3');
    expect(linesOf(range.stdout).map(({ id, position }) => [id, position])).toEqual([
      ['csm-C2', 2],
      ['ae-E1', 3],
    ]);
    const second = await startService(other);
    try {
      const expected = await accountsOf(service);
      expect(expected.map(({ accountId }) => accountId)).toEqual(['A1', 'A2', 'A3', 'A4', 'A6', 'A7']);
      for (let tries = 0; tries < 50; tries++) {
        if (isDeepStrictEqual(await accountsOf(second), expected)) break;
        await sleep(200);
      }
      expect(await accountsOf(second)).toEqual(expected);
    } finally {
      await second.stop();
    }
  });

  it('replays what it told, and follows it over a crash without losing or repeating any', async () => {
    const head = await settled();
    const feed = (await (await service.call('/v1/feed?limit=1000')).json()) as { events: Json[] };
    expect(feed.events.length).toBeGreaterThan(3);
    const replayed = await run('events', 'replay', '--from', '1');
    expect(linesOf(replayed.stdout)).toEqual(feed.events);
    const last = Number(String(feed.events.at(-1)!['id']).split('-')[0]);
    const some = await run('events', 'replay', '--from', String(last), '--to', String(last));
    expect(linesOf(some.stdout)).toEqual([feed.events.at(-1)]);
    const types = await run('events', 'tail', '--after', '0', '--type', 'territory.changed.v1');
    expect(linesOf(types.stdout)).toEqual(feed.events.filter((e) => e['type'] === 'territory.changed.v1'));

    const { port } = new URL(service.url);
    const tail = spawn(
      process.execPath,
      [join(repository, 'dist/apps/cli/src/main.js'), 'events', 'tail', '--follow'],
      { env: { ...process.env, ...environment() }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let [out, err] = ['', ''];
    tail.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    tail.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    const ended = new Promise((resolve) => tail.once('close', resolve));
    const told = async (subject: string): Promise<void> => {
      for (let tries = 0; tries < 200 && !out.includes(`"${subject}"`); tries++) await sleep(100);
    };
    await sleep(1_500);
    await run('events', 'import', await file('one.ndjson', [account('T1', { arr: 5_000 })]));
    await told('T1');
    await service.kill();
    for (let tries = 0; tries < 100 && !err.includes('away'); tries++) await sleep(100);
    service = await startService(dataDir, ['--port', port]);
    await run('events', 'import', await file('two.ndjson', [account('T2', { arr: 5_000 })]));
    await told('T2');
    tail.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(err).toContain('the service is back');
    const after = (await (await service.call(`/v1/feed?limit=1000&after=${head}`)).json()) as {
      events: Json[];
    };
    expect(linesOf(out)).toEqual(after.events);
  });

  it('plans, reports, approves, commits and takes back', async () => {
    const out = join(folder, 'plan');
    const gone = event('left', 'csm.departed', 'C2', { csmId: 'C2', lastDay: '2026-09-15' }, '2026-09-01');
    await run('events', 'import', await file('left.ndjson', [csm('C3'), gone]));
    await settled();
    const asked = ['plan', '--as-of', '2026-10-01', '--time-limit', '5', '--iterations', '20000', '--json'];
    const made = await run(...asked, '--out', out);
    expect([made.code, made.stderr]).toEqual([0, expect.stringContaining('is being made')]);
    const plan = JSON.parse(made.stdout) as { planId: string; stage: string; counts: Record<string, number> };
    expect(plan).toMatchObject({ stage: 'proposed', status: 'optimal' });
    expect((await readdir(out)).sort()).toEqual(['moves.csv', 'report.html', 'summary.json']);
    expect(await readFile(join(out, 'moves.csv'), 'utf8')).toMatch(
      /^account_id,from_csm,to_csm,mandatory,arr/,
    );
    expect(JSON.parse(await readFile(join(out, 'summary.json'), 'utf8'))).toMatchObject({
      counts: plan.counts,
    });

    const early = await run('plans', 'commit', plan.planId);
    expect([early.code, early.stderr]).toEqual([1, expect.stringContaining('[plan-stage]')]);
    expect((await run('plans', 'approve', plan.planId, '--reason', 'fits')).code).toBe(0);
    const committed = await run('plans', 'commit', plan.planId, '--json');
    expect(JSON.parse(committed.stdout)).toMatchObject({ stage: 'committed' });
    expect((await run('plans', 'rollback', plan.planId)).stdout).toContain('rolled-back');
    expect((await run('plans', 'list', '--stage', 'rolled-back')).stdout).toContain(plan.planId);
    const shown = await run('plans', 'show', plan.planId, '--moves', '--json');
    expect(JSON.parse(shown.stdout)).toMatchObject({ planId: plan.planId, moves: expect.any(Array) });

    const whole = await run(...asked, '--seed', '2', '--policy', 'even', '--commit');
    expect(JSON.parse(whole.stdout)).toMatchObject({ stage: 'committed', approvedBy: 'admin' });
    const queued = await run('plan', '--no-wait', '--time-limit', '1');
    expect(queued.stdout).toMatch(/^[\w-]+\n$/);
  });

  it('refuses options that do not go together, all at once, and says why a service does', async () => {
    const mixed = await run(
      'plan',
      '--server',
      service.url,
      '--accounts',
      'a.csv',
      '--strict',
      '--policy',
      'geografy',
      '--json',
    );
    expect(mixed.code).toBe(2);
    const { problems } = JSON.parse(mixed.stdout) as { problems: { code: string; value: string }[] };
    expect(problems.map(({ code, value }) => [code, value])).toEqual([
      ['misplaced-option', '--accounts'],
      ['misplaced-option', '--strict'],
      ['unreadable-file', 'geografy'],
    ]);
    const both = await run('events', 'export', '--data', 'x', '--server', service.url);
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining('conflicting-options')]);
    const none = await run('plans', 'show', 'no-such');
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('there is no plan no-such')]);
    const bad = await run('plans', 'list', '--token', 'a-wrong-token');
    expect([bad.code, bad.stderr]).toEqual([1, expect.stringContaining('[unauthorised]')]);
    expect(bad.stderr + bad.stdout).not.toContain('a-wrong-token');
    const away = await run('plans', 'list', '--server', 'http://127.0.0.1:2');
    expect([away.code, away.stderr]).toEqual([1, expect.stringContaining('bailiwick serve')]);
  });

  it('puts a policy in force, but not over one that it was not edited from', async () => {
    expect((await run('policies', 'list')).stdout).toContain('geography\n  ');
    const even = await run('policies', 'show', 'even');
    const path = join(folder, 'policy.json');
    await writeFile(path, JSON.stringify({ ...(JSON.parse(even.stdout) as Json), id: 'ours' }));
    const put = await run('policies', 'activate', path, '--reason', 'calmer quarters');
    expect([put.code, put.stdout]).toEqual([0, 'policy ours, version 1, is in force as revision 1\n']);
    const stale = await run('policies', 'activate', 'hybrid', '--revision', '0');
    expect([stale.code, stale.stderr]).toEqual([1, expect.stringContaining('[policy-changed]')]);
    const active = await run('policies', 'active', '--json');
    expect(JSON.parse(active.stdout)).toMatchObject({ revision: 1, policy: { id: 'ours' } });
  });

  it('explains the tier that the service gave', async () => {
    const { code, stdout } = await run('rules', 'explain', '--account', 'A1');
    expect([code, stdout]).toEqual([0, expect.stringContaining('Account A1: tier high')]);
  });

  it('finds itself in good health, and all that is wrong with a bad configuration', async () => {
    const good = await run(
      'doctor',
      '--data',
      join(folder, 'other'),
      '--server',
      service.url,
      '--deep',
      '--json',
    );
    const { ok, findings } = JSON.parse(good.stdout) as {
      ok: boolean;
      findings: { check: string; status: string }[];
    };
    expect([good.code, ok]).toEqual([0, true]);
    expect(new Set(findings.map(({ check }) => check))).toEqual(
      new Set(['node', 'configuration', 'data directory', 'log', 'chain', 'snapshots', 'solvers', 'service']),
    );
    const config = join(folder, 'bad.yaml');
    await writeFile(config, 'port: http\ndata_dir: x\nlogLevel: loud\n');
    const bad = await bailiwick(['doctor', '--config', config, '--data', config]);
    expect(bad.code).toBe(1);
    for (const word of ['PORT', 'data_dir', 'LOG_LEVEL', 'is not a directory', 'highs solves'])
      expect(bad.stdout).toContain(word);
  });
});

describe('bench ingest', () => {
  it('measures everything that is published, on a log of its own, and says on what', async () => {
    const sizes = ['--accounts', '100', '--events', '400', '--seconds', '0.02', '--repeats', '1'];
    const { code, stdout } = await bailiwick(['bench', 'ingest', ...sizes, '--json']);
    expect(code).toBe(0);
    const number = expect.any(Number) as number;
    expect(JSON.parse(stdout)).toMatchObject({
      command: `bailiwick bench ingest ${sizes.join(' ')}`,
      machine: { cores: number, cpu: expect.any(String), memoryGb: number, loadBefore: number },
      append: [
        ...['door', 'log'].flatMap((way) =>
          [1, 10, 100, 1_000].map((batch) => ({ way, batch, underWay: 1 })),
        ),
        { way: 'door', batch: 100, underWay: 4 },
        { way: 'door', batch: 1_000, underWay: 4 },
        { way: 'log', batch: 1_000, underWay: 4 },
      ].map((sending) => ({ ...sending, perSecond: number, p99Ms: number, runs: [number] })),
      start: { accounts: 100, bookSeconds: number, processSeconds: number, bookRssPeakMb: number },
      rebuild: { events: 400, perSecond: number, rssPeakMb: number, heapPeakMb: number },
      targets: [{ target: 20_000 }, { target: 20_000 }, { target: 1 }, { target: 100_000 }],
    });
  });
});
