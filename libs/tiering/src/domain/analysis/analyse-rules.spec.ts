import { defaultRuleSet, type RuleSet } from '@bailiwick/contracts';
import { checked, oneRule } from '../../../test-support/rule-sets.js';
import { analyseRuleSet, placeFindings } from '../../index.js';

const rule = (id: string, priority: number, tier: string, conditions: object) => ({
  id,
  priority,
  conditions,
  event: { type: 'tier', params: { tier } },
});
const is = (fact: string, operator: string, value: unknown) => ({ fact, operator, value });
const rules = (...of: object[]): RuleSet => oneRule({}, { rules: of as RuleSet['rules'] });
const analysed = (document: RuleSet) => analyseRuleSet(checked(document));
const messages = (document: RuleSet) =>
  analysed(document).findings.map(({ code, message }) => `${code}: ${message}`);

describe('the analysis of a rule set', () => {
  it('finds nothing but the default tier and the overlap in the default rule set', () => {
    expect(placeFindings(analysed(defaultRuleSet).findings)).toMatchObject([
      {
        code: 'default-decides',
        pointer: '/defaultTier',
        severity: 'warning',
        message: 'no rule is true where arr under 50,000: the default tier tech decides',
        hint: 'For example arr 30,000',
      },
      {
        code: 'rules-overlap',
        pointer: '/rules/2',
        message: 'rule "low-arr" (tier low) is also true of accounts that "strategic" (tier high) decides',
        hint: 'For example arr 200,000, strategic yes: tier high, by priority',
      },
    ]);
  });

  it('says where in the text', () => {
    const text = JSON.stringify(defaultRuleSet, null, 2);
    const [first] = placeFindings(analysed(defaultRuleSet).findings, text, 'rules.json');
    const line = text.split('\n').findIndex((l) => l.includes('"id": "low-arr"'));
    expect(first).toMatchObject({ code: 'rules-overlap', file: 'rules.json', line, pointer: '/rules/2' });
  });

  it('a rule that can never be true, and which of its conditions exclude one another', () => {
    const { findings, contradictory } = analysed(
      rules(
        rule('odd', 20, 'high', {
          all: [
            is('arr', 'lessThan', 10),
            is('strategic', 'equal', true),
            is('complexity', 'in', [1, 2]),
            is('arr', 'greaterThanInclusive', 10),
          ],
        }),
      ),
    );
    expect(contradictory).toEqual([{ ruleId: 'odd', excluding: [0, 3] }]);
    expect(findings[0]).toMatchObject({
      path: ['rules', 0, 'conditions'],
      message: 'rule "odd" (tier high) can never be true',
      hint: 'Maybe one of /rules/0/conditions/all/0, /rules/0/conditions/all/3: they exclude one another',
    });
  });

  it('takes a band and the fact that it is made of together', () => {
    const { contradictory } = analyseRuleSet(
      checked({
        ...defaultRuleSet,
        rules: [
          ...defaultRuleSet.rules,
          rule('odd', 5, 'high', {
            all: [is('arrBand', 'equal', 'from250k'), is('arr', 'lessThanInclusive', 249_999)],
          }) as RuleSet['rules'][number],
        ],
      }),
    );
    expect(contradictory.map(({ ruleId }) => ruleId)).toEqual(['odd']);
  });

  it('between two whole numbers there is none, between two numbers there is', () => {
    const between = (fact: string) =>
      analysed(rules(rule('a', 9, 'high', { all: [is(fact, 'greaterThan', 2), is(fact, 'lessThan', 3)] })))
        .contradictory.length;
    expect([between('complexity'), between('arr')]).toEqual([1, 0]);
  });

  it('a rule shadowed by one of higher priority, and by several only together', () => {
    const document = rules(
      rule('large', 40, 'high', { all: [is('arr', 'greaterThanInclusive', 1_000)] }),
      rule('small', 30, 'low', { all: [is('arr', 'lessThan', 1_000), is('strategic', 'equal', false)] }),
      rule('larger', 20, 'low', { all: [is('arr', 'greaterThan', 5_000), is('complexity', 'equal', 5)] }),
      rule('plain', 10, 'tech', { all: [is('strategic', 'equal', false), is('complexity', 'lessThan', 3)] }),
    );
    expect(analysed(document).shadowed).toEqual([
      { ruleId: 'larger', by: ['large'] },
      { ruleId: 'plain', by: ['large', 'small'] },
    ]);
    expect(messages(document)).toEqual([
      'rule-never-decides: rule "larger" (tier low) never decides: wherever it is true, rule "large" (tier high) is true too and comes first',
      'rule-never-decides: rule "plain" (tier tech) never decides: wherever it is true, one of the rules "large" (tier high), "small" (tier low) is true too and comes first',
      'default-decides: no rule is true where arr under 1,000 and strategic yes: the default tier tech decides',
    ]);
  });

  it('null is a value of its own', () => {
    const covered = (...of: object[]) =>
      analysed(rules(rule('a', 9, 'high', { any: of }))).gaps.map((g) => g.region);
    const both = [is('healthScore', 'lessThan', 50), is('healthScore', 'greaterThanInclusive', 50)];
    expect(covered(...both)).toEqual(['healthScore unknown']);
    expect(covered(...both, is('healthScore', 'equal', null))).toEqual([]);
    expect(covered(is('region', 'in', ['EMEA', null]))).toEqual(['region not EMEA or unknown']);
    expect(covered(is('stage', 'in', ['onboarding', 'adoption']))).toEqual(['stage renewal']);
    expect(covered(is('products', 'contains', 'crm'), is('products', 'doesNotContain', 'bi'))).toEqual([
      'products without crm and products with bi',
    ]);
    expect(covered(is('renewalDate', 'lessThan', '2027-01-01'))).toEqual([
      'renewalDate at least 2027-01-01 or unknown',
    ]);
    expect(covered(is('complexity', 'greaterThan', 3))).toEqual(['complexity at most 3']);
  });

  it('facts compared with facts are said to be opaque, and never guessed', () => {
    const document = rules(
      rule('more', 20, 'high', { all: [is('arr', 'greaterThan', { fact: 'complexity' })] }),
      rule('many', 10, 'low', { all: [is('arr', 'greaterThan', 5)] }),
    );
    const { opaque, shadowed, undecided } = analysed(document);
    expect(opaque).toEqual([
      {
        fact: 'arr',
        operator: 'greaterThan',
        other: 'complexity',
        path: ['rules', 0, 'conditions', 'all', 0],
      },
    ]);
    // Above 5 no complexity is more than the ARR: the two ranges say it.
    expect([shadowed, undecided]).toEqual([[{ ruleId: 'many', by: ['more'] }], []]);
  });

  it('stops on what would take too long, and says so', () => {
    const pairs = Array.from({ length: 60 }, (_, i) =>
      rule(`r${i}`, 1_000 - i, i % 2 ? 'high' : 'low', {
        any: [0, 1, 2].map((n) => ({
          all: [
            is('segment', i % 3 === n ? 'notEqual' : 'equal', `s${(i * 7 + n) % 23}`),
            is('region', 'notEqual', `r${(i * 5 + n) % 19}`),
            is('arr', n ? 'lessThan' : 'greaterThan', 1_000 * ((i * 11 + n) % 29)),
          ],
        })),
      }),
    );
    const { findings, unanswered, boxes } = analyseRuleSet(checked(rules(...pairs)), { work: 3_000 });
    expect(unanswered.length).toBeGreaterThan(5);
    expect(findings.find(({ code }) => code === 'analysis-stopped')?.message).toContain(
      `the analysis stopped at ${boxes} boxes before it could tell: whether`,
    );
  });

  it('refuses to cut at more constants than anybody means', () => {
    const many = Array.from({ length: 900 }, (_, i) =>
      rule(`r${i}`, i + 1, 'high', {
        any: Array.from({ length: 20 }, (__, n) => is('arr', 'equal', i * 20 + n)),
      }),
    );
    expect(analysed(rules(...many)).unanswered).toEqual(['everything: too many different constants']);
  });
});
