import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RuleSet } from '@bailiwick/contracts';
import { bailiwick, type CliRun } from '../support/cli.js';
import { planDetailSchema } from '../../apps/server/src/http/answers/plan.schema.js';
import { ruleSetReplaySchema } from '../../apps/server/src/http/answers/replay.schema.js';
import {
  ruleSetDiffSchema,
  ruleSetImpactSchema,
  ruleSetTestsSchema,
} from '../../apps/server/src/http/answers/rule-set.schema.js';
import { type Service, startService } from '../support/service.js';

interface TierChanged {
  readonly accountId: string;
  readonly from: string | null;
  readonly to: string;
  readonly ruleSetVersion: number;
  readonly effectiveAt: string;
}
interface Version {
  readonly version: number;
  readonly stage: string;
  readonly impact: { readonly accountsChanged: number };
  readonly override?: { readonly exceeded: readonly string[]; readonly reason: string };
}

const SAMPLE = join(__dirname, '..', '..', 'samples', 'company', 'events.ndjson');

/** What somebody in operations does with the sample company when high touch is to begin at 300K instead of 250K. */
describe('changing the rules of the sample company', () => {
  let folder: string;
  let service: Service;
  let olga: string;
  let anna: string;
  let document: RuleSet;

  const run = (as: string, ...args: readonly string[]): Promise<CliRun> =>
    bailiwick(args, { DATA_DIR: folder, BAILIWICK_SERVER: service.url, BAILIWICK_TOKEN: as });
  const json = async <T>(as: string, ...args: readonly string[]): Promise<T> => {
    const { code, stdout, stderr } = await run(as, ...args, '--json');
    if (code !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as T;
  };
  const file = async (name: string, ruleSet: RuleSet): Promise<string> => {
    await writeFile(join(folder, name), JSON.stringify(ruleSet, null, 2));
    return join(folder, name);
  };

  async function head(): Promise<number> {
    return ((await (await service.call('/health/ready')).json()) as { head: number }).head;
  }

  async function tierChanges(after: number): Promise<TierChanged[]> {
    const changes: TierChanged[] = [];
    for (let next = after; ;) {
      const path = `/v1/feed?after=${next}&limit=1000&type=tier.changed.v1`;
      const page = (await (await service.call(path)).json()) as {
        events: readonly { readonly data: TierChanged }[];
        next: number;
      };
      changes.push(...page.events.map(({ data }) => data));
      if (page.next === next) return changes;
      next = page.next;
    }
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bailiwick-rules-'));
    service = await startService(folder, [], { env: { BAILIWICK_TIME: 'events' } });
    olga = (await run('', 'users', 'add', 'olga', '--role', 'ops')).stdout.trim();
    anna = (await run('', 'users', 'add', 'anna', '--role', 'approver')).stdout.trim();
    expect(await run(service.token, 'events', 'import', SAMPLE)).toMatchObject({ code: 0 });
    document = JSON.parse((await run(olga, 'rules', 'show')).stdout) as RuleSet;
  }, 300_000);
  afterAll(async () => {
    await service.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** From 300K, with tests that say so, and limits that this change does not keep. */
  function from300k(): RuleSet {
    const [under, middle, top] = document.bands!['arr']!;
    const expectations = [
      { name: '300K is high touch', facts: { arr: 300_000 }, expectTier: 'high' },
      { name: 'one dollar less is not', facts: { arr: 299_999 }, expectTier: 'low' },
    ];
    return {
      ...document,
      bands: { arr: [under!, { ...middle!, to: 300_000 }, { ...top!, from: 300_000 }] },
      limits: { maxPctAccountsChanged: 1, maxPctHoursShifted: 1 },
      tests: expectations,
    };
  }

  it('is refused while the stored tests say otherwise, with each of them', async () => {
    const { tests: _new, ...rules } = from300k();
    const path = await file('untested.json', { ...rules, tests: document.tests! });
    expect((await run(olga, 'rules', 'lint', path)).code).toBe(0);
    const refused = await run(olga, 'rules', 'publish', path);
    expect(refused.code).toBe(2);
    expect(refused.stderr.match(/stored-test-failed/g)).toHaveLength(2);
    expect(refused.stderr).toContain('a quarter million is high touch');
  });

  it('is refused while its tests show less than its limits want, on the command line as over HTTP', async () => {
    const wanting = { ...from300k(), limits: { minPctTestCoverage: 90 } };
    const path = await file('untested.json', wanting);
    const tested = await run(olga, 'rules', 'test', path);
    expect([tested.code, tested.stdout]).toEqual([1, expect.stringContaining('wanted: 90%, too little')]);
    const answer = await service.call('/v1/rule-sets/test', {
      method: 'POST',
      body: JSON.stringify(wanting),
      headers: { 'content-type': 'application/json' },
    });
    const { coverage } = ruleSetTestsSchema.parse(await answer.json());
    expect(coverage).toMatchObject({ least: 90, wanted: 12 });
    expect(coverage.pct).toBeLessThan(90);
    expect(coverage.problems[0]).toMatchObject({ code: 'rule-untested' });
    const refused = await run(olga, 'rules', 'publish', path);
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining(`the stored tests show ${coverage.pct}% of the rules`),
    ]);
    const listed = (await run(olga, 'rules', 'versions')).stdout;
    expect(listed).not.toContain('version 2');
    // A publication that was refused leaves its draft.
    for (const draft of listed.match(/(?<=^draft )\S+/gm) ?? [])
      expect((await run(olga, 'rules', 'discard', draft)).code).toBe(0);
    expect((await run(olga, 'rules', 'versions')).stdout).not.toContain('draft');
    expect((await run(olga, 'rules', 'discard', 'gone')).stderr).toContain('there is no draft gone');
  });

  it('tells how the last year would have looked: under the rules in force as it did', async () => {
    const path = await file('from-300k.json', from300k());
    const { code, stdout } = await run(olga, 'rules', 'replay', path, '--format', 'json');
    expect(code).toBe(0);
    const { from, to, inForce, next } = ruleSetReplaySchema.parse(JSON.parse(stdout));
    const moved = (await tierChanges(0)).filter(
      ({ from: before, effectiveAt: at }) => before !== null && at >= from && at < to,
    );
    expect(inForce.moves).toBe(moved.length);
    expect(next.moves).toBeGreaterThan(inForce.moves);
    const onFiles = await run(
      olga,
      'rules',
      'replay',
      path,
      '--against',
      await file('old.json', document),
      '--events',
      SAMPLE,
    );
    expect(onFiles.stdout).toMatch(/moves per account-year[^]*reversals[^]*high → low[^]*2026-/);
  }, 240_000);

  it('goes from a refusal by the limits to a rollback, and the world is told of every step in tiers', async () => {
    const path = await file('from-300k.json', from300k());
    const impact = await run(olga, 'rules', 'impact', path);
    expect(impact.code).toBe(1);
    expect(impact.stdout).toMatch(/would change tier[^]*BEYOND THE LIMIT[^]*high +low[^]*CSM/);
    const costs = await run(olga, 'rules', 'impact', path, '--re-optimise', '--time-limit', '8');
    expect(costs.stdout).toMatch(
      /If the book were then re-optimised +rules in force +new rules +by the edit[^]*accounts that change hands +\d+ +\d+ +-?\d+[^]*territories that change/,
    );
    const refused = await run(olga, 'rules', 'publish', path, '--reason', 'high touch from 300K');
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toMatch(/rule-set-limits[^]*% of the accounts change tier, 1% may/);

    const why = 'agreed with sales on 1 October';
    const published = await json<Version>(olga, 'rules', 'publish', path, '--override', why);
    expect(published).toMatchObject({ version: 2, stage: 'published', override: { reason: why } });
    expect(published.impact.accountsChanged).toBeGreaterThan(20);
    expect((await run(olga, 'rules', 'activate', '2')).stderr).toContain('role approver is needed');
    expect((await run(anna, 'rules', 'activate', '2')).stderr).toContain('rule-set-stage');
    expect(await json<Version>(anna, 'rules', 'approve', '2')).toMatchObject({ stage: 'approved' });

    const before = await head();
    expect(await json<Version>(anna, 'rules', 'activate', '2')).toMatchObject({ stage: 'active' });
    const told = (await tierChanges(before)).filter(({ ruleSetVersion }) => ruleSetVersion === 2);
    // What was previewed at publication is what came of it: every change is from high to low touch.
    expect(told).toHaveLength(published.impact.accountsChanged);
    expect([...new Set(told.map(({ from, to }) => `${from} ${to}`))]).toEqual(['high low']);
    const explained = await run(anna, 'rules', 'explain', '--account', told[0]!.accountId);
    expect(explained.stdout).toMatch(/tier low[^]*default-tiers, version 2/);

    const back = await json<Version>(anna, 'rules', 'rollback', '--reason', 'customers complained');
    expect(back).toMatchObject({ version: 3, stage: 'active', rollbackTo: 1 });
    const versions = (await run(olga, 'rules', 'versions')).stdout;
    expect(versions).toMatch(/version 2 · retired[^]*version 3 · active[^]*back to version 1/);
    expect((JSON.parse((await run(olga, 'rules', 'show')).stdout) as RuleSet).bands).toEqual(document.bands);
  }, 240_000);

  it('gives single accounts a tier by hand, from a file, until a day, and says so in the explanation', async () => {
    const path = join(folder, 'overrides.csv');
    const rows = ['account_id,tier,reason,expires_at,approver', 'A0001,tech,asked for it,2027-01-01,anna'];
    await writeFile(path, [...rows, 'A0001,low,twice,2027-01-01,', 'A9999,gold,who,2020-01-01,'].join('\n'));
    const refused = await run(olga, 'rules', 'overrides', 'import', path);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('overrides.csv:3');
    await writeFile(path, [...rows, 'A9999,gold,who,2020-01-01,'].join('\n'));
    const unknown = await run(olga, 'rules', 'overrides', 'import', path);
    expect(unknown.code).toBe(2);
    for (const code of ['unknown-account', 'unknown-tier', 'already-expired'])
      expect(unknown.stderr).toMatch(new RegExp(`overrides.csv:3[^]*${code}`));
    expect((await run(olga, 'rules', 'overrides', 'list')).stdout).toBe('');

    await writeFile(path, rows.join('\n'));
    const before = await head();
    expect(await run(olga, 'rules', 'overrides', 'import', path)).toMatchObject({
      stdout: '1 overrides set\n',
    });
    expect((await tierChanges(before)).filter(({ accountId }) => accountId === 'A0001')).toMatchObject([
      { to: 'tech' },
    ]);
    const explained = await run(olga, 'rules', 'explain', '--account', 'A0001');
    expect(explained.stdout).toMatch(/tier tech[^]*asked for it/);
    const impact = await run(olga, 'rules', 'impact', join(folder, 'from-300k.json'));
    expect(impact.stdout).toMatch(
      /Tiers by hand: 1; for 1 of them [^]*A0001 {2}tech until 2027-01-01, by olga \(asked for it\); by the rules low\n/,
    );
    const out = join(folder, 'plan');
    const limits = ['--iterations', '1000', '--time-limit', '20'];
    const planned = await run(olga, 'plan', '--server', service.url, ...limits, '--out', out);
    expect(planned.stderr).toContain('summary.json, report.html');
    const summary: unknown = JSON.parse(await readFile(join(out, 'summary.json'), 'utf8'));
    expect(planDetailSchema.parse(summary).tiersByHand).toEqual([
      {
        accountId: 'A0001',
        tier: 'tech',
        byRules: 'low',
        author: 'olga',
        reason: 'asked for it',
        expiresAt: '2027-01-01T00:00:00.000Z',
      },
    ]);
    expect(await readFile(join(out, 'report.html'), 'utf8')).toMatch(
      /Tiers by hand<[^]*<td>A0001<\/td><td>tech<\/td><td>low<\/td><td>asked for it<\/td><td>olga<\/td><td[^>]*>2027-01-01<\/td>/,
    );
    expect(await run(olga, 'rules', 'overrides', 'end', 'A0001')).toMatchObject({ code: 0 });
    const told = (await tierChanges(before)).filter(({ accountId }) => accountId === 'A0001');
    expect(told.map(({ to }) => to)).toEqual(['tech', told[0]!.from]);
  });

  it('survives a kill: what was in force still is', async () => {
    await service.kill();
    service = await startService(folder, [], { env: { BAILIWICK_TIME: 'events' } });
    expect((await run(olga, 'rules', 'versions')).stdout).toContain('version 3 · active');
    const { stdout } = await run(olga, 'rules', 'show', '2');
    expect((JSON.parse(stdout) as RuleSet).bands!['arr']![2]!.from).toBe(300_000);
  });

  it('tells the difference between versions, and what is idle in a document, in words', async () => {
    const diff = (await (await service.call('/v1/rule-sets/2/diff')).json()) as {
      changes: { region: string }[];
    };
    expect(diff).toMatchObject({ before: 1, after: 2, complete: true });
    expect(diff.changes.map(({ region }) => region).join()).toContain('arr from 250,000 to under 300,000');
    const words = 'accounts with strategic no and arr from 250,000 to under 300,000 go from high to low';
    for (const sides of [['1', '2'], ['2'], [join(folder, 'from-300k.json')]])
      expect(await run(olga, 'rules', 'diff', ...sides)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining(words),
      });
    const sent = await service.call('/v1/rule-sets/diff', {
      method: 'POST',
      body: JSON.stringify(from300k()),
      headers: { 'content-type': 'application/json' },
    });
    expect(ruleSetDiffSchema.parse(await sent.json())).toMatchObject({
      before: 3,
      after: null,
      changes: diff.changes.map(({ region }) => ({ region })),
    });
    const idle = { ...document.rules[1]!, id: 'idle', priority: 1 };
    const analysis = await service.call('/v1/rule-sets/analyse', {
      method: 'POST',
      body: JSON.stringify({ ...document, rules: [...document.rules, idle] }),
      headers: { 'content-type': 'application/json' },
    });
    expect(JSON.stringify(await analysis.json())).toMatch(/idle[^"]* never decides|\/rules\/3/);
  });

  it('tells which territories would move, and what of that is the edit, over HTTP', async () => {
    const path = '/v1/rule-sets/impact?reOptimise=true&timeLimitSeconds=6&seed=2';
    const body = JSON.stringify({
      ...document,
      bands: from300k().bands,
      stability: { bufferPct: 0 },
      tests: [],
    });
    const headers = { 'content-type': 'application/json' };
    const answer = await service.call(path, { method: 'POST', body, headers });
    const impact: unknown = await answer.json();
    const { reoptimised } = ruleSetImpactSchema.parse(impact);
    const { today, edited, byEdit, moves } = reoptimised!;
    expect(edited.moved).toBe(edited.mandatory + edited.discretionary);
    expect(byEdit.moved).toBe(edited.moved - today.moved);
    expect(moves).toHaveLength(edited.moved);
    const wrong = await service.call(`${path}&timeLimitSeconds=0`, { method: 'POST', body, headers });
    expect(wrong.status).toBe(422);
  });

  it('lets nobody overwrite what they have not seen', async () => {
    const put = (etag: Record<string, string>): Promise<Response> =>
      service.call('/v1/rule-sets/drafts/spring', {
        method: 'PUT',
        body: JSON.stringify(from300k()),
        headers: { 'content-type': 'application/json', ...etag },
      });
    expect((await put({})).status).toBe(428);
    const first = await put({ 'if-none-match': '*' });
    expect([first.status, first.headers.get('etag')]).toEqual([200, '"spring-1"']);
    expect((await put({ 'if-none-match': '*' })).status).toBe(412);
    expect((await put({ 'if-match': '"spring-7"' })).status).toBe(412);
    // Who went to low touch is within the buffer now: the same change again would do nothing.
    const impact = await (await service.call('/v1/rule-sets/drafts/spring/impact')).json();
    expect(impact).toMatchObject({ changed: 0, pctHoursShifted: 0, exceeded: [] });
  });
});
