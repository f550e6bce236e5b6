import { defaultRuleSet } from '@bailiwick/contracts';
import { lintRuleSet } from '../../index.js';
import { comparing, found, lintText, oneRule, withMembers } from '../../../test-support/rule-sets.js';

const facts = (more: object) => withMembers({ facts: { ...defaultRuleSet.facts, ...more } as never });
const arrBands = (...bands: [string, number, number | null][]) =>
  oneRule(
    { all: [{ fact: 'arr', operator: 'greaterThan', value: 1 }] },
    {
      bands: { arr: bands.map(([id, from, to]) => ({ id, from, to })) },
    },
  );
const score = (input: object) =>
  oneRule({ all: [{ fact: 'fitness', operator: 'greaterThan', value: 0.5 }] }, {
    scores: [
      {
        id: 'fitness',
        inputs: [{ fact: 'arr', weight: 1, bounds: { lower: 0, upper: 10 }, onMissing: 'skip', ...input }],
      },
    ],
  } as never);
const test = (members: object) =>
  withMembers({ tests: [{ name: 't', facts: { arr: 1 }, expectTier: 'tech', ...members }] as never });

describe('lint accepts', () => {
  it('the default rule set, with warnings about facts that only other rule sets use', () => {
    const report = lintText(defaultRuleSet);
    expect(report.problems.map((p) => `${p.severity} ${p.code} ${p.pointer}`)).toEqual([
      'warning unused-fact /facts/complexity',
      'warning unused-fact /facts/healthScore',
      'warning unused-fact /facts/stage',
    ]);
    expect(report.ruleSet).toEqual(defaultRuleSet);
  });

  it('a rule set of required members only', () => {
    const { id, version, tiers, hitPolicy, defaultTier } = defaultRuleSet;
    expect(found({ id, version, facts: {}, tiers, hitPolicy, rules: [], defaultTier })).toEqual([
      'warning no-rules /rules',
    ]);
  });

  it.each([
    ['text', comparing('segment', 'equal', 'SMB')],
    ['a list of texts', comparing('segment', 'in', ['SMB', 'mid'])],
    ['null of a nullable fact', comparing('region', 'equal', null)],
    ['a day', comparing('renewalDate', 'lessThan', '2026-12-31')],
    ['an entry of a list', comparing('products', 'contains', 'crm')],
    ['another fact', comparing('arr', 'greaterThan', { fact: 'complexity' })],
    ['a text among a list fact', comparing('segment', 'in', { fact: 'products' })],
    ['a score', score({})],
    ['a fraction between the values of an integer', comparing('complexity', 'greaterThan', 2.5)],
    ['an attribute', facts({ 'attributes.Customer rating': { type: 'integer', onMissing: 0 } })],
  ])('a comparison with %s', (_what, document) => {
    expect(found(document)).toEqual([]);
  });
});

