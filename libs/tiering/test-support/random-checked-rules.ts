import type {
  Comparison,
  Condition,
  FactDefinition,
  FactValue,
  RootCondition,
  RuleSet,
  TierRule,
} from '@bailiwick/contracts';
import type { Rng } from '@bailiwick/kernel';
import type { CheckedRuleSet } from '../src/index.js';
import { withMembers } from './rule-sets.js';

const FACTS: Readonly<Record<string, FactDefinition>> = {
  arr: { type: 'number', min: 0, onMissing: 'error' },
  familyArr: { type: 'number', min: 0, onMissing: 0 },
  complexity: { type: 'integer', min: 1, max: 5, onMissing: 3 },
  healthScore: { type: 'number', min: 0, max: 100, nullable: true, onMissing: null },
  strategic: { type: 'boolean', onMissing: false },
  'attributes.partner': { type: 'boolean', nullable: true, onMissing: null },
  segment: { type: 'string', nullable: true, onMissing: null },
  stage: { type: 'enum', values: ['onboarding', 'adoption', 'renewal'], onMissing: 'adoption' },
  renewalDate: { type: 'date', nullable: true, onMissing: null },
  startDate: { type: 'date', onMissing: '2025-01-01' },
  products: { type: 'list', onMissing: [] },
  clearances: { type: 'list', values: ['a', 'b'], nullable: true, onMissing: null },
};

const TEXTS = ['a', 'b', 'onboarding', 'EMEA'];
const CONSTANTS: Readonly<Record<string, readonly FactValue[]>> = {
  arr: [0, 10_000, 50_000, 49_999, 100_000, 250_000],
  familyArr: [10_000, 100_000, 500_000],
  complexity: [1, 2, 3, 4, 5, 2.5],
  healthScore: [0, 40, 60, 100],
  potential: [0, 20, 50, 99.5, 100],
  strategic: [true, false],
  'attributes.partner': [true, false],
  segment: TEXTS,
  stage: ['onboarding', 'adoption', 'renewal'],
  renewalDate: ['2026-01-31', '2026-12-31', '2027-06-01'],
  startDate: ['2026-01-31', '2026-02-01'],
  products: ['crm', 'a'],
  clearances: ['a', 'b'],
  arrBand: ['small', 'medium', 'large'],
  potentialBand: ['slight', 'great'],
};
const ORDERS = ['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'] as const;
const EQUALITIES = ['equal', 'notEqual', 'in', 'notIn'] as const;
const ORDERED = ['arr', 'familyArr', 'complexity', 'healthScore', 'potential', 'renewalDate', 'startDate'];
const NULLABLE = ['healthScore', 'attributes.partner', 'segment', 'renewalDate'];
const COMPARABLE = [
  ['arr', 'familyArr'],
  ['familyArr', 'arr'],
  ['complexity', 'potential'],
  ['renewalDate', 'startDate'],
  ['segment', 'stage'],
] as const;

/** Random rule sets that are right in every type: facts of every kind, bands, a score, lists, nulls, shared conditions. */
export class RandomCheckedRules {
  constructor(
    private readonly rng: Rng,
    private readonly opaque = 0.04,
  ) {}

  ruleSet(rules = 2 + this.rng.int(6), facts = Object.keys(CONSTANTS)): CheckedRuleSet {
    const shared = ['calm', 'keen'];
    const made: RuleSet = withMembers({
      facts: { ...FACTS },
      bands: {
        arr: [
          { id: 'small', from: 0, to: 50_000 },
          { id: 'medium', from: 50_000, to: 250_000 },
          { id: 'large', from: 250_000, to: null },
        ],
        potential: [
          { id: 'slight', from: 0, to: 40 },
          { id: 'great', from: 40, to: null },
        ],
      },
      scores: [
        {
          id: 'potential',
          inputs: [
            {
              fact: 'arr',
              weight: 50,
              bounds: { lower: 1_000, upper: 500_000 },
              curve: 'log',
              onMissing: 'error',
            },
            { fact: 'complexity', weight: 30, bounds: { lower: 1, upper: 5 }, onMissing: 'error' },
            {
              fact: 'healthScore',
              weight: 20,
              bounds: { lower: 20, upper: 90 },
              smallerIsBetter: true,
              onMissing: 'skip',
            },
          ],
        },
      ],
      conditions: Object.fromEntries(shared.map((name) => [name, this.group(1, [], facts)])),
      rules: Array.from({ length: rules }, (_, i) => this.rule(i, shared, facts)),
      stability: { bypassRules: [], bufferPct: 10 },
    });
    return structuredClone(made) as CheckedRuleSet;
  }

