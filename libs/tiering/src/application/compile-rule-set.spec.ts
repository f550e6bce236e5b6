import { defaultRuleSet, type TierOverride, type TierRule } from '@bailiwick/contracts';
import { seededRng } from '@bailiwick/kernel';
import { accountId, checked, oneRule, withMembers } from '../../test-support/rule-sets.js';
import { compileRuleSet, explainAccount, type TieringAccount } from '../index.js';

const bounds = { lower: 0, upper: 100 };
/** Two banded facts, one of them a score; shared conditions; facts compared with facts; a fact that refuses. */
const rich = checked(
  oneRule(
    {},
    {
      facts: {
        ...oneRule({}).facts,
        familyArr: { type: 'number', min: 0, onMissing: 0 },
        'attributes.seats': { type: 'integer', min: 0, onMissing: 'error' },
        'attributes.colour': { type: 'string', onMissing: 'grey' },
      },
      bands: {
        ...defaultRuleSet.bands,
        fitness: [
          { id: 'poor', from: 0, to: 40 },
          { id: 'fit', from: 40, to: null },
        ],
      },
      scores: [
        {
          id: 'fitness',
          inputs: [
            { fact: 'healthScore', weight: 70, bounds, onMissing: 'skip' },
            {
              fact: 'arr',
              weight: 30,
              bounds: { lower: 1, upper: 500_000 },
              curve: 'log',
              onMissing: 'error',
            },
          ],
        },
        { id: 'unasked', inputs: [{ fact: 'adoption', weight: 1, bounds, onMissing: 'error' }] },
      ],
      conditions: {
        fit: { all: [{ fact: 'fitnessBand', operator: 'equal', value: 'fit' }] },
        idle: { all: [{ fact: 'renewalDate', operator: 'equal', value: null }] },
      },
      rules: [
        rule('crm', 50, 'high', {
          all: [{ fact: 'products', operator: 'contains', value: 'crm' }, { condition: 'fit' }],
        }),
        rule('family', 40, 'high', {
          any: [{ fact: 'familyArr', operator: 'greaterThan', value: { fact: 'arr' }, name: 'a part' }],
        }),
        rule('mid', 30, 'low', {
          any: [
            { fact: 'arrBand', operator: 'in', value: ['from50kTo250k', 'from250k'] },
            { condition: 'fit' },
          ],
        }),
        {
          ...rule('off', 20, 'low', { not: { fact: 'segment', operator: 'equal', value: 'x' } }),
          enabled: false,
        },
      ],
      stability: { bufferPct: 20, bypassRules: ['family'] },
    },
  ),
);

function rule(id: string, priority: number, tier: string, conditions: object): TierRule {
  return { id, priority, conditions, event: { type: 'tier', params: { tier } } } as TierRule;
}

const rng = seededRng(11);
const one = <T>(...of: T[]): T => of[rng.int(of.length)]!;
const randomAccount = (): TieringAccount =>
  ({
    accountId: accountId('A-1'),
    arr: one(undefined, -5, 30_000, 49_000, 55_000, 120_000, 240_000, 270_000, rng.int(600_000)),
    healthScore: one<unknown>(undefined, null, 0, 5, 10, 18, 18, 25, 90, 'good'),
    adoption: one(undefined, 50, 50, 50),
    complexity: one(undefined, 1, 4, 5, 9),
    strategic: one(undefined, true, false),
    products: one(undefined, ['crm'], ['bi', 'crm'], []),
    segment: one('x', 'y'),
    stage: one(undefined, 'renewal', 'adoption', 'renewal', 'unheard of'),
    attributes: one<object>({ seats: '12', colour: 'red' }, { seats: 3 }, { seats: 4 }, { seats: 3.5 }, {}),
  }) as unknown as TieringAccount;
const override = (tier: string): TierOverride => ({
  accountId: 'A-1',
  tier,
  reason: 'agreed',
  author: 'ana',
  expiresAt: '2027-01-01',
});