describe('lint reports in the document', () => {
  it.each<[string, unknown, string[]]>([
    [
      'no rules',
      { ...withMembers({}), rules: undefined },
      ['missing-key /rules', 'warning no-rules /rules', 'unknown-rule /stability/bypassRules/0'],
    ],
    ['a number as text', withMembers({ version: '1' as never }), ['number-as-text /version']],
    ['another hit policy', withMembers({ hitPolicy: 'collect' as never }), ['not-one-of /hitPolicy']],
    ['a list that is not one', withMembers({ tests: {} as never }), ['wrong-type /tests']],
    ['an unknown default tier', withMembers({ defaultTier: 'gold' }), ['unknown-tier /defaultTier']],
    [
      'an unknown tier of a rule that is not enabled',
      withMembers({
        rules: [
          { ...defaultRuleSet.rules[0]!, enabled: false, event: { type: 'tier', params: { tier: 'gold' } } },
        ],
      }),
      ['warning no-rules /rules', 'unknown-tier /rules/0/event/params/tier'],
    ],
    [
      'an unknown bypass rule',
      withMembers({ stability: { bypassRules: ['startegic'] } }),
      ['unknown-rule /stability/bypassRules/0'],
    ],
    [
      'a tier twice',
      withMembers({ tiers: [...defaultRuleSet.tiers, { ...defaultRuleSet.tiers[0]!, rank: 9 }] }),
      ['duplicate-tier /tiers/3/id'],
    ],
    [
      'a rank twice',
      withMembers({ tiers: [...defaultRuleSet.tiers, { ...defaultRuleSet.tiers[0]!, id: 'mid' }] }),
      ['duplicate-tier-rank /tiers/3/rank'],
    ],
    [
      'a rule twice',
      withMembers({ rules: [...defaultRuleSet.rules, { ...defaultRuleSet.rules[0]!, priority: 1 }] }),
      ['duplicate-rule /rules/3/id'],
    ],
    [
      'a tier with ratio and hours',
      withMembers({ tiers: defaultRuleSet.tiers.map((t) => ({ ...t, hoursPerMonth: 2 })) }),
      ['invalid-value /tiers/0', 'invalid-value /tiers/1', 'invalid-value /tiers/2'],
    ],
    [
      'a freeze that ends before it starts',
      withMembers({ stability: { freezeWindows: [{ from: '2026-12-20', to: '2026-01-05' }] } }),
      ['end-before-start /stability/freezeWindows/0/to'],
    ],
    [
      'a day that does not exist',
      withMembers({ effectiveFrom: '2026-02-30' }),
      ['wrong-type /effectiveFrom'],
    ],
    [
      'a hash of another text',
      withMembers({ contentHash: 'sha256:0' }),
      ['warning stale-content-hash /contentHash'],
    ],
    [
      'a name that reaches a prototype',
      withMembers({ defaultTier: 'constructor' }),
      ['invalid-value /defaultTier', 'unknown-tier /defaultTier'],
    ],
  ])('%s', (_what, document, expected) => {
    expect(found(document)).toEqual(expected);
  });

  it('finds everything at once, each with line, column, pointer and hint', () => {
    const rules = defaultRuleSet.rules.map((rule, i) =>
      i === 1 ? { ...rule, event: { type: 'tier', params: { tier: 'hihg' } } } : rule,
    );
    const text = JSON.stringify(
      { ...defaultRuleSet, rules, defaultTier: 'Low', hitPolicy: 'frist' },
      null,
      2,
    );
    const { problems, ruleSet } = lintRuleSet(text, 'rules.json');
    const errors = problems.filter((p) => p.severity !== 'warning');
    const at = (needle: string) => text.split('\n').findIndex((line) => line.includes(needle));
    expect(ruleSet).toBeUndefined();
    expect(errors).toEqual([
      {
        file: 'rules.json',
        line: at('"frist"') + 1,
        column: 16,
        pointer: '/hitPolicy',
        code: 'not-one-of',
        message: '"hitPolicy" is not one of the known values',
        value: 'frist',
        expected: 'one of first',
        hint: 'Maybe "first"',
      },
      expect.objectContaining({
        line: at('"hihg"') + 1,
        pointer: '/rules/1/event/params/tier',
        value: 'hihg',
        hint: 'Maybe "high"',
      }),
      expect.objectContaining({
        line: at('"Low"') + 1,
        column: 18,
        pointer: '/defaultTier',
        hint: 'Maybe "low"',
      }),
    ]);
  });
});

