import { Command } from 'commander';
import { defaultPolicy, defaultRuleSet, type RuleSet } from '@bailiwick/contracts';
import { memoryIo } from '../../../../test/support/memory-io.js';
import { EXIT, type ExitCode } from '../cli-io.js';
import { registerVersionCommands } from './rule-versions.command.js';

interface Ran {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

async function run(args: string, files: Record<string, unknown> = {}): Promise<Ran> {
  const all: Record<string, unknown> = { 'old.json': defaultRuleSet, ...files };
  let code: ExitCode = EXIT.done;
  const io = memoryIo(all);
  const rules = new Command('rules').exitOverride();
  registerVersionCommands(rules, io, (c) => (code = c));
  await rules.parseAsync(['node', 'rules', ...args.split(' ')]);
  return { code, ...io.written };
}

/** High touch from 300K on instead of 250K. */
const raised = (): RuleSet => {
  const copy = structuredClone(defaultRuleSet);
  copy.version = 2;
  copy.bands!['arr']![1]!.to = 300_000;
  copy.bands!['arr']![2]!.from = 300_000;
  copy.tests = [];
  return copy;
};
const withIdleRule = (): RuleSet => {
  const idle = structuredClone(defaultRuleSet.rules[1]!);
  return { ...defaultRuleSet, rules: [...defaultRuleSet.rules, { ...idle, id: 'idle', priority: 5 }] };
};

describe('rules analyse', () => {
  it('tells what it finds, with place and example, and ends with 0', async () => {
    const { code, out } = await run('analyse old.json');
    expect(code).toBe(0);
    expect(out).toContain(
      'no rule is true where arr under 50,000: the default tier tech decides [default-decides]',
    );
    expect(out).toMatch(/warning: old\.json:\d+:\d+: rule "low-arr"/);
    expect(out).toContain('old.json: default-tiers, version 1: 0 of 3 rules without effect\n');
  });

  it('ends with 1 when a rule is without effect and that is not allowed', async () => {
    const files = { 'idle.json': withIdleRule() };
    expect((await run('analyse idle.json', files)).code).toBe(0);
    const { code, out } = await run('analyse idle.json --strict --format json', files);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      ruleSet: { id: 'default-tiers', contentHash: expect.stringMatching(/^sha256:/) },
      shadowed: [{ ruleId: 'idle', by: ['high-arr'] }],
      findings: expect.arrayContaining([
        expect.objectContaining({ code: 'rule-never-decides', pointer: '/rules/3', file: 'idle.json' }),
      ]),
    });
  });

  it('ends with 2 when the rule set has errors', async () => {
    expect(await run('analyse bad.json', { 'bad.json': '{}' })).toMatchObject({ code: 2, out: '' });
  });
});

describe('rules diff', () => {
  it('says in words which accounts get another tier', async () => {
    const { code, out } = await run('diff old.json new.json', { 'new.json': raised() });
    expect(code).toBe(0);
    expect(out).toBe(
      [
        'changed  bands of "arr"',
        '',
        'accounts with strategic no and arr from 250,000 to under 300,000 go from high to low',
        '    for example arr 280,000: rule "high-arr" → rule "low-arr"',
        '',
      ].join('\n'),
    );
    const json = await run('diff old.json new.json --format json', { 'new.json': raised() });
    expect(JSON.parse(json.out)).toMatchObject({
      before: { version: 1 },
      after: { version: 2 },
      complete: true,
      changes: [{ from: 'high', to: 'low', witness: { after: { tier: 'low' } } }],
    });
  });

  it('says so when nothing changes, and ends with 2 when one has errors', async () => {
    expect((await run('diff old.json old.json')).out).toBe(
      'by the rules alone no account gets another tier\n',
    );
    expect((await run('diff old.json bad.json', { 'bad.json': '{}' })).code).toBe(2);
  });
});

describe('rules impact', () => {
  const files = {
    'new.json': raised(),
    'a.csv': [
      'account_id,arr,currency,tier,csm_id,region,status,required_skills,complexity',
      'A1,260000,USD,high,C1,EMEA,active,,3',
      'A2,500000,USD,high,C2,APAC,active,,3',
      'A3,60000,USD,low,C2,APAC,active,,3',
      'A4,260000,USD,high,C1,EMEA,churned,,3',
    ].join('\n'),
    'c.csv': ['csm_id,capacity_hours,manager_id', 'C1,5,M1', 'C2,100,M1'].join('\n'),
  };
  const command = 'impact new.json --against old.json --accounts a.csv --csms c.csv --as-of 2026-11-02';

  it('tells who changes and whose work, and ends with 1 beyond the limits', async () => {
    const { code, out } = await run(command, files);
    expect(code).toBe(1);
    expect(out).toContain('1 of 3 accounts (33.33%) would change tier on 2026-11-02\n');
    expect(out).toContain('CSMs over capacity: 1 before, 0 after\n');
    expect(out).toContain('BEYOND THE LIMIT maxPctAccountsChanged: 33.33%, at most 5%\n');
    expect(out).toMatch(/^high +low +1 +260,000 +\d+\.?\d* +\d+\.?\d*$/m);
    expect(out).toContain('A1  ARR 260,000  high → low: high-arr → low-arr (ARR of 50K to under 250K)\n');
    expect(out).toMatch(/^C1 +1 /m);
  });

  it('gives JSON with the hours of the planning model', async () => {
    const { out } = await run(`${command} --format json`, files);
    const impact = JSON.parse(out);
    expect(impact).toMatchObject({
      on: '2026-11-02',
      against: 1,
      ruleSet: { version: 2 },
      limits: { maxPctAccountsChanged: 5, maxPctHoursShifted: 5 },
      changes: [{ accountId: 'A1', from: 'high', to: 'low' }],
    });
    const { standardHoursPerMonth, complexityFactors } = defaultPolicy.hours;
    const factor = complexityFactors['3'] ?? 1;
    expect(impact.changes[0].hoursBefore).toBeCloseTo((standardHoursPerMonth / 20) * factor, 2);
    expect(impact.changes[0].hoursAfter).toBeCloseTo((standardHoursPerMonth / 50) * factor, 2);
  });

  it('ends with 0 when nothing changes, and with 2 on errors', async () => {
    const same = await run(command.replace('new.json', 'old.json'), files);
    expect([same.code, same.out]).toEqual([0, expect.stringContaining('0 of 3 accounts (0.00%)')]);
    const wrong = { ...files, 'a.csv': 'account_id,arr\nA1,x' };
    expect(await run(command, wrong)).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('a.csv:2'),
    });
    expect((await run(command, { ...files, 'c.csv': undefined })).err).toContain('there is no file c.csv');
  });
});
