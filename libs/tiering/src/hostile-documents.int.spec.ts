import { defaultRuleSet, type RootCondition } from '@bailiwick/contracts';
import { comparing, oneRule, withMembers } from '../test-support/rule-sets.js';
import { checkRuleSet, lintRuleSet } from './index.js';

/** Processor time: far above what it takes (well under one), far below what an unguarded parser or walk would take. */
const SECONDS = 5;

function lintWithin(source: string | Uint8Array): { code: string; pointer?: string }[] {
  const before = process.memoryUsage().heapUsed;
  const start = process.cpuUsage();
  const { problems, ruleSet } = lintRuleSet(source);
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1e6).toBeLessThan(SECONDS);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(400e6);
  expect(ruleSet).toBeUndefined();
  return problems.filter((p) => p.severity !== 'warning') as never;
}

const text = (document: unknown) => JSON.stringify(document);
const nested = (depth: number) =>
  `{"rules":[{"conditions":${'{"not":'.repeat(depth)}1${'}'.repeat(depth)}}]}`;
const deepCondition = (depth: number): RootCondition => {
  let condition: RootCondition = { all: [{ fact: 'arr', operator: 'equal', value: 1 }] };
  for (let i = 0; i < depth; i += 1) condition = { not: condition };
  return condition;
};

describe('documents made to hurt', () => {
  it.each([
    ['conditions nested 100,000 deep', nested(100_000)],
    ['lists nested 100,000 deep', '['.repeat(100_000)],
    ['objects opened 400,000 times', '{"a":'.repeat(400_000)],
  ])('%s', (_what, source) => {
    expect(lintWithin(source)).toMatchObject([{ code: 'nested-too-deep' }]);
  });

  it('50 MB', () => {
    expect(lintWithin(Buffer.alloc(50e6, '[1,'))).toMatchObject([{ code: 'document-too-large' }]);
    expect(lintWithin('{"a": "'.padEnd(50e6, 'x'))).toMatchObject([{ code: 'document-too-large' }]);
  });

  it('one byte too many, of a text as of a file', () => {
    const euros = `{"a": "${'€'.repeat(Math.floor((4 * 1024 * 1024) / 3))}"}`;
    const [problem] = lintWithin(euros);
    expect(problem).toMatchObject({ code: 'document-too-large', value: Buffer.byteLength(euros) });
    expect(lintWithin(Buffer.from(euros))).toMatchObject([problem!]);
  });

  it('as many values as the size allows', () => {
    expect(lintWithin(`[${'1,'.repeat(1_000_000)}1]`)).toMatchObject([{ code: 'too-many-values' }]);
  });

  it('10,000 rules', () => {
    const [rule] = comparing('arr', 'equal', 1).rules;
    const many = (n: number) =>
      Array.from({ length: n }, (_, i) => ({ ...rule!, id: `r${i}`, priority: i + 1 }));
    expect(lintWithin(text(oneRule({}, { rules: many(10_000) })))).toMatchObject([
      { code: 'too-many-values' },
    ]);
    expect(lintWithin(text(oneRule({}, { rules: many(3_000) })))).toMatchObject([
      { code: 'too-many', pointer: '/rules', value: 3_000 },
    ]);
    expect(() => checkRuleSet(oneRule({}, { rules: many(3_000) }))).toThrow('there are 3000 rules');
  });

  it('1,000 rules that are all wrong: everything is found, up to what a person could read', () => {
    const [rule] = comparing('arrr', 'equalz', 1).rules;
    const rules = Array.from({ length: 1_000 }, (_, i) => ({ ...rule!, id: `r${i}`, priority: i + 1 }));
    const problems = lintWithin(text(oneRule({}, { rules })));
    expect(problems.map((p) => p.code)).toContain('too-many-problems');
    expect(problems).toHaveLength(1_001);
  });

  it.each(['__proto__', 'constructor', 'prototype'])('a member called %s, wherever it is', (name) => {
    for (const at of ['', ',"facts":{', ',"rules":[{']) {
      const close = at === '' ? '' : at.endsWith('[{') ? '}]' : '}';
      const source = `{"id":"x"${at || ','}"${name}":{"polluted":true}${close}}`;
      expect(lintWithin(source).map((p) => p.code)).toContain('forbidden-key');
    }
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('numbers beyond what a number can be', () => {
    const source = text(withMembers({ version: 1 })).replace('"version":1', '"version":1e999');
    expect(lintWithin(source)).toMatchObject([{ code: 'number-not-finite', pointer: '/version' }]);
  });

  it('a member twice', () => {
    expect(
      lintWithin(text(defaultRuleSet).replace('"version"', '"defaultTier":"low","version"')),
    ).toMatchObject([{ code: 'duplicate-key', pointer: '/defaultTier' }]);
  });

  it('conditions deeper than people can follow', () => {
    expect(lintWithin(text(oneRule(deepCondition(25))))).toMatchObject([{ code: 'nested-too-deep' }]);
    expect(checkRuleSet(oneRule(deepCondition(18)))).toBeDefined();
  });

  it('shared conditions that double thirty times', () => {
    const conditions: Record<string, RootCondition> = { c0: deepCondition(0) };
    for (let i = 1; i <= 15; i += 1)
      conditions[`c${i}`] = { any: [{ condition: `c${i - 1}` }, { condition: `c${i - 1}` }] };
    const source = text(oneRule({ condition: 'c9' }, { conditions }));
    expect(lintWithin(source).map((p) => p.code)).toContain('nested-too-deep');
    const wide: Record<string, RootCondition> = { c0: deepCondition(0) };
    const ten = (name: string) => ({ any: Array.from({ length: 40 }, () => ({ condition: name })) });
    for (let i = 1; i <= 5; i += 1) wide[`c${i}`] = ten(`c${i - 1}`);
    expect(lintWithin(text(oneRule({ condition: 'c5' }, { conditions: wide })))).toMatchObject([
      { code: 'too-many-conditions', pointer: '/rules' },
    ]);
  });

  it('a ring of 1,000 shared conditions', () => {
    const ring = Array.from({ length: 1_000 }, (_, i) => [`c${i}`, { condition: `c${(i + 1) % 1_000}` }]);
    const problems = lintWithin(
      text(oneRule(deepCondition(0), { conditions: Object.fromEntries(ring) as never })),
    );
    expect(problems[0]?.code).toBe('cyclic-condition');
    expect(problems.filter((p) => p.code === 'cyclic-condition')).toHaveLength(1);
  });

  it('values that no text can make: cyclic, NaN, functions', () => {
    const cyclic: Record<string, unknown> = { ...defaultRuleSet };
    cyclic['tests'] = cyclic;
    expect(() => checkRuleSet(cyclic)).toThrow('nested more than 64 levels deep');
    expect(() => checkRuleSet({ ...defaultRuleSet, version: Number.NaN })).toThrow('not a number');
    expect(() => checkRuleSet({ ...defaultRuleSet, id: () => 'x' })).toThrow('wrong type');
    expect(() => checkRuleSet(undefined)).toThrow();
    expect(() => checkRuleSet(null)).toThrow();
    expect(() => checkRuleSet([])).toThrow();
  });
});