describe('lint reports in the fact schema', () => {
  it.each<[string, object, string[]]>([
    [
      'the name of a CSV column',
      { health: { type: 'number', onMissing: 0 } },
      ['unknown-account-fact /facts/health'],
    ],
    [
      'a fact that accounts do not have',
      { rating: { type: 'number', onMissing: 0 } },
      ['unknown-account-fact /facts/rating'],
    ],
    [
      'another type than the account has',
      { region: { type: 'number', onMissing: 0 } },
      ['fact-type-mismatch /facts/region/type'],
    ],
    ['an unknown type', { region: { type: 'text', onMissing: '' } }, ['not-one-of /facts/region/type']],
    ['no onMissing', { region: { type: 'string' } }, ['missing-key /facts/region/onMissing']],
    [
      'null of a fact that is not nullable',
      { region: { type: 'string', onMissing: null } },
      ['null-not-allowed /facts/region/onMissing'],
    ],
    [
      'onMissing outside the range',
      { adoption: { type: 'number', max: 50, onMissing: 51 } },
      ['value-outside-fact-schema /facts/adoption/onMissing'],
    ],
    [
      'onMissing of another type',
      { strategic: { type: 'boolean', onMissing: 'no' } },
      ['value-outside-fact-schema /facts/strategic/onMissing'],
    ],
    [
      'an enumeration without values',
      { region: { type: 'enum', onMissing: 'x' } },
      ['enum-without-values /facts/region', 'value-outside-fact-schema /facts/region/onMissing'],
    ],
    [
      'a value twice',
      { region: { type: 'enum', values: ['a', 'a'], onMissing: 'a' } },
      ['duplicate-value /facts/region/values'],
    ],
    [
      'a range the wrong way round',
      { nps: { type: 'number', min: 5, max: 1, onMissing: 'error' } },
      ['empty-range /facts/nps/min'],
    ],
    [
      'a range of text',
      { region: { type: 'string', min: 1, onMissing: '' } },
      ['range-of-non-number /facts/region/min'],
    ],
    [
      'values of text',
      { region: { type: 'string', values: ['a'], onMissing: '' } },
      ['values-of-non-enum /facts/region/values'],
    ],
    [
      'the band of a banded fact',
      { arrBand: { type: 'string', onMissing: '' } },
      ['warning derived-fact-declared /facts/arrBand'],
    ],
  ])('%s', (_what, more, expected) => {
    expect(found(facts(more))).toEqual(expected);
  });

  it('hints at the field that a CSV column is read into', () => {
    const report = lintText(facts({ health: { type: 'number', onMissing: 0 } }));
    expect(report.problems.find((p) => p.code === 'unknown-account-fact')?.hint).toBe('Maybe "healthScore"');
  });
});

describe('lint reports in bands', () => {
  it.each<[string, unknown, string[]]>([
    ['bands that cover everything', arrBands(['a', 0, 50_000], ['b', 50_000, null]), []],
    [
      'a hole between two',
      arrBands(['a', 0, 49_000], ['b', 50_000, null]),
      ['bands-leave-hole /bands/arr/1/from'],
    ],
    ['an overlap', arrBands(['a', 0, 50_001], ['b', 50_000, null]), ['bands-overlap /bands/arr/1/from']],
    [
      'one after the endless one',
      arrBands(['a', 0, null], ['b', 50_000, null]),
      ['bands-overlap /bands/arr/1/from'],
    ],
    [
      'falling order',
      arrBands(['b', 50_000, null], ['a', 0, 50_000]),
      [
        'bands-leave-hole /bands/arr/0/from',
        'bands-overlap /bands/arr/1/from',
        'bands-leave-hole /bands/arr/1/to',
      ],
    ],
    ['a hole below', arrBands(['a', 1, null]), ['bands-leave-hole /bands/arr/0/from']],
    ['a hole above', arrBands(['a', 0, 1e9]), ['bands-leave-hole /bands/arr/0/to']],
    ['an empty band', arrBands(['a', 0, 0], ['b', 0, null]), ['empty-band /bands/arr/0/to']],
    ['a band twice', arrBands(['a', 0, 5], ['a', 5, null]), ['duplicate-band /bands/arr/1/id']],
    [
      'the last value of a range',
      oneRule(
        { all: [{ fact: 'complexity', operator: 'equal', value: 1 }] },
        { bands: { complexity: [{ id: 'all', from: 1, to: 5 }] } },
      ),
      ['bands-leave-hole /bands/complexity/0/to'],
    ],
    [
      'a band of text',
      oneRule(
        { all: [{ fact: 'arr', operator: 'equal', value: 1 }] },
        { bands: { segment: [{ id: 'all', from: 1, to: null }] } },
      ),
      ['band-of-non-number /bands/segment', 'bands-leave-hole /bands/segment/0/from'],
    ],
    [
      'a band of nothing',
      oneRule(
        { all: [{ fact: 'arr', operator: 'equal', value: 1 }] },
        { bands: { ar: [{ id: 'all', from: 0, to: null }] } },
      ),
      ['unknown-fact /bands/ar'],
    ],
    [
      'an unknown band',
      oneRule(
        { all: [{ fact: 'arrBand', operator: 'equal', value: 'form250k' }] },
        { bands: arrBands(['a', 0, null]).bands },
      ),
      ['unknown-band /rules/0/conditions/all/0/value'],
    ],
  ])('%s', (_what, document, expected) => {
    expect(found(document)).toEqual(expected);
  });
});

