import { defaultRuleSet } from '@bailiwick/contracts';
import { accountId, checked } from '../../test-support/rule-sets.js';
import { evaluatorsOf, sampleParity } from '../index.js';

const accounts = [10, 60_000, 120_000, 300_000].map((arr, i) => {
  return { accountId: accountId(`A${i}`), arr, strategic: i === 2 };
});

describe('a sample of both evaluators', () => {
  const both = evaluatorsOf(checked(defaultRuleSet), 'service');

  it('compares every account that can be decided', async () => {
    const sample = await sampleParity(both, [...accounts, { accountId: accountId('B') }]);
    expect(sample).toEqual({ compared: 4, disagreements: [] });
  });

  it('tells of which account they do not say the same', async () => {
    const wrong = { ...both.compiled, winner: () => 'low-arr' };
    const { disagreements } = await sampleParity({ ...both, compiled: wrong }, accounts);
    expect(disagreements).toEqual([
      { accountId: 'A0', compiled: 'low-arr', engine: null },
      { accountId: 'A2', compiled: 'low-arr', engine: 'strategic' },
      { accountId: 'A3', compiled: 'low-arr', engine: 'high-arr' },
    ]);
  });
});
