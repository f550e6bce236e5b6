import { Engine } from 'json-rules-engine';
import { defaultRuleSet } from '@bailiwick/contracts';
import { checked, oneRule } from '../../test-support/rule-sets.js';
import { ruleSetModel } from '../domain/rule-set-model.js';
import { engineEvaluator } from './engine-evaluator.js';

const model = (document: unknown) => ruleSetModel(checked(document), 'sha256:0');
const facts = (arr: number, strategic = false) => ({
  arr,
  strategic,
  arrBand: arr >= 250_000 ? 'from250k' : arr >= 50_000 ? 'from50kTo250k' : 'under50k',
});

describe('evaluating by json-rules-engine', () => {
  it('overlapping runs on one Engine lose results: the trap', async () => {
    const engine = new Engine();
    for (const { id, conditions, priority } of defaultRuleSet.rules)
      engine.addRule({ name: id, conditions, priority, event: { type: 'tier' } } as never);
    // The second run has one more rule set to go when the first one ends and marks the engine as finished.
    const slow = {
      ...facts(60_000),
      strategic: () => new Promise((r) => setTimeout(r, 5, false)),
    };
    const [lost] = await Promise.all([engine.run(slow), engine.run(facts(300_000))]);
    expect(lost.results).toEqual([]);
  });

  it('overlapping calls each get their own answer, wherever the others are', async () => {
    const evaluator = engineEvaluator(model(defaultRuleSet));
    const arrs = Array.from({ length: 60 }, (_, i) => i * 7_000);
    const winners: Promise<string | null>[] = [];
    for (const [i, arr] of arrs.entries()) {
      winners.push(evaluator.winner(facts(arr)));
      for (let turns = i % 17; turns > 0; turns -= 1) await null;
    }
    expect(await Promise.all(winners)).toEqual(
      arrs.map((arr) => (arr >= 250_000 ? 'high-arr' : arr >= 50_000 ? 'low-arr' : null)),
    );
  });

  it('goes on after a run that failed', async () => {
    const evaluator = engineEvaluator(model(defaultRuleSet));
    const broken = {
      get arr(): number {
        throw new Error('no facts');
      },
    };
    await expect(evaluator.winner(broken)).rejects.toThrow();
    expect(await evaluator.winner(facts(300_000))).toBe('high-arr');
  });

  it('goes on whole after a rule that throws while those below it still run', async () => {
    const rules = ['top', 'middle', 'bottom'].map((id, i) => ({
      id,
      priority: 30 - i,
      conditions: { all: [{ fact: 'segment', operator: 'in', value: { fact: 'products' } }] },
      event: { type: 'tier', params: { tier: 'high' } },
    }));
    const evaluator = engineEvaluator(model(oneRule({}, { rules: rules as never })));
    for (let i = 0; i < 5; i++) {
      await expect(evaluator.trace({ segment: 'crm', products: null })).rejects.toThrow(TypeError);
      const verdicts = await evaluator.trace({ segment: 'crm', products: ['crm'] });
      expect(verdicts.map((r) => r.conditions.conditions?.[0]?.actual)).toEqual(['crm', 'crm', 'crm']);
    }
  });

  it('gives the first of several true rules by priority, whatever their order in the document', async () => {
    const rules = [...defaultRuleSet.rules].reverse();
    const evaluator = engineEvaluator(model({ ...defaultRuleSet, rules }));
    expect(await evaluator.winner(facts(300_000, true))).toBe('strategic');
    expect((await evaluator.trace(facts(300_000, true))).map((r) => [r.ruleId, r.result])).toEqual([
      ['strategic', true],
      ['high-arr', true],
      ['low-arr', false],
    ]);
  });

  it('gives every condition a verdict, also where the engine would have stopped looking', async () => {
    const condition = {
      any: [
        { fact: 'arr', operator: 'greaterThan', value: 1, priority: 9 },
        { fact: 'complexity', operator: 'equal', value: 4, priority: 1 },
      ],
    };
    const [rule] = await engineEvaluator(model(oneRule(condition))).trace({ arr: 5, complexity: 4 });
    expect(rule?.conditions.conditions).toMatchObject([
      { result: true, actual: 5 },
      { result: true, actual: 4 },
    ]);
  });

  it('refuses a path that got past lint, before any expression runs', async () => {
    const good = model(oneRule({ all: [{ fact: 'segment', operator: 'in', value: { fact: 'products' } }] }));
    const withPath = (where: (comparison: { value: object }) => object) => {
      const ruleSet = structuredClone(good.ruleSet) as typeof good.ruleSet;
      const [comparison] = (ruleSet.rules[0]!.conditions as unknown as { all: { value: object }[] }).all;
      Object.assign(where(comparison!), { path: '$[?(process.exit(1))]' });
      return engineEvaluator({ ...good, ruleSet, enabled: ruleSet.rules });
    };
    const crm = { products: ['crm'], segment: 'crm' };
    await expect(withPath((c) => c.value).winner(crm)).rejects.toThrow('"path" is not allowed');
    // On the left it is not even handed over.
    await expect(withPath((c) => c).winner(crm)).resolves.toBe('only');
  });
});