describe('deciding by compiled rules', () => {
  it.each([
    ['default', checked(defaultRuleSet)],
    ['rich', rich],
  ])('gives the decision that the engine gives, to the letter: %s rule set', async (_name, ruleSet) => {
    const compiled = compileRuleSet(ruleSet);
    const causes = new Set<string | undefined>();
    for (let i = 0; i < 500; i++) {
      const account = randomAccount();
      const previousTier = one(null, 'high', 'low', 'tech', 'high', 'low', 'tech', 'gold');
      const familyArr = one(undefined, 0, 200_000, 1e6);
      const mode = one<'file' | 'service'>('file', 'service');
      const overrides = one([], [], [], [override('tech')]);
      const expected = await explainAccount(ruleSet, account, {
        mode,
        overrides,
        asOf: '2026-05-05',
        previousTierOf: () => previousTier,
        familyArr: () => familyArr,
      });
      const circumstances = { previousTier, familyArr, override: overrides[0], mode };
      const traced = compiled.decide(account, { ...circumstances, trace: true });
      expect(traced.decision).toStrictEqual(expected.decision);
      expect(traced.problems.map((p) => ({ ...p, message: `account A-1: ${p.message}` }))).toEqual(
        expected.problems,
      );
      const plain = compiled.decide(account, circumstances);
      expect(plain).toEqual({
        ...traced,
        decision: traced.decision && { ...traced.decision, rules: undefined },
      });
      causes.add(plain.decision?.cause);
    }
    expect([...causes].sort()).toEqual(
      ['buffer', 'bypass', 'changed', 'first-tier', 'override', 'unchanged', undefined].sort(),
    );
  });

  it('an override to a tier that does not exist is a problem, and the rules decide', () => {
    const outcome = compileRuleSet(checked(defaultRuleSet)).decide(
      { accountId: accountId('A-1'), arr: 300_000 },
      { previousTier: null, override: override('gold'), mode: 'service' },
    );
    expect(outcome).toMatchObject({
      decision: { tier: 'high', cause: 'first-tier', override: undefined },
      problems: [{ code: 'unknown-tier', value: 'gold' }],
    });
  });

  it('reads the family only where the rule set declares it', () => {
    expect(compileRuleSet(rich).needsFamilyArr).toBe(true);
    expect(compileRuleSet(checked(defaultRuleSet)).needsFamilyArr).toBe(false);
  });
});

describe('the facts that a rule set uses', () => {
  it('are those that enabled rules name, those behind them, and those that refuse', () => {
    expect([...compileRuleSet(checked(defaultRuleSet)).factsUsed]).toEqual(['arr', 'strategic']);
    expect([...compileRuleSet(rich).factsUsed].sort()).toEqual(
      ['adoption', 'arr', 'attributes.seats', 'familyArr', 'healthScore', 'products'].sort(),
    );
    expect([...compileRuleSet(checked(withMembers({ rules: [], stability: {} }))).factsUsed]).toEqual([
      'arr',
    ]);
  });

  it('are all that can change a tier', () => {
    const compiled = compileRuleSet(rich);
    let decided = 0;
    for (let i = 0; i < 1_000; i++) {
      const [account, other] = [randomAccount(), randomAccount()];
      const used = { arr: account.arr, healthScore: account.healthScore, adoption: account.adoption };
      const seats = account.attributes?.['seats'];
      const attributes = { ...other.attributes, ...(seats === undefined ? {} : { seats }) };
      if (seats === undefined) delete attributes['seats'];
      const changed = { ...other, ...used, products: account.products, attributes } as TieringAccount;
      const circumstances = {
        previousTier: one('high', 'low', 'tech'),
        familyArr: 90_000,
        mode: 'service',
      } as const;
      const before = compiled.decide(account, circumstances).decision;
      expect(compiled.decide(changed, circumstances).decision?.tier).toBe(before?.tier);
      if (before) decided += 1;
    }
    expect(decided).toBeGreaterThan(300);
  });
});
