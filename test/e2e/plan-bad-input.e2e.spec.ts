import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bailiwick, type CliRun } from '../support/cli.js';

const ACCOUNTS = 'account_id,arr,csm_id\nA1,100000,C1\nA2,60000,C1\n';
const CSMS = 'csm_id,capacity_hours\nC1,120\n';

describe('plan, given bad input, reports every problem, writes nothing and exits 2', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'bailiwick-bad-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function plan(
    files: { accounts?: string | Buffer; csms?: string; aes?: string; policy?: string; rules?: string },
    ...more: string[]
  ): Promise<
    CliRun & {
      problems: { code: string; file?: string; line?: number; column?: unknown; expected?: string }[];
    }
  > {
    const all = { accounts: ACCOUNTS, csms: CSMS, ...files };
    const args = [
      'plan',
      '--out',
      join(folder, 'out'),
      '--as-of',
      '2026-10-01',
      '--time-limit',
      '5',
      '--json',
      ...more,
    ];
    for (const [name, content] of Object.entries(all)) {
      const path = join(folder, name);
      await writeFile(path, content);
      args.push(`--${name}`, path);
    }
    const run = await bailiwick(args);
    const { problems } =
      run.code === 2 && run.stdout ? (JSON.parse(run.stdout) as { problems: never[] }) : { problems: [] };
    return { ...run, problems };
  }

  const codes = (run: { problems: { code: string }[] }): string[] => run.problems.map((p) => p.code);

  it('all problems of all files at once, each with file, line, column and what was expected', async () => {
    const run = await plan({
      accounts: 'account_id,arr,csm_id,renewal_date\nA1,-5,C1,2026-13-01\nA1,1e9x,C1,\n',
      csms: 'csm_id,capacity_hours,start_date,end_date\nC1,many,2026-02-01,2026-01-01\n',
      policy: '{"id": 3}',
      rules: '{"id": "x", "id": "y"}',
    });
    expect(run.code).toBe(2);
    expect(new Set(run.problems.map((p) => p.file?.split('/').at(-1)))).toEqual(
      new Set(['accounts', 'csms', 'policy', 'rules']),
    );
    expect(run.problems.filter((p) => p.file?.endsWith('accounts')).length).toBeGreaterThanOrEqual(4);
    for (const p of run.problems)
      expect([p.code, p.line !== undefined, p.column !== undefined]).toEqual([p.code, true, true]);
    expect(run.stderr).toContain('nothing was written');
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  it.each<[string, string | Buffer, string]>([
    ['an empty file', '', 'empty-file'],
    ['a duplicate id', 'account_id,arr\nA1,1\nA1,2\n', 'duplicate-id'],
    ['a missing column', 'account_id,name\nA1,x\n', 'missing-column'],
    ['a parent cycle', 'account_id,arr,parent_id\nA1,1,A2\nA2,1,A1\n', 'parent-cycle'],
    ['invalid UTF-8', Buffer.from([0x61, 0x2c, 0xff, 0xfe, 0x0a]), 'not-utf8'],
    ['50 MB on one line', `account_id,arr\n${'x'.repeat(50 * 1024 * 1024)}\n`, 'row-too-long'],
    ['a currency without a rate', 'account_id,arr,currency\nA1,1,EUR\n', 'no-exchange-rate'],
    ['huge ARR', 'account_id,arr\nA1,99999999999999999999\n', 'too-large'],
  ])('%s', async (_name, accounts, code) => {
    const run = await plan({ accounts });
    expect(run.code).toBe(2);
    expect(codes(run)).toContain(code);
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  it('zero CSMs', async () => {
    expect(codes(await plan({ csms: 'csm_id,capacity_hours\n' }))).toContain('no-csms');
  });

  it('a pin to somebody unknown, with the likely id', async () => {
    const policy = JSON.stringify({
      ...(JSON.parse(JSON.stringify((await import('@bailiwick/contracts')).defaultPolicy)) as object),
      pins: [{ accountId: 'A1', csmId: 'C9' }],
    });
    const run = await plan({ policy });
    expect(run.problems).toEqual([
      expect.objectContaining({ code: 'unknown-csm', pointer: '/pins/0/csmId', hint: 'Maybe "C1"' }),
    ]);
  });

  it('somebody who has left is a warning, with --strict an error', async () => {
    const accounts = 'account_id,arr,csm_id\nA1,100000,C7\n';
    const lenient = await plan({ accounts });
    expect(lenient.code).toBe(0);
    expect(lenient.stderr).toContain('C7');
    expect((await plan({ accounts }, '--strict')).code).toBe(2);
  });

  it.each([
    [['--as-of', 'yesterday']],
    [['--time-limit', '-3']],
    [['--solver', 'gurobi']],
    [['--export-model', 'model.xlsx']],
  ])('bad usage: %s', async (flags) => {
    const run = await plan({}, ...flags);
    expect(run.code).toBe(2);
    expect(run.stderr).not.toContain('    at ');
  });

  it('takes BOM, CRLF, quoted newlines and ; as a delimiter as they come', async () => {
    const run = await plan({ accounts: '\uFEFFaccount_id;arr;name\r\nA1;100000;"Two\r\nlines"\r\n' });
    expect(run.code).toBe(0);
    expect(await readdir(join(folder, 'out'))).toEqual([
      'assignments.csv',
      'csms.csv',
      'moves.csv',
      'report.html',
      'summary.json',
    ]);
  });
});
