import { CONDITION_OPERATORS } from '@bailiwick/contracts';
import type { Rng } from '@bailiwick/kernel';
import { NAMES, RandomRules } from '../../test-support/random-rules.js';
import { compileRules } from '../domain/compiled/compile-rules.js';
import type { ConditionVerdict, RuleVerdict } from '../domain/decision/tier-decision.js';
import type { Facts } from '../domain/facts/facts.js';
import { ruleSetModel, type CheckedRuleSet } from '../domain/rule-set-model.js';
import { engineEvaluator } from './engine-evaluator.js';

const RULE_SETS = 1_000;
const ACCOUNTS = 102;
const POOL = 4_000;

/** Shifts alone: this fuzz draws millions of numbers, and reaching for Math is slow where tests run. @see Marsaglia 2003 */
function quickRng(seed: number): Rng {
  let x = seed;
  const next = (): number => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 4_294_967_296;
  };
  return { next, int: (n) => (next() * n) | 0 };
}

/** Strictly the same in structure and values; a library's comparison takes longer than both evaluators. */
function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  let members = 0;
  for (const key in a) {
    if (!(key in b) || !same(a[key as keyof typeof a], b[key as keyof typeof b])) return false;
    members += 1;
  }
  for (const _ in b) members -= 1;
  return members === 0;
}

/** What an evaluator makes of one account: every verdict, or the type error that `in` makes of what has no entries. */
type Outcome = readonly RuleVerdict[] | 'TypeError';

const typeErrorOnly = (error: unknown): 'TypeError' => {
  if (error instanceof TypeError) return 'TypeError';
  throw error;
};
const attempt = (work: () => Outcome): Outcome => {
  try {
    return work();
  } catch (error) {
    return typeErrorOnly(error);
  }
};
const winnerIn = (rules: readonly RuleVerdict[]): string | null =>
  rules.find((r) => r.result)?.ruleId ?? null;

/** What kind of value a comparison met; what is missing is null to it. */
function kindOf(actual: unknown): string {
  if (actual === null || actual === undefined) return 'null';
  return Array.isArray(actual) ? 'list' : typeof actual;
}

/** Counts each kind of node by its verdict, so that a fuzz that no longer reaches something is noticed. */
function count(verdict: ConditionVerdict, into: Map<string, number>): void {
  const bump = (key: string): void => void into.set(key, (into.get(key) ?? 0) + 1);
  bump(`${verdict.operator ?? verdict.form} ${verdict.result}`);
  if (verdict.operator !== undefined) bump(`${verdict.operator} on ${kindOf(verdict.actual)}`);
  if (verdict.expectedFact !== undefined) bump(`${verdict.operator} of facts`);
  for (const child of verdict.conditions ?? []) count(child, into);
}

describe('compiled rules against json-rules-engine', () => {
  it('agree on the winner and on every verdict, on 100,000 random pairs of rules and facts', async () => {
    const rng = quickRng(6);
    const random = new RandomRules(rng);
    const pool: readonly Facts[] = Array.from({ length: POOL }, () => random.facts());
    const seen = new Map<string, number>();
    let [evaluations, errors, winners] = [0, 0, 0];
    for (let i = 0; i < RULE_SETS; i++) {
      const model = ruleSetModel(random.ruleSet() as CheckedRuleSet, 'sha256:0');
      const compiled = compileRules(model);
      const engine = engineEvaluator(model);
      for (let row = 0; row < ACCOUNTS; row++) {
        const facts = pool[rng.int(POOL)]!;
        const expected: Outcome = await engine.trace(facts).catch(typeErrorOnly);
        const actual = attempt(() => compiled.trace(facts));
        // Much faster than `expect`, which then says what differs.
        if (!same(actual, expected)) {
          expect({ rules: model.ruleSet, facts, verdicts: actual }).toEqual({
            rules: model.ruleSet,
            facts,
            verdicts: expected,
          });
        }
        evaluations += 1;
        if (expected === 'TypeError') {
          errors += 1;
          continue;
        }
        const winner = winnerIn(expected);
        if (compiled.winner(facts) !== winner) expect([model.ruleSet, facts, winner]).toEqual('the winner');
        if (winner !== null) winners += 1;
        if (evaluations % 50 === 0) expect(await engine.winner(facts)).toBe(winner);
        for (const rule of expected) count(rule.conditions, seen);
      }
    }
    expect(evaluations).toBeGreaterThan(100_000);
    expect(errors).toBeGreaterThan(500);
    expect(errors).toBeLessThan(evaluations / 5);
    expect(winners).toBeGreaterThan(25_000);
    const forms = ['all', 'any', 'not', 'shared', ...CONDITION_OPERATORS];
    for (const key of forms.flatMap((form) => [`${form} true`, `${form} false`])) {
      expect([key, (seen.get(key) ?? 0) > 1_000]).toEqual([key, true]);
    }
    const met = [
      'of facts',
      ...['null', 'number', 'string', 'boolean', 'list', 'object'].map((k) => `on ${k}`),
    ];
    for (const key of CONDITION_OPERATORS.flatMap((operator) => met.map((what) => `${operator} ${what}`))) {
      const often = key.endsWith('of facts') ? 1_000 : key.endsWith('object') ? 20 : 100;
      expect([key, (seen.get(key) ?? 0) > often]).toEqual([key, true]);
    }
    const absent = pool.filter((facts) => Object.values(facts).length < NAMES.length).length;
    expect(absent).toBeGreaterThan(POOL / 4);
  }, 600_000);
});