describe('lint reports in scores', () => {
  it.each<[string, unknown, string[]]>([
    ['an unknown fact', score({ fact: 'ar' }), ['unknown-fact /scores/0/inputs/0/fact']],
    ['text', score({ fact: 'segment' }), ['score-of-non-number /scores/0/inputs/0/fact']],
    [
      'bounds the wrong way round',
      score({ bounds: { lower: 9, upper: 1 } }),
      ['empty-bounds /scores/0/inputs/0/bounds/upper'],
    ],
    ['the logarithm of zero', score({ curve: 'log' }), ['log-of-zero /scores/0/inputs/0/bounds/lower']],
    [
      'a weight of zero',
      score({ weight: 0 }),
      [
        'out-of-range /scores/0/inputs/0/weight',
        'warning value-out-of-range /rules/0/conditions/all/0/value',
      ],
    ],
    [
      'no answer to a missing value',
      score({ onMissing: undefined }),
      ['missing-key /scores/0/inputs/0/onMissing'],
    ],
    ['a score of a score', score({ fact: 'fitness' }), ['score-of-derived-fact /scores/0/inputs/0/fact']],
    [
      'a score that no rule uses',
      { ...score({}), rules: [] },
      ['warning no-rules /rules', 'warning unused-score /scores/0/id'],
    ],
    [
      'a score named like a fact',
      oneRule(
        { all: [{ fact: 'arr', operator: 'greaterThan', value: 0.5 }] },
        {
          scores: [
            {
              id: 'arr',
              inputs: [{ fact: 'complexity', weight: 1, bounds: { lower: 1, upper: 5 }, onMissing: 0 }],
            },
          ],
        },
      ),
      ['score-hides-fact /scores/0/id'],
    ],
  ])('%s', (_what, document, expected) => {
    expect(found(document).sort()).toEqual(expected.sort());
  });
});

