import { Command } from 'commander';
import { defaultRuleSet } from '@bailiwick/contracts';
import { memoryIo } from '../../../../test/support/memory-io.js';
import { EXIT, type ExitCode } from '../cli-io.js';
import { registerRulesCommands } from './rules.command.js';

interface Ran {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

const accounts = [
  'account_id,arr,tier,parent_id,health,currency,rating',
  'A-1,240000,high,,44,USD,',
  'A-2,60000,,A-1,,USD,12',
].join('\n');

async function run(args: string, files: Record<string, unknown> = {}): Promise<Ran> {
  const all: Record<string, unknown> = { 'rules.json': defaultRuleSet, 'a.csv': accounts, ...files };
  let code: ExitCode = EXIT.done;
  const io = memoryIo(all);
  const program = new Command('bailiwick').exitOverride().configureOutput({ writeErr: io.stderr });
  registerRulesCommands(program, io, (c) => (code = c));
  await program.parseAsync(['node', 'bailiwick', 'rules', ...args.split(' ')]);
  return { code, ...io.written };
}

describe('rules lint', () => {
  it('ends with 0 when there are only warnings', async () => {
    const { code, out } = await run('lint rules.json');
    expect(code).toBe(0);
    expect(out).toContain('warning: rules.json:15:5: no rule uses the fact "complexity" [unused-fact]');
    expect(out).toContain('rules.json: default-tiers, version 1: 0 errors, 3 warnings\n');
  });

  it('ends with 2 on errors and tells all of them', async () => {
    const { code, out } = await run('lint bad.json', {
      'bad.json': { ...defaultRuleSet, defaultTier: 'tehc', limit: 5 },
    });
    expect(code).toBe(2);
    expect(out).toContain('error: bad.json:');
    expect(out).toContain('"limit" is not known here [unknown-key]');
    expect(out).toContain('hint: Maybe "limits"');
    expect(out).toContain('hint: Maybe "tech"');
    expect(out).toContain('2 errors, 3 warnings');
  });

  it.each(['', '{', 'null', '[]', '"x"'])('ends with 2 on %j', async (text) => {
    expect((await run('lint bad.json', { 'bad.json': text })).code).toBe(2);
  });

  it('gives JSON', async () => {
    const good = JSON.parse((await run('lint rules.json --json')).out);
    expect(good).toMatchObject({
      file: 'rules.json',
      valid: true,
      errors: 0,
      warnings: 3,
      contentHash: expect.stringMatching(/^sha256:/),
    });
    const bad = await run('lint bad.json --json', { 'bad.json': '{"id": 1,}' });
    expect(bad.code).toBe(2);
    expect(JSON.parse(bad.out)).toMatchObject({
      valid: false,
      problems: [{ file: 'bad.json', line: 1, column: 10, code: 'invalid-json' }],
    });
  });

  it('ends with 2 when there is no file', async () => {
    const { code, out } = await run('lint none.json');
    expect([code, out]).toEqual([2, expect.stringContaining('there is no file none.json')]);
  });
});

describe('rules test', () => {
  it('ends with 0 when all pass', async () => {
    const { code, out } = await run('test rules.json');
    expect(code).toBe(0);
    expect(out).toContain('pass  strategic lifts\n');
    expect(out).toContain('rules.json: 5 passed, 0 failed\n');
  });

  it('ends with 1 when one fails, and says what is different', async () => {
    const tests = [...defaultRuleSet.tests!, { name: 'wrong', facts: { arr: 1 }, expectTier: 'high' }];
    const { code, out } = await run('test r.json', { 'r.json': { ...defaultRuleSet, tests } });
    expect(code).toBe(1);
    expect(out).toContain('FAIL  wrong\n       expected tier high, got tech');
    const json = await run('test r.json --json', { 'r.json': { ...defaultRuleSet, tests } });
    expect(JSON.parse(json.out)).toMatchObject({ passed: 5, failed: 1, ruleSet: { id: 'default-tiers' } });
  });

  it('ends with 2 when the rule set has errors, with 0 when it has no tests', async () => {
    expect((await run('test r.json', { 'r.json': { ...defaultRuleSet, defaultTier: 'x' } })).code).toBe(2);
    const none = await run('test r.json', { 'r.json': { ...defaultRuleSet, tests: [] } });
    expect([none.code, none.out]).toEqual([0, 'r.json: no stored tests\n']);
  });
});

describe('rules test --coverage', () => {
  const few = { ...defaultRuleSet, tests: defaultRuleSet.tests!.slice(0, 2) };

  it('tells what the tests show, and at which line they do not', async () => {
    const { code, out } = await run('test r.json --coverage', { 'r.json': few });
    expect(code).toBe(0);
    expect(out).toMatch(
      /warning: r\.json:\d+:\d+: no test is decided by rule "strategic": in no test it is true/,
    );
    expect(out).toContain('no test is decided by the default tier "tech" [default-untested]');
    expect(out).toContain('in no test this was true [condition-untested]');
    expect(out).toContain('coverage: 8 of 12 (66.6%)\n');
    expect((await run('test rules.json --coverage')).out).toContain('coverage: 12 of 12 (100%)\n');
  });

  it('ends with 1 when they show less than wanted', async () => {
    expect((await run('test r.json --min 66', { 'r.json': few })).code).toBe(0);
    const { code, out } = await run('test r.json --min 70', { 'r.json': few });
    expect([code, out]).toEqual([1, expect.stringContaining('(66.6%); wanted: 70%, too little\n')]);
    const json = await run('test r.json --min 70 --json', { 'r.json': few });
    expect(JSON.parse(json.out)).toMatchObject({ failed: 0, coverage: { pct: 66.6, byDefault: 0 } });
  });

  it('wants what the limits of the rule set want, as a publication will', async () => {
    const wanting = { 'r.json': { ...few, limits: { minPctTestCoverage: 70 } } };
    const { code, out } = await run('test r.json', wanting);
    expect([code, out]).toEqual([1, expect.stringContaining('(66.6%); wanted: 70%, too little\n')]);
    expect((await run('test r.json --min 60', wanting)).code).toBe(0);
  });
});

describe('rules explain', () => {
  it('explains facts', async () => {
    const facts = { 'f.json': { arr: 240_000, arrr: 1 } };
    const { code, out, err } = await run('explain rules.json --facts f.json --previous-tier high', facts);
    expect(code).toBe(0);
    expect(out).toContain('Account example: tier high (before: high)');
    expect(out).toContain('within the buffer of 10%');
    expect(err).toContain('the rule set has no fact "arrr"');
    const json = await run('explain rules.json --facts f.json --json', facts);
    expect(JSON.parse(json.out).decision).toMatchObject({
      tier: 'low',
      cause: 'first-tier',
      rules: [{}, {}, { result: true }],
    });
  });

  it('explains an account of a CSV with its family, attributes and exchange rate', async () => {
    const arr = { type: 'number', min: 0, onMissing: 'error' };
    const ruleSet = {
      ...defaultRuleSet,
      facts: {
        ...defaultRuleSet.facts,
        familyArr: arr,
        'attributes.rating': { type: 'string', onMissing: '' },
      },
      rules: [
        {
          id: 'family',
          priority: 50,
          conditions: {
            all: [
              { fact: 'familyArr', operator: 'equal', value: 300_000 },
              { fact: 'attributes.rating', operator: 'equal', value: '12' },
            ],
          },
          event: { type: 'tier', params: { tier: 'high' } },
        },
        ...defaultRuleSet.rules,
      ],
    };
    const { code, out } = await run('explain r.json --accounts a.csv --account A-2', { 'r.json': ruleSet });
    expect(code).toBe(0);
    expect(out).toContain('Account A-2: tier high (it had no tier before)');
    expect(await run('explain rules.json --accounts a.csv --account A-1')).toMatchObject({
      out: expect.stringContaining('Account A-1: tier high (before: high)'),
    });
  });

  it.each<[string, string, Record<string, unknown>, string]>([
    ['no account', 'explain rules.json', {}, 'missing-option'],
    [
      'an account that is not there',
      'explain rules.json --accounts a.csv --account A-9',
      {},
      'unknown-account',
    ],
    [
      'an unknown previous tier',
      'explain rules.json --accounts a.csv --account A-1 --previous-tier gold',
      {},
      'unknown-tier',
    ],
    ['facts that are no object', 'explain rules.json --facts f.json', { 'f.json': [] }, 'wrong-type'],
    [
      'a value outside the schema',
      'explain rules.json --facts f.json',
      { 'f.json': { arr: '5' } },
      'value-outside-fact-schema',
    ],
    ['a fact that is needed', 'explain rules.json --facts f.json', { 'f.json': {} }, 'missing-fact'],
    [
      'a CSV with mistakes',
      'explain rules.json --accounts b.csv --account A-1',
      { 'b.csv': 'account_id,arr\nA-1,x' },
      'b.csv:2',
    ],
    [
      'a rule set with mistakes',
      'explain r.json --facts f.json',
      { 'r.json': {}, 'f.json': { arr: 1 } },
      'missing-key',
    ],
  ])('ends with 2 on %s', async (_what, args, files, words) => {
    const { code, err, out } = await run(args, files);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(words);
  });
});

it('rules schema prints the JSON Schema', async () => {
  expect(JSON.parse((await run('schema')).out)).toMatchObject({ $ref: '#/$defs/RuleSet' });
});
