import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bailiwick, type CliRun, repository } from '../support/cli.js';

const sample = (company: string): string[] =>
  ['accounts', 'csms', 'aes'].flatMap((f) => [`--${f}`, join(repository, 'samples', company, `${f}.csv`)]);

interface Summary {
  readonly status: string;
  readonly objective: number;
  readonly bound: number;
  readonly gap: number;
  readonly terms: Record<string, number>;
  readonly counts: Record<string, number>;
  readonly relaxations: { code: string; message: string; remedy: string | null }[];
}

describe('plan on files', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'bailiwick-plan-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const plan = (args: readonly string[], out = 'out'): Promise<CliRun> =>
    bailiwick(['plan', '--as-of', '2026-10-01', '--out', join(folder, out), ...args]);
  const read = (name: string, out = 'out'): Promise<string> => readFile(join(folder, out, name), 'utf8');
  const summary = async (out = 'out'): Promise<Summary> =>
    JSON.parse(await read('summary.json', out)) as Summary;
  const write = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };

  // Every figure is computed by hand in samples/tiny/README.md.
  it.each(['highs', 'glpk'])(
    'proves the optimum of the twelve accounts that was computed by hand (%s)',
    async (solver) => {
      const run = await plan([...sample('tiny'), '--time-limit', '60', '--solver', solver]);
      expect(run).toMatchObject({ code: 0 });
      const s = await summary();
      expect(s.status).toBe('optimal');
      expect(s.objective).toBeCloseTo(58.2932, 4);
      expect(s.bound).toBeCloseTo(s.objective, 5);
      const terms = { move: 26.9938, pair: 10, avp: 6, fit: 7, balanceHours: 2.7226, balanceArr: 5.5767 };
      for (const [name, points] of Object.entries(terms)) expect(s.terms[name]).toBeCloseTo(points, 4);
      expect(s.counts).toMatchObject({
        accounts: 12,
        moved: 3,
        mandatory: 2,
        discretionary: 1,
        placed: 1,
        unassigned: 0,
      });
      expect((await read('assignments.csv')).split('\n').slice(0, 7)).toEqual([
        'account_id,csm_id,previous_csm_id,ae_id,tier,arr,hours,moved,mandatory',
        'A01,C1,C1,E1,high,600000,7.2,false,false',
        'A02,C2,C2,E1,high,300000,6,false,false',
        'A03,C2,C2,E2,high,260000,7.8,false,false',
        'A04,C1,C1,E2,high,150000,6,false,false',
        'A05,C3,C3,E1,low,90000,2.88,false,false',
        'A06,C1,C2,E2,low,80000,1.92,true,false',
      ]);
      expect((await read('moves.csv')).split('\n').map((l) => l.split(',').slice(0, 4).join(','))).toEqual([
        'account_id,from_csm,to_csm,mandatory',
        'A06,C2,C1,false',
        'A08,C3,C1,true',
        'A11,C1,P1,true',
        '',
      ]);
    },
  );

  it('tells what other budgets of moves bring, and what one more saves', async () => {
    const run = await plan([...sample('tiny'), '--time-limit', '60', '--frontier', '1,0,3', '--json']);
    expect(run).toMatchObject({ code: 0 });
    const { points } = JSON.parse(await read('frontier.json')) as {
      points: { maxMoves: number; moves: number; objective: number; priceOfOneMore: number | null }[];
    };
    expect(points.map(({ maxMoves, moves }) => [maxMoves, moves])).toEqual([
      [0, 0],
      [1, 1],
      [3, 1],
    ]);
    const [none, one, three] = points;
    expect([one!.objective, three!.objective]).toEqual([58.2932, 58.2932].map((o) => expect.closeTo(o, 4)));
    expect(none!.priceOfOneMore).toBeCloseTo(none!.objective - one!.objective, 6);
    expect([one!.priceOfOneMore, three!.priceOfOneMore]).toEqual([0, null]);
    expect(JSON.parse(run.stdout)).toMatchObject({ frontier: points });
    expect(await read('report.html')).toContain('What more moves would bring');
  });

  it('gives the same assignments for the same seed and iterations in two processes', async () => {
    const args = [
      ...sample('company'),
      '--seed',
      '7',
      '--iterations',
      '300000',
      '--time-limit',
      '600',
      '--json',
    ];
    const hash = async (out: string): Promise<string> => {
      const { code } = await plan(args, out);
      expect(code).toBe(0);
      return createHash('sha256')
        .update(await read('assignments.csv', out))
        .digest('hex');
    };
    expect(await hash('first')).toBe(await hash('second'));
    // No clock has a part in this plan, so neither has the machine in its gap.
    expect((await summary('first')).gap).toBeLessThanOrEqual(0.01);
  }, 600_000);

  it('leaves unassigned what nobody may serve, exits 3 and names the cheapest way out', async () => {
    const accounts = await write(
      'accounts.csv',
      'account_id,arr,region,language\nA1,300000,EMEA,de\nA2,300000,EMEA,fr\n',
    );
    const csms = await write(
      'csms.csv',
      'csm_id,capacity_hours,regions,languages\nana,100,EMEA,de\nben,100,AMER,fr\n',
    );
    const run = await plan(['--accounts', accounts, '--csms', csms, '--time-limit', '20']);
    expect(run.code).toBe(3);
    const s = await summary();
    expect([s.status, s.counts['unassigned'], s.terms['unassigned']]).toEqual(['optimal', 1, 1_000_000]);
    expect(s.relaxations).toHaveLength(1);
    expect(s.relaxations[0]!.message).toBe(
      'EMEA, fr, tier high: no CSM with capacity may serve 1 account (6.00 h a month)',
    );
    expect(s.relaxations[0]!.remedy).toMatch(/^Cheapest: let (ana serve language fr|ben serve region EMEA) /);
    expect(run.stdout).toContain('Cheapest: let');
  });

  it('leaves unassigned what has no room, and says how full those are who could serve it', async () => {
    const rows = Array.from({ length: 8 }, (_, i) => `A${i},300000`).join('\n');
    const accounts = await write('accounts.csv', `account_id,arr\n${rows}\n`);
    const csms = await write('csms.csv', 'csm_id,capacity_hours\nana,20\nben,15\n');
    const run = await plan(['--accounts', accounts, '--csms', csms, '--time-limit', '20']);
    expect(run.code).toBe(3);
    const s = await summary();
    // ana may carry 24 h = 4 accounts, ben 18 h = 3 accounts.
    expect([s.status, s.counts['unassigned']]).toEqual(['optimal', 1]);
    expect(s.relaxations[0]!.message).toContain('ana, ben carry 42.0 h of at most 42.0 h');
  });

  it('says which hard constraints contradict each other, plans with them relaxed, and exits 3', async () => {
    const accounts = await write(
      'accounts.csv',
      'account_id,arr,region,conflict_group\nA1,300000,EMEA,g\nA2,200000,EMEA,g\n',
    );
    const csms = await write(
      'csms.csv',
      'csm_id,capacity_hours,regions\nana,100,EMEA\nben,100,EMEA\ncat,100,AMER\n',
    );
    const policy = JSON.parse(
      await readFile(join(repository, 'samples', 'policies', 'default.json'), 'utf8'),
    ) as Record<string, unknown>;
    policy['pins'] = [
      { accountId: 'A1', csmId: 'ana' },
      { accountId: 'A2', csmId: 'cat' },
    ];
    const file = await write('policy.json', JSON.stringify(policy));
    const run = await plan(['--accounts', accounts, '--csms', csms, '--policy', file, '--time-limit', '20']);
    expect(run.code).toBe(3);
    const s = await summary();
    expect(s.status).toBe('infeasible');
    expect(s.relaxations[0]).toMatchObject({
      code: 'pin-not-eligible',
      message: expect.stringContaining('A2 is pinned to cat'),
    });
    expect(await read('assignments.csv')).toMatch(/A1,ana,[\s\S]*A2,ben,/);
  });
});
