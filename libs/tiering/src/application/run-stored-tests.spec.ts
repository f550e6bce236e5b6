import { defaultRuleSet } from '@bailiwick/contracts';
import { checked, withMembers } from '../../test-support/rule-sets.js';
import { runStoredTests } from '../index.js';

const results = async (...tests: object[]) => runStoredTests(checked(withMembers({ tests: tests as never })));

describe('stored tests', () => {
  it('of the default rule set pass', async () => {
    const all = await runStoredTests(checked(defaultRuleSet));
    expect(all).toHaveLength(5);
    expect(all.filter((t) => !t.passed)).toEqual([]);
  });

  it('fail on another tier, another rule, and a fact that is missing', async () => {
    const all = await results(
      { name: 'tier', facts: { arr: 300_000 }, expectTier: 'low' },
      { name: 'rule', facts: { arr: 300_000 }, expectTier: 'high', expectRule: 'strategic' },
      { name: 'no rule', facts: { arr: 300_000 }, expectTier: 'high', expectRule: null },
      { name: 'missing', facts: {}, expectTier: 'high' },
    );
    expect(all.map((t) => t.passed)).toEqual([false, false, false, false]);
    expect(all.map((t) => t.differences.join())).toEqual([
      expect.stringContaining('expected tier low, got high'),
      'expected rule strategic, got high-arr',
      'expected rule none, got high-arr',
      expect.stringContaining('"arr" is missing'),
    ]);
  });

  it('pass on the default tier that no rule gives', async () => {
    expect(
      await results({ name: 'default', facts: { arr: 1 }, expectTier: 'tech', expectRule: null }),
    ).toMatchObject([{ passed: true, ruleId: null }]);
  });
});
