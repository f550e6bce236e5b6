import { seededRng } from '@bailiwick/kernel';
import { RandomCheckedRules } from '../../../test-support/random-checked-rules.js';
import { compileRules } from '../compiled/compile-rules.js';
import { relationOf } from '../compiled/relations.js';
import { deriveFacts } from '../facts/derive-facts.js';
import type { Facts } from '../facts/facts.js';
import { ruleSetModel, type RuleSetModel } from '../rule-set-model.js';
import { analyseRules } from './analyse-rules.js';
import { NO, YES } from './axis.js';
import { type CellSet, cellSet, INSIDE, PARTLY } from './cell-set.js';
import { standingIn } from './formula.js';
import { type RuleSpace, ruleSpace } from './rule-space.js';
import { cellOf } from './sample-values.js';

const RULE_SETS = 120;
const ACCOUNTS = 200;

const modelOf = (random: RandomCheckedRules, rules?: number, facts?: string[]): RuleSetModel =>
  ruleSetModel(random.ruleSet(rules, facts), 'sha256:0');

function derived(values: Facts, model: RuleSetModel): Facts {
  const result = deriveFacts(values, model.derivations);
  if (!result.ok) throw new Error(result.missing);
  return result.facts;
}

/** The one cell of each axis that an account lies in. */
function pointOf(facts: Facts, { axes }: RuleSpace): CellSet[] {
  const one = (cells: number, cell: number): CellSet => cellSet(cells, [cell, cell + 1]);
  return axes.map((axis) => {
    switch (axis.kind) {
      case 'number':
      case 'value':
        return one(axis.cells, cellOf(axis, facts[axis.fact.name]!)!);
      case 'presence':
        return one(2, facts[axis.fact.name] === null ? NO : YES);
      case 'entry': {
        const list = facts[axis.fact.name] as readonly string[] | null;
        return one(2, list?.includes(axis.entry) ? YES : NO);
      }
      case 'comparison': {
        const { fact, operator, other } = axis.comparison;
        return one(2, relationOf(operator)(facts[fact]!, facts[other]!) ? YES : NO);
      }
    }
  });
}

describe('conditions as boxes', () => {
  it('are true in the cell of an account exactly where they are true of the account', () => {
    const random = new RandomCheckedRules(seededRng(5), 0.1);
    for (let i = 0; i < 50; i++) {
      const model = modelOf(random);
      const space = ruleSpace([model])!;
      const compiled = compileRules(model);
      for (let n = 0; n < 100; n++) {
        const facts = derived(random.values(), model);
        const point = pointOf(facts, space);
        const places = space.rules[0]!.map((rule) => standingIn(point, rule.formula, { boxes: 0, work: 1 }));
        expect(places).not.toContain(PARTLY);
        const expected = compiled.trace(facts).map((verdict) => verdict.result);
        if (JSON.stringify(places.map((place) => place === INSIDE)) !== JSON.stringify(expected))
          expect({ rules: model.ruleSet.rules, facts, places }).toEqual(expected);
      }
    }
  });
});

describe('every claim of an analysis', () => {
  it('holds when accounts are decided: on its witnesses, and on thousands of others', () => {
    const random = new RandomCheckedRules(seededRng(2));
    const seen = { contradictory: 0, shadowed: 0, byUnion: 0, gaps: 0, noGap: 0, overlaps: 0, undecided: 0 };
    for (let i = 0; i < RULE_SETS; i++) {
      // Few facts, so that rules meet each other often.
      const facts =
        i % 3 === 0 ? undefined : ['arr', 'arrBand', 'complexity', 'healthScore', 'strategic', 'products'];
      const model = modelOf(random, undefined, facts);
      const analysis = analyseRules(model);
      const compiled = compileRules(model);
      expect(analysis.unanswered).toEqual([]);
      const told = { rules: model.ruleSet.rules, analysis };
      for (const { witness } of analysis.gaps) {
        expect([compiled.winner(derived(witness.facts, model)), told]).toEqual([null, told]);
        seen.gaps += 1;
      }
      for (const overlap of analysis.overlaps) {
        for (const { ruleId, witness } of overlap.with) {
          const verdicts = compiled.trace(derived(witness.facts, model));
          const yes = verdicts.filter((verdict) => verdict.result).map((verdict) => verdict.ruleId);
          expect([yes[0], yes.includes(overlap.ruleId)]).toEqual([ruleId, true]);
          expect(witness.tier).not.toBe(model.ruleById.get(overlap.ruleId)!.event.params.tier);
          seen.overlaps += 1;
        }
      }
      const never = new Set(analysis.contradictory.map(({ ruleId }) => ruleId));
      const silent = new Map(analysis.shadowed.map(({ ruleId, by }) => [ruleId, by]));
      const closed = analysis.gaps.length === 0 && !analysis.moreGaps;
      for (let n = 0; n < ACCOUNTS; n++) {
        const of = derived(random.values(), model);
        const yes = compiled.trace(of).flatMap((verdict) => (verdict.result ? [verdict.ruleId] : []));
        if (yes[0] === undefined && closed) expect([of, told]).toEqual('a rule is true');
        if (yes.some((id) => never.has(id))) expect([of, told]).toEqual('a rule that is never true');
        for (const id of yes) {
          const by = silent.get(id);
          if (by && !by.some((other) => yes.includes(other))) expect([of, id, told]).toEqual('shadowed');
        }
      }
      seen.contradictory += never.size;
      seen.shadowed += silent.size;
      seen.byUnion += [...silent.values()].filter((by) => by.length > 1).length;
      seen.noGap += closed ? 1 : 0;
      seen.undecided += analysis.undecided.length;
    }
    for (const [what, count] of Object.entries(seen)) {
      if (what !== 'undecided') expect([what, count >= 10]).toEqual([what, true]);
    }
  });

  it('of rules that decide is true: each decides the account that shows it, and every other was met or proven dead', () => {
    const random = new RandomCheckedRules(seededRng(9), 0);
    const facts = ['arr', 'arrBand', 'complexity', 'healthScore', 'strategic'];
    for (let i = 0; i < 30; i++) {
      const model = modelOf(random, undefined, facts);
      const analysis = analyseRules(model);
      expect(analysis.undecided).toEqual([]);
      const dead = new Set([...analysis.contradictory, ...analysis.shadowed].map(({ ruleId }) => ruleId));
      const compiled = compileRules(model);
      const winners = new Set<string | null>();
      for (let n = 0; n < 1_000; n++) winners.add(compiled.winner(derived(random.values(), model)));
      for (const id of dead) expect(winners.has(id)).toBe(false);
    }
  });
});
