import {
  CONDITION_OPERATORS,
  type Comparison,
  type Condition,
  type ConditionOperator,
  type FactValue,
  type RootCondition,
  type RuleSet,
  type TierRule,
} from '@bailiwick/contracts';
import type { Rng } from '@bailiwick/kernel';
import type { Facts } from '../src/domain/facts/facts.js';
import { withMembers } from './rule-sets.js';

type Kind = 'number' | 'text' | 'boolean' | 'date' | 'list';

const FACTS: Readonly<Record<string, Kind>> = {
  arr: 'number',
  complexity: 'number',
  'attributes.seats': 'number',
  strategic: 'boolean',
  'attributes.partner': 'boolean',
  region: 'text',
  segment: 'text',
  arrBand: 'text',
  renewalDate: 'date',
  startDate: 'date',
  products: 'list',
  clearances: 'list',
};
/** The facts that random rules look at. */
export const NAMES: readonly string[] = Object.keys(FACTS);

const VALUES: Readonly<Record<Kind, readonly Exclude<FactValue, null>[]>> = {
  number: [0, -0, 1, 2.5, -1, 7, 50, 1e6, 1e300],
  text: ['a', 'b', 'ab', '', 'EMEA', '7', '250K', 'null'],
  boolean: [true, false],
  date: ['2026-01-31', '2026-12-31', '2025-06-01'],
  list: [[], ['a'], ['a', 'b'], ['7', 'EMEA'], ['2026-01-31']],
};
const KINDS = Object.keys(VALUES) as Kind[];
/** Beyond what any fact schema allows: what reaches the evaluators must not depend on what came before them. */
const ODD: readonly unknown[] = [Number.NaN, Infinity, [5], { a: 1 }, [null]];

const FITTING: Readonly<Record<Kind, readonly ConditionOperator[]>> = {
  number: CONDITION_OPERATORS.filter((operator) => !/ontain/.test(operator)),
  text: ['equal', 'notEqual', 'in', 'notIn'],
  boolean: ['equal', 'notEqual', 'in', 'notIn'],
  date: CONDITION_OPERATORS.filter((operator) => !/ontain/.test(operator)),
  list: ['contains', 'doesNotContain'],
};

/**
 * Random documents in the grammar of rule sets. Types and nulls are not as lint wants them, on purpose: lint keeps
 * such documents away from people, but what they mean is defined all the same.
 */
export class RandomRules {
  constructor(private readonly rng: Rng) {}

  ruleSet(): RuleSet {
    const shared = Array.from({ length: this.rng.int(4) }, (_, i) => `shared ${i}`);
    // A definition refers to later ones only, so that none goes in circles.
    const definitions = shared.map(
      (name, i) => [name, this.group(1 + this.rng.int(2), shared.slice(i + 1))] as const,
    );
    const rules = Array.from({ length: this.chance(0.08) ? 4 : 1 + this.rng.int(2) }, (_, i) =>
      this.rule(i, shared),
    );
    // A copy, as a document that was read: its lists are never the very lists of an account.
    return structuredClone(
      withMembers({ conditions: Object.fromEntries(definitions), rules, stability: {} }),
    );
  }

  /** Facts of the right type, null, absent, and of a wrong type. */
  facts(): Facts {
    const facts: Record<string, unknown> = {};
    for (const name of NAMES) {
      const roll = this.rng.next();
      if (roll < 0.06) continue;
      if (roll < 0.16) facts[name] = null;
      else if (roll < 0.2) facts[name] = this.one(ODD);
      else facts[name] = this.one(VALUES[roll < 0.27 ? this.one(KINDS) : FACTS[name]!]);
    }
    return facts as Facts;
  }

  private rule(i: number, shared: readonly string[]): TierRule {
    return {
      id: `rule ${i}`,
      priority: 1 + ((i * 37) % 101),
      ...(this.chance(0.1) ? { enabled: false } : {}),
      conditions: this.group(2, shared),
      event: { type: 'tier', params: { tier: this.one(['high', 'low', 'tech']) } },
    };
  }

  private condition(depth: number, shared: readonly string[]): Condition {
    return depth === 0 || this.chance(0.65) ? this.comparison() : this.group(depth, shared);
  }

  private group(depth: number, shared: readonly string[]): RootCondition {
    const roll = this.rng.next();
    if (roll < 0.2 && shared.length > 0) return { condition: this.one(shared), ...this.labels() };
    if (roll < 0.45) return { not: this.condition(depth - 1, shared), ...this.labels() };
    const children = Array.from({ length: 1 + this.rng.int(3) }, () => this.condition(depth - 1, shared));
    return roll < 0.72 ? { all: children, ...this.labels() } : { any: children, ...this.labels() };
  }

  private comparison(): Comparison {
    const fact = this.one(NAMES);
    const kind = FACTS[fact]!;
    const operator = this.one(this.chance(0.85) ? FITTING[kind] : CONDITION_OPERATORS);
    return { fact, operator, value: this.value(kind, operator), ...this.labels() };
  }

  private value(kind: Kind, operator: ConditionOperator): Comparison['value'] {
    const membership = operator === 'in' || operator === 'notIn';
    const containment = operator === 'contains' || operator === 'doesNotContain';
    const wanted: Kind = this.chance(0.1)
      ? this.one(KINDS)
      : membership
        ? 'list'
        : containment
          ? 'text'
          : kind;
    if (this.chance(0.3)) return { fact: this.one(NAMES.filter((name) => FACTS[name] === wanted)) };
    if (membership) return this.chance(0.1) ? 'EMEA, 7, ab' : this.list(kind);
    return this.chance(0.1) ? null : (this.one(VALUES[wanted]) as Comparison['value']);
  }

  private list(kind: Kind): (string | number | boolean | null)[] {
    const entries = Array.from({ length: 1 + this.rng.int(12) }, () =>
      this.chance(0.08) ? null : this.one(VALUES[kind === 'list' ? 'text' : kind]),
    );
    return entries as (string | number | boolean | null)[];
  }

  private labels(): { name?: string; priority?: number } {
    return {
      ...(this.chance(0.2) ? { name: this.one(['large', 'in danger']) } : {}),
      ...(this.chance(0.2) ? { priority: 1 + this.rng.int(9) } : {}),
    };
  }

  private one<T>(of: readonly T[]): T {
    return of[this.rng.int(of.length)]!;
  }

  private chance(p: number): boolean {
    return this.rng.next() < p;
  }
}