  /** One rule, condition, constant or priority is another one. */
  edited(ruleSet: CheckedRuleSet, facts = Object.keys(CONSTANTS)): CheckedRuleSet {
    const copy = structuredClone(ruleSet) as unknown as RuleSet;
    const at = this.rng.int(copy.rules.length);
    const rule = copy.rules[at]!;
    const roll = this.rng.next();
    if (roll < 0.4) rule.conditions = this.group(2, ['calm', 'keen'], facts);
    else if (roll < 0.6) rule.event.params.tier = this.one(['high', 'low', 'tech']);
    else if (roll < 0.8) copy.rules.splice(at, 1);
    else copy.rules.push({ ...this.rule(0, ['calm'], facts), id: 'new', priority: 5 + this.rng.int(1_000) });
    return { ...copy, version: copy.version + 1 } as unknown as CheckedRuleSet;
  }

  /** Facts within the schema, at constants and beside them. */
  values(): Record<string, FactValue> {
    return Object.fromEntries(Object.keys(FACTS).map((name) => [name, this.value(name)]));
  }

  private value(name: string): FactValue {
    const { type, nullable, min = -Infinity, max = Infinity, values } = FACTS[name]!;
    if (nullable && this.rng.next() < 0.25) return null;
    const constant = this.one(CONSTANTS[name]!);
    if (type === 'list') {
      const entries = values ?? ['crm', 'a', 'b', 'other'];
      return entries.filter(() => this.rng.next() < 0.4);
    }
    if (type === 'string') return this.one([...TEXTS, 'other']);
    if (typeof constant !== 'number') return constant;
    const beside = constant + this.one([0, 0, 1, -1, 0.5, -0.5]) * this.one([1, 1, 1_000]);
    const within = Math.min(Math.max(beside, min), max);
    return type === 'integer' ? Math.round(within) : within;
  }

  private rule(i: number, shared: readonly string[], facts: readonly string[]): TierRule {
    return {
      id: `rule ${i}`,
      priority: 10 + 10 * i,
      conditions: this.group(2, shared, facts),
      event: { type: 'tier', params: { tier: this.one(['high', 'low', 'tech']) } },
    };
  }

  private group(depth: number, shared: readonly string[], facts: readonly string[]): RootCondition {
    const roll = this.rng.next();
    if (roll < 0.1 && shared.length > 0) return { condition: this.one(shared) };
    const child = (): Condition =>
      depth === 0 || this.rng.next() < 0.7 ? this.comparison(facts) : this.group(depth - 1, shared, facts);
    if (roll < 0.25) return { not: child() };
    const children = Array.from({ length: 1 + this.rng.int(3) }, child);
    return roll < 0.75 ? { all: children } : { any: children };
  }

  private comparison(facts: readonly string[]): Comparison {
    if (this.rng.next() < this.opaque) {
      const [fact, other] = this.one(COMPARABLE);
      const operator = fact === 'segment' ? this.one(['equal', 'notEqual'] as const) : this.one(ORDERS);
      return { fact, operator, value: { fact: other } };
    }
    const fact = this.one(facts);
    const constant = (): string | number | boolean | null =>
      NULLABLE.includes(fact) && this.rng.next() < 0.2
        ? null
        : (this.one(CONSTANTS[fact]!) as string | number | boolean);
    if (fact === 'products' || fact === 'clearances')
      return {
        fact,
        operator: this.one(['contains', 'doesNotContain'] as const),
        value: String(this.one(CONSTANTS[fact]!)),
      };
    if (ORDERED.includes(fact) && this.rng.next() < 0.7)
      return { fact, operator: this.one(ORDERS), value: this.one(CONSTANTS[fact]!) as number };
    const operator = this.one(EQUALITIES);
    const many = operator === 'in' || operator === 'notIn';
    return { fact, operator, value: many ? [constant(), constant()] : constant() };
  }

  private one<T>(of: readonly T[]): T {
    return of[this.rng.int(of.length)]!;
  }
}
