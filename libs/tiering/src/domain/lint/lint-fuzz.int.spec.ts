import fc from 'fast-check';
import { CONDITION_OPERATORS, ruleSetSchema, type RuleSet } from '@bailiwick/contracts';
import { explainAccount, lintRuleSet } from '../../index.js';
import { accountId, oneRule } from '../../../test-support/rule-sets.js';

const FACTS = [
  'arr',
  'complexity',
  'healthScore',
  'strategic',
  'region',
  'segment',
  'stage',
  'renewalDate',
  'products',
  'arrBand',
  'fitness',
  'nothing',
];
const scalar = fc.oneof(
  fc.constantFrom<unknown>('a', '250K', 'adoption', 'small', '2026-01-31', null, true, false, 0, 3, 2.5, 1e6),
  fc.string({ maxLength: 3 }),
);
const value = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 2, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  { weight: 2, arbitrary: fc.record({ fact: fc.constantFrom(...FACTS) }) },
  { weight: 1, arbitrary: fc.anything({ maxDepth: 1 }) },
);
const operator = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(...CONDITION_OPERATORS) },
  { weight: 1, arbitrary: fc.constant('almost') },
);
const valid = fc.constantFrom(
  { fact: 'arr', operator: 'greaterThan', value: 1_000 },
  { fact: 'arr', operator: 'greaterThan', value: { fact: 'complexity' } },
  { fact: 'healthScore', operator: 'equal', value: null },
  { fact: 'segment', operator: 'in', value: ['a', 'b'] },
  { fact: 'arrBand', operator: 'notEqual', value: 'large' },
  { fact: 'products', operator: 'doesNotContain', value: 'crm' },
  { fact: 'renewalDate', operator: 'lessThan', value: '2027-01-01' },
);
const comparison = fc.oneof(
  { weight: 2, arbitrary: valid },
  { weight: 1, arbitrary: fc.record({ fact: fc.constantFrom(...FACTS), operator, value }) },
);
const odd = fc.oneof(
  fc.constantFrom<unknown>({}, null, 1, { all: [] }, { fact: 'arr' }),
  fc.dictionary(fc.constantFrom('all', 'any', 'fact', 'path', 'name', 'priority'), value, { maxKeys: 3 }),
);
const { condition } = fc.letrec((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 6, arbitrary: comparison },
    { weight: 2, arbitrary: fc.record({ all: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }) },
    { weight: 2, arbitrary: fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }) },
    { weight: 2, arbitrary: fc.record({ not: tie('condition') }) },
    { weight: 1, arbitrary: fc.record({ condition: fc.constantFrom('big', 'big', 'none') }) },
    { weight: 1, arbitrary: odd },
  ),
}));

const documentOf = (conditions: unknown): RuleSet =>
  oneRule(conditions, {
    bands: {
      arr: [
        { id: 'small', from: 0, to: 1_000 },
        { id: 'large', from: 1_000, to: null },
      ],
    },
    scores: [
      {
        id: 'fitness',
        inputs: [{ fact: 'arr', weight: 1, bounds: { lower: 0, upper: 10 }, onMissing: 'skip' }],
      },
    ],
    conditions: { big: { all: [{ fact: 'arr', operator: 'greaterThan', value: 5 }] } },
  });

describe('lint on hundreds of random conditions', () => {
  it('agrees with the schema, says so in its own words, and what it lets through can be evaluated', async () => {
    let passed = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.record({ all: fc.array(condition, { minLength: 1, maxLength: 2 }) }),
        async (conditions) => {
          const document: unknown = JSON.parse(JSON.stringify(documentOf(conditions)));
          const { ruleSet, problems } = lintRuleSet(JSON.stringify(document));
          const errors = problems.filter((p) => p.severity !== 'warning');
          if (!ruleSetSchema.safeParse(document).success) {
            expect(errors).not.toEqual([]);
            expect(errors.map((p) => p.pointer)).not.toContain('/rules/0/conditions');
          }
          expect(ruleSet === undefined).toBe(errors.length > 0);
          if (!ruleSet) return;
          passed += 1;
          const { decision } = await explainAccount(
            ruleSet,
            { accountId: accountId('A'), arr: 1_500 },
            { mode: 'file' },
          );
          expect(decision?.tier).toMatch(/^(high|tech)$/);
        },
      ),
      { numRuns: 400, seed: 7 },
    );
    expect(passed).toBeGreaterThan(30);
  });
});