describe('lint reports in comparisons', () => {
  const value = '/rules/0/conditions/all/0/value';
  const operator = '/rules/0/conditions/all/0/operator';
  it.each<[string, unknown, string[]]>([
    ['an unknown fact', comparing('arrr', 'equal', 1), ['unknown-fact /rules/0/conditions/all/0/fact']],
    ['an unknown operator', comparing('arr', 'greaterOrEqual', 1), [`unknown-operator ${operator}`]],
    ['a decorated operator', comparing('arr', 'not:equal', 1), [`unknown-operator ${operator}`]],
    ['order of text', comparing('segment', 'lessThan', 'x'), [`operator-type-mismatch ${operator}`]],
    [
      'order of true and false',
      comparing('strategic', 'greaterThan', false),
      [`operator-type-mismatch ${operator}`],
    ],
    ['containing of a text', comparing('segment', 'contains', 'x'), [`operator-type-mismatch ${operator}`]],
    ['equality of a list', comparing('products', 'equal', 'x'), [`operator-type-mismatch ${operator}`]],
    ['text for true', comparing('strategic', 'equal', 'true'), [`value-type-mismatch ${value}`]],
    ['a number for text', comparing('segment', 'equal', 5), [`value-type-mismatch ${value}`]],
    ['a list for equality', comparing('segment', 'equal', ['x']), [`list-not-allowed ${value}`]],
    ['an empty list', comparing('segment', 'in', []), [`empty-list ${value}`]],
    ['a value outside the enumeration', comparing('stage', 'equal', 'Renewal'), [`unknown-value ${value}`]],
    ['null of a fact that is never null', comparing('segment', 'equal', null), [`null-not-allowed ${value}`]],
    ['order of null', comparing('healthScore', 'lessThan', null), [`value-type-mismatch ${value}`]],
    [
      'a day that does not exist',
      comparing('renewalDate', 'lessThan', '2026-02-30'),
      [`value-type-mismatch ${value}`],
    ],
    [
      'a value beyond the range',
      comparing('complexity', 'greaterThan', 7),
      [`warning value-out-of-range ${value}`],
    ],
    [
      'a fraction of an integer',
      comparing('complexity', 'equal', 2.5),
      [`warning value-out-of-range ${value}`],
    ],
    [
      'facts of different types',
      comparing('arr', 'equal', { fact: 'segment' }),
      [`facts-not-comparable ${value}/fact`],
    ],
    ['an unknown other fact', comparing('arr', 'equal', { fact: 'arrr' }), [`unknown-fact ${value}/fact`]],
    ['an object', comparing('arr', 'equal', { a: 1 }), [`wrong-type ${value}`]],
    [
      'no value',
      oneRule({ all: [{ fact: 'arr', operator: 'equal' }] }),
      ['missing-key /rules/0/conditions/all/0'],
    ],
    [
      'an unknown shared condition',
      oneRule({ condition: 'vip' }),
      ['unknown-condition /rules/0/conditions/condition'],
    ],
    ['a condition that is a text', oneRule({ all: ['arr > 5'] }), ['wrong-type /rules/0/conditions/all/0']],
    ['a condition that says nothing', oneRule({ all: [{}] }), ['empty-condition /rules/0/conditions/all/0']],
    [
      '"not" of a list',
      oneRule({ not: [{ fact: 'arr', operator: 'equal', value: 1 }] }),
      ['wrong-type /rules/0/conditions/not'],
    ],
    ['a group that is not a list', oneRule({ all: { fact: 'arr' } }), ['wrong-type /rules/0/conditions/all']],
    [
      'a priority of "abc"',
      oneRule({ all: [{ fact: 'arr', operator: 'equal', value: 1, priority: 'abc' }] }),
      ['out-of-range /rules/0/conditions/all/0/priority'],
    ],
    [
      'a shared condition that no rule uses',
      oneRule(
        { all: [{ fact: 'arr', operator: 'equal', value: 1 }] },
        { conditions: { big: { all: [{ fact: 'arr', operator: 'equal', value: 2 }] } } },
      ),
      ['warning unused-condition /conditions/big'],
    ],
  ])('%s', (_what, document, expected) => {
    expect(found(document)).toEqual(expected);
  });
});

describe('lint reports in stored tests', () => {
  it.each<[string, object, string[]]>([
    ['an unknown fact', { facts: { arr: 1, ar: 2 } }, ['unknown-fact /tests/0/facts/ar']],
    ['a derived fact', { facts: { arr: 1, arrBand: 'from250k' } }, ['derived-fact /tests/0/facts/arrBand']],
    ['a value outside the schema', { facts: { arr: -1 } }, ['value-outside-fact-schema /tests/0/facts/arr']],
    ['an unknown tier', { expectTier: 'gold' }, ['unknown-tier /tests/0/expectTier']],
    ['an unknown previous tier', { previousTier: 'gold' }, ['unknown-tier /tests/0/previousTier']],
    ['an unknown rule', { expectRule: 'gold' }, ['unknown-rule /tests/0/expectRule']],
    ['null of a nullable fact: nothing', { facts: { arr: 1, healthScore: null } }, []],
  ])('%s', (_what, members, expected) => {
    expect(found(test(members))).toEqual(expected);
  });
});
