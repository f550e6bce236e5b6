import { defaultRuleSet, type RuleSet } from '@bailiwick/contracts';
import { seededRng } from '@bailiwick/kernel';
import { RandomCheckedRules } from '../../../test-support/random-checked-rules.js';
import { checked } from '../../../test-support/rule-sets.js';
import { diffRuleSets } from '../../index.js';
import { compileRules } from '../compiled/compile-rules.js';
import { deriveFacts } from '../facts/derive-facts.js';
import { outcomeOf, ruleSetModel, type CheckedRuleSet } from '../rule-set-model.js';
import { diffRules } from './diff-rules.js';

const edited = (edit: (ruleSet: RuleSet) => void): CheckedRuleSet => {
  const copy = structuredClone(defaultRuleSet);
  edit(copy);
  return checked({ ...copy, tests: [] });
};
const told = (after: CheckedRuleSet) =>
  diffRuleSets(checked(defaultRuleSet), after).changes.map(
    ({ from, to, region }) => `${region}: ${from} → ${to}`,
  );

describe('two versions of a rule set', () => {
  it('say which accounts get another tier, in words, with an account that shows it', () => {
    const after = edited(({ bands }) => {
      bands!['arr']![1]!.to = 300_000;
      bands!['arr']![2]!.from = 300_000;
    });
    const { changes, complete, edits } = diffRuleSets(checked(defaultRuleSet), after);
    expect(complete).toBe(true);
    expect(changes).toMatchObject([
      {
        from: 'high',
        to: 'low',
        region: 'strategic no and arr from 250,000 to under 300,000',
        witness: {
          before: { facts: { arr: 280_000, strategic: false }, ruleId: 'high-arr', tier: 'high' },
          after: { ruleId: 'low-arr', tier: 'low' },
        },
      },
    ]);
    expect(edits).toEqual([{ kind: 'changed', what: 'bands of "arr"' }]);
  });

  it('of which one lacks a rule, has another, or has them in another order', () => {
    expect(told(edited((r) => void (r.rules.shift(), (r.stability!.bypassRules = []))))).toEqual([
      'strategic yes and arr from 100,000 to under 250,000: high → low',
    ]);
    const complex = {
      all: [
        { fact: 'arrBand', operator: 'equal' as const, value: 'from50kTo250k' },
        { fact: 'complexity', operator: 'greaterThanInclusive' as const, value: 4 },
      ],
    };
    const event = { type: 'tier' as const, params: { tier: 'high' } };
    expect(
      told(edited(({ rules }) => void rules.push({ id: 'x', priority: 25, conditions: complex, event }))),
    ).toEqual([
      'strategic no and arr from 50,000 to under 250,000 and complexity at least 4: low → high',
      'strategic yes and arr from 50,000 to under 100,000 and complexity at least 4: low → high',
    ]);
    expect(told(edited(({ rules }) => void ([rules[1]!.priority, rules[2]!.priority] = [20, 30])))).toEqual(
      [],
    );
    expect(told(edited((ruleSet) => void (ruleSet.defaultTier = 'low')))).toEqual([
      'arr under 50,000: tech → low',
    ]);
  });

  it('cannot be laid side by side where a fact is of another kind', () => {
    const type = (t: 'string' | 'boolean', onMissing: string | boolean) =>
      edited((r) => {
        r.facts['attributes.vip'] = { type: t, onMissing };
      });
    expect(diffRuleSets(type('string', 'x'), type('boolean', false))).toMatchObject({
      changes: [],
      complete: false,
      incomparable: ['attributes.vip'],
      edits: [{ kind: 'changed', what: 'fact "attributes.vip"', members: ['type', 'onMissing'] }],
    });
  });

  it('claim of no account what deciding it does not confirm, and miss none', () => {
    const random = new RandomCheckedRules(seededRng(4), 0.02);
    let [changes, unsure, differing] = [0, 0, 0];
    for (let i = 0; i < 80; i++) {
      const facts = i % 2 ? undefined : ['arr', 'arrBand', 'complexity', 'healthScore', 'strategic'];
      const before = random.ruleSet(undefined, facts);
      const [a, b] = [before, random.edited(before, facts)].map((ruleSet) =>
        ruleSetModel(ruleSet, 'sha256:0'),
      ) as [ReturnType<typeof ruleSetModel>, ReturnType<typeof ruleSetModel>];
      const diff = diffRules(a, b);
      expect(diff.complete).toBe(true);
      for (const { from, to, witness } of diff.changes) {
        if (witness) expect([witness.before.tier, witness.after.tier]).toEqual([from, to]);
        if (witness) changes += 1;
        else unsure += 1;
      }
      const ways = new Set(diff.changes.map(({ from, to }) => `${from} ${to}`));
      const rules = [a, b].map((model) => ({ model, compiled: compileRules(model) }));
      for (let n = 0; n < 150; n++) {
        const values = random.values();
        const [from, to] = rules.map(({ model, compiled }) => {
          const derived = deriveFacts(values, model.derivations);
          return outcomeOf(model, derived.ok ? compiled.winner(derived.facts) : null).tier;
        });
        if (from === to) continue;
        differing += 1;
        if (!ways.has(`${from} ${to}`)) expect([values, from, to, diff]).toEqual('a change');
      }
    }
    expect([changes > 100, unsure < changes / 5, differing > 300]).toEqual([true, true, true]);
  });
});
