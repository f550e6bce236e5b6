import { Engine, type RuleProperties } from 'json-rules-engine';
import { comparing, found, lintText, oneRule, withMembers } from '../../../test-support/rule-sets.js';

/**
 * What json-rules-engine 7.3.1 does that must not reach the people who write rules. Each test first shows the engine
 * doing it, so that a release of the engine that stops is noticed, and then the guard.
 */
async function engineSays(
  conditions: unknown,
  facts: Record<string, unknown>,
  options: ConstructorParameters<typeof Engine>[1] = {},
): Promise<boolean> {
  const engine = new Engine([], options);
  engine.addRule({ conditions, event: { type: 'tier' } } as RuleProperties);
  return (await engine.run(facts)).results.length > 0;
}
const is = (fact: string, operator: string, value: unknown) => ({ fact, operator, value });

describe('traps of json-rules-engine', () => {
  it('an empty "any" is true', async () => {
    expect(await engineSays({ any: [] }, {})).toBe(true);
    expect(found(oneRule({ any: [] }))).toEqual(['empty-group /rules/0/conditions/any']);
    expect(found(oneRule({ all: [] }))).toEqual(['empty-group /rules/0/conditions/all']);
  });

  it('a node with "any" and "all" ignores "all"', async () => {
    const both = { any: [is('arr', 'greaterThan', 1)], all: [is('arr', 'greaterThan', 9)] };
    expect(await engineSays(both, { arr: 5 })).toBe(true);
    expect(found(oneRule(both))).toEqual(['one-branch /rules/0/conditions']);
    expect(found(oneRule({ all: [{ ...is('arr', 'equal', 1), not: is('arr', 'equal', 2) }] }))).toEqual([
      'one-branch /rules/0/conditions/all/0',
    ]);
  });

  it('unknown keys are accepted', async () => {
    expect(await engineSays({ all: [{ ...is('arr', 'equal', 1), unless: 'x' }] }, { arr: 1 })).toBe(true);
    expect(found(oneRule({ all: [{ ...is('arr', 'equal', 1), unless: 'x' }] }))).toEqual([
      'unknown-key /rules/0/conditions/all/0/unless',
    ]);
    expect(found({ ...withMembers({}), note: 'x' })).toEqual(['unknown-key /note']);
  });

  it.each([
    ['0 becomes 1', 0, 1],
    ['"abc" becomes NaN', 'abc', Number.NaN],
  ])('priority %s', (_what, priority, engines) => {
    const engine = new Engine();
    engine.addRule({ conditions: { all: [] }, event: { type: 'tier' }, priority: priority as number });
    expect((engine as unknown as { rules: { priority: number }[] }).rules[0]!.priority).toBe(engines);
    const [rule] = oneRule({ all: [is('arr', 'equal', 1)] }).rules;
    const findings = found(
      withMembers({ rules: [{ ...rule!, priority: priority as number }], stability: {} }),
    );
    expect(findings).toEqual([expect.stringMatching(/^(out-of-range|wrong-type) \/rules\/0\/priority$/)]);
  });

  it('"notEqual" and "notIn" are true on a missing fact', async () => {
    const undefinedFacts = { allowUndefinedFacts: true };
    expect(await engineSays({ all: [is('region', 'notEqual', 'EMEA')] }, {}, undefinedFacts)).toBe(true);
    expect(await engineSays({ all: [is('region', 'notIn', ['EMEA'])] }, {}, undefinedFacts)).toBe(true);
    expect(found(comparing('region', 'notEqual', 'EMEA'))).toEqual([
      'warning null-passes /rules/0/conditions/all/0',
    ]);
    expect(found(comparing('region', 'notIn', ['EMEA']))).toEqual([
      'warning null-passes /rules/0/conditions/all/0',
    ]);
    expect(found(comparing('segment', 'notEqual', 'SMB'))).toEqual([]);
    expect(found(comparing('city', 'notEqual', 'Rome'))).toEqual([
      'unknown-fact /rules/0/conditions/all/0/fact',
    ]);
  });

  it('"not lessThan" is true on null', async () => {
    const condition = { not: is('healthScore', 'lessThan', 50) };
    expect(await engineSays(condition, { healthScore: null })).toBe(true);
    expect(found(oneRule(condition))).toEqual(['null-passes-not /rules/0/conditions/not']);
    const settled = { all: [is('healthScore', 'notEqual', null), condition] };
    expect(found(oneRule(settled))).toEqual([]);
    const turnedOver = {
      not: { any: [is('healthScore', 'equal', null), is('healthScore', 'lessThan', 50)] },
    };
    expect(found(oneRule(turnedOver))).toEqual([]);
  });

  it('"not" around a shared condition turns its comparisons over', () => {
    const conditions = { unhealthy: { all: [is('healthScore', 'lessThan', 50)] } } as never;
    expect(found(oneRule({ not: { condition: 'unhealthy' } }, { conditions }))).toEqual([
      'null-passes-not /conditions/unhealthy/all/0',
    ]);
    expect(found(oneRule({ condition: 'unhealthy' }, { conditions }))).toEqual([]);
  });

  it('a null on the right-hand side counts as 0', async () => {
    const condition = { all: [is('arr', 'greaterThan', { fact: 'healthScore' })] };
    expect(await engineSays(condition, { arr: 5, healthScore: null })).toBe(true);
    expect(found(oneRule(condition))).toEqual(['null-counts-as-zero /rules/0/conditions/all/0/value']);
    expect(found(oneRule({ all: [is('healthScore', 'notEqual', null), ...condition.all] }))).toEqual([]);
  });

  it('"in" on text matches parts of words', async () => {
    expect(await engineSays({ all: [is('region', 'in', 'EMEA')] }, { region: 'ME' })).toBe(true);
    expect(found(comparing('segment', 'in', 'EMEA'))).toEqual([
      'in-needs-list /rules/0/conditions/all/0/value',
    ]);
    expect(found(comparing('segment', 'in', { fact: 'stage' }))).toEqual([
      'in-needs-list /rules/0/conditions/all/0/value/fact',
    ]);
  });

  it('"in" a list that is null fails the whole evaluation, null check or not', async () => {
    const condition = { all: [is('region', 'in', { fact: 'products' })] };
    await expect(engineSays(condition, { region: 'EMEA', products: null })).rejects.toThrow(TypeError);
    const beside = { all: [is('products', 'notEqual', null), ...condition.all] };
    await expect(engineSays(beside, { region: 'EMEA', products: null })).rejects.toThrow(TypeError);
    const facts = {
      ...oneRule({}).facts,
      products: { type: 'list', nullable: true, onMissing: null },
    } as const;
    for (const operator of ['in', 'notIn']) {
      expect(found(oneRule({ all: [is('segment', operator, { fact: 'products' })] }, { facts }))).toEqual([
        'list-can-be-null /rules/0/conditions/all/0/value/fact',
      ]);
      expect(found(oneRule({ all: [is('segment', operator, { fact: 'products' })] }))).toEqual([]);
    }
  });

  it.each(['250K', '250000', '250,000', '$250k'])(
    'a number written as text (%j) compares false for ever',
    async (text) => {
      for (const arr of [1, 1e9]) {
        if (text !== '250000')
          expect(await engineSays({ all: [is('arr', 'greaterThan', text)] }, { arr })).toBe(false);
        expect(await engineSays({ all: [is('arr', 'equal', text)] }, { arr })).toBe(false);
      }
      const report = lintText(comparing('arr', 'greaterThanInclusive', text));
      const problem = report.problems.find((p) => p.severity !== 'warning');
      expect(problem).toMatchObject({ code: 'number-as-text', value: text, hint: 'Maybe 250000' });
      expect(found(comparing('arr', 'in', [1, text]))).toEqual([
        'number-as-text /rules/0/conditions/all/0/value/1',
      ]);
    },
  );

  it('a bad operator is silent where it is never reached', async () => {
    const never = {
      all: [
        { ...is('arr', 'lessThan', 0), priority: 9 },
        { ...is('arr', 'almost', 1), priority: 1 },
      ],
    };
    expect(await engineSays(never, { arr: 5 })).toBe(false);
    expect(found(oneRule(never))).toEqual(['unknown-operator /rules/0/conditions/all/1/operator']);
  });

  it('a shared condition that refers to itself never ends', () => {
    const a = { all: [{ condition: 'b' }] };
    const b = { any: [{ not: { condition: 'a' } }] };
    const used = oneRule({ condition: 'a' }, { conditions: { a, b } });
    expect(found(used)).toEqual(['cyclic-condition /conditions/a']);
    const unused = oneRule(
      { all: [is('arr', 'equal', 1)] },
      { conditions: { self: { not: { condition: 'self' } } } },
    );
    expect(found(unused)).toEqual([
      'cyclic-condition /conditions/self',
      'warning unused-condition /conditions/self',
    ]);
  });

  it('"path" runs jsonpath expressions', async () => {
    const seen: string[] = [];
    const pathResolver = (_value: object, path: string): unknown => seen.push(path);
    await engineSays(
      { all: [{ ...is('products', 'equal', 1), path: '$[?(1)]' }] },
      { products: ['a'] },
      { pathResolver },
    );
    expect(seen).toEqual(['$[?(1)]']);
    expect(found(oneRule({ all: [{ ...is('arr', 'equal', 1), path: '$[?(1)]' }] }))).toEqual([
      'path-not-allowed /rules/0/conditions/all/0/path',
    ]);
    expect(found(oneRule({ all: [is('arr', 'equal', { fact: 'complexity', path: '$' })] }))).toEqual([
      'path-not-allowed /rules/0/conditions/all/0/value/path',
    ]);
  });

  it('order at equal priority depends on nesting: priorities are unique', () => {
    const [rule] = oneRule({ all: [is('arr', 'equal', 1)] }).rules;
    const twice = oneRule({ all: [is('arr', 'equal', 1)] }, { rules: [rule!, { ...rule!, id: 'other' }] });
    expect(found(twice)).toEqual(['duplicate-priority /rules/1/priority']);
  });

  it('a root that is a single comparison, which the engine refuses only when it is built', () => {
    expect(
      () => new Engine([{ conditions: is('arr', 'equal', 1) as never, event: { type: 'tier' } }]),
    ).toThrow('root');
    expect(found(oneRule(is('arr', 'equal', 1)))).toEqual(['root-needs-group /rules/0/conditions']);
  });
});
