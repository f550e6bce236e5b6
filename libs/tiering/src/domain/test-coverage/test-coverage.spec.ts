import { defaultRuleSet, type RuleSet, type StoredTest } from '@bailiwick/contracts';
import { checked, oneRule } from '../../../test-support/rule-sets.js';
import { coverageOfTests, runStoredTests } from '../../index.js';

const covered = async (document: RuleSet, tests: StoredTest[]) => {
  const ruleSet = checked({ ...document, tests });
  return coverageOfTests(ruleSet, await runStoredTests(ruleSet));
};

describe('what stored tests have shown', () => {
  it('of the default rule set: every rule decides, and every comparison comes out both ways', async () => {
    expect(await covered(defaultRuleSet, defaultRuleSet.tests!)).toMatchObject({
      rules: [
        { ruleId: 'strategic', won: 1, fired: 1 },
        { ruleId: 'high-arr', won: 1, fired: 1 },
        { ruleId: 'low-arr', won: 2, fired: 3 },
      ],
      byDefault: 1,
      met: 12,
      wanted: 12,
      pct: 100,
    });
  });

  it('without tests is nothing', async () => {
    expect(await covered(defaultRuleSet, [])).toMatchObject({ met: 0, wanted: 12, pct: 0 });
  });

  it('counts a comparison at its place, in a shared condition or under a not', async () => {
    const document = oneRule(
      { all: [{ condition: 'big' }, { not: { fact: 'strategic', operator: 'equal', value: true } }] },
      {
        conditions: {
          big: { any: [{ fact: 'arr', operator: 'greaterThan', value: 10 }, { condition: 'hard' }] },
          hard: { all: [{ fact: 'complexity', operator: 'equal', value: 5 }] },
          unused: { all: [{ fact: 'complexity', operator: 'equal', value: 1 }] },
        },
      },
    );
    const test = (name: string, facts: StoredTest['facts'], expectTier: string) => ({
      name,
      facts,
      expectTier,
    });
    const { conditions, ...rest } = await covered(document, [
      test('a', { arr: 11 }, 'high'),
      test('a failing test covers too', { arr: 12, complexity: 4 }, 'tech'),
      test('no decision covers nothing', {}, 'tech'),
    ]);
    expect(conditions).toEqual([
      { path: ['conditions', 'big', 'any', 0], wasTrue: 2, wasFalse: 0 },
      { path: ['conditions', 'hard', 'all', 0], wasTrue: 0, wasFalse: 2 },
      { path: ['rules', 0, 'conditions', 'all', 1, 'not'], wasTrue: 0, wasFalse: 2 },
    ]);
    expect(rest).toMatchObject({
      rules: [{ ruleId: 'only', won: 2, fired: 2 }],
      byDefault: 0,
      met: 4,
      wanted: 8,
      pct: 50,
    });
  });
});
