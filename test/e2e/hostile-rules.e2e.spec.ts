import { readFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultRuleSet } from '@bailiwick/contracts';
import { bailiwick, type CliRun } from '../support/cli.js';
import { HOSTILE_RULE_SETS } from '../support/hostile-rule-sets.js';
import { type Service, startService } from '../support/service.js';

/** Far above what an answer takes (well under a second), far below what one without guards would take. */
const SECONDS = 10;
/** So little that a command that parses what it should refuse dies of it. */
const SMALL_HEAP = '--max-old-space-size=160';
const TINY = join(__dirname, '..', '..', 'samples', 'tiny');
const SIZE = 50_000_000;

let folder: string;
let service: Service;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bailiwick-hostile-'));
  service = await startService(join(folder, 'data'), [], {
    env: { NODE_OPTIONS: '--max-old-space-size=256' },
  });
}, 60_000);
afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true, force: true });
});

async function within<T>(work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await work();
  expect((performance.now() - began) / 1_000).toBeLessThan(SECONDS);
  return result;
}

/** The most memory that the service ever had, MB. */
async function peak(): Promise<number> {
  const status = await readFile(`/proc/${service.pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+)/.exec(status)![1]) / 1_024;
}

function send(path: string, text: string): Promise<Response> {
  const draft = path.includes('/drafts/');
  return within(() =>
    service.call(path, {
      method: draft ? 'PUT' : 'POST',
      body: text,
      headers: { 'content-type': 'application/json', ...(draft ? { 'if-match': '*' } : {}) },
    }),
  );
}

const DRAFT = '/v1/rule-sets/drafts/hostile';

describe('rule sets that are made to hurt, over HTTP', () => {
  let before: unknown;
  const inForce = async (): Promise<unknown> => (await service.call('/v1/rule-sets/active')).json();

  beforeAll(async () => {
    before = await inForce();
  });
  afterAll(async () => {
    expect(await inForce()).toEqual(before);
    expect((await service.call(DRAFT)).status).toBe(404);
    expect({}).not.toHaveProperty('polluted');
  });

  it.each(HOSTILE_RULE_SETS)('$what: refused as $code', async ({ text, code }) => {
    const refused = await send(DRAFT, text);
    const { problems } = (await refused.json()) as { problems: { code: string }[] };
    expect([refused.status, problems.map((problem) => problem.code)]).toEqual([
      422,
      expect.arrayContaining([code]),
    ]);
    for (const question of ['impact', 'test', 'analyse', 'diff', 'replay'])
      expect((await send(`/v1/rule-sets/${question}`, text)).status).toBe(422);
    const linted = (await (await send('/v1/rule-sets/lint', text)).json()) as {
      problems: { code: string }[];
    };
    expect(linted.problems.map((problem) => problem.code)).toContain(code);
  });

  it.each([
    ['a rule set', 'PUT', DRAFT, 4_194_304, /another file/],
    ['a rule set to be previewed', 'POST', '/v1/rule-sets/impact', 4_194_304, /another file/],
    ['events', 'POST', '/v1/events', 16_777_216, /x-ndjson/],
    ['a policy', 'PUT', '/v1/policies/active', 16_777_216, /in parts/],
  ])(
    '50 MB as %s: how much is allowed, how much was sent, and what to do',
    async (_what, method, path, most, hint) => {
      const { status, body } = await within(() => announced(method, path, SIZE));
      expect([status, body]).toEqual([
        413,
        expect.objectContaining({
          code: 'too-large',
          detail: `The body has ${SIZE} bytes: at most ${most} are allowed`,
          problems: [expect.objectContaining({ value: SIZE, expected: `at most ${most} bytes` })],
        }),
      ]);
      expect(body.problems[0]!.hint).toMatch(hint);
    },
  );

  it('50 MB of which nobody said how many they are', async () => {
    const { status, body } = await within(() => announced('PUT', DRAFT, undefined));
    expect([status, body.detail]).toEqual([
      413,
      'The body is larger than what is read here: at most 4194304 are allowed',
    ]);
  });

  it('needs no more memory for any of it than a service has anyway', async () => {
    // A body that is read has 16 MB at most; a heap beyond its limit would have ended the service.
    expect(await peak()).toBeLessThan(600);
    expect((await service.call('/health/live')).status).toBe(200);
  });
});

interface Refusal {
  readonly code: string;
  readonly detail: string;
  readonly problems: readonly { readonly hint: string }[];
}

/** Sends a body of 50 MB, or the announcement of one; the service answers before it has come. */
function announced(
  method: string,
  path: string,
  size: number | undefined,
): Promise<{ readonly status: number; readonly body: Refusal }> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${service.token}`,
      'content-type': 'application/json',
      'if-match': '*',
      ...(size === undefined ? {} : { 'content-length': size }),
    };
    const sending = request(service.url + path, { method, headers }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('end', () => {
        resolve({ status: answer.statusCode!, body: JSON.parse(text) as Refusal });
        sending.destroy();
      });
    });
    // Once it has answered, the service listens no longer.
    sending.on('error', reject);
    if (size !== undefined) return void sending.flushHeaders();
    sending.write(Buffer.alloc(17 * 1024 * 1024, '['));
  });
}

describe('rule sets that are made to hurt, on the command line', () => {
  const run = (...args: readonly string[]): Promise<CliRun> =>
    within(() =>
      bailiwick(args, {
        NODE_OPTIONS: SMALL_HEAP,
        BAILIWICK_SERVER: service.url,
        BAILIWICK_TOKEN: service.token,
      }),
    );
  const csv = (name: string): string => join(TINY, `${name}.csv`);

  async function file(text: string): Promise<string> {
    const path = join(folder, 'hostile.json');
    await writeFile(path, text);
    return path;
  }

  it.each([...HOSTILE_RULE_SETS, { what: 'of 50 MB', text: '['.repeat(SIZE), code: 'document-too-large' }])(
    '$what: refused as $code by lint, impact, publish and plan',
    async ({ text, code }) => {
      const path = await file(text);
      const linted = await run('rules', 'lint', path, '--json');
      const { problems } = JSON.parse(linted.stdout) as { problems: { code: string }[] };
      expect([linted.code, problems.map((problem) => problem.code)]).toEqual([
        2,
        expect.arrayContaining([code]),
      ]);
      const old = join(folder, 'old.json');
      await writeFile(old, JSON.stringify(defaultRuleSet));
      const others = [
        ['rules', 'impact', path, '--against', old, '--accounts', csv('accounts')],
        ['rules', 'publish', path],
        [
          'plan',
          '--accounts',
          csv('accounts'),
          '--csms',
          csv('csms'),
          '--rules',
          path,
          '--out',
          join(folder, 'plan'),
        ],
      ];
      for (const args of others) {
        const refused = await run(...args);
        expect([args[1], refused.code, refused.stderr]).toEqual([
          args[1],
          2,
          expect.stringContaining(`[${code}]`),
        ]);
      }
    },
    60_000,
  );
});
