import type { FactValue } from '@bailiwick/contracts';
import { type CompiledRules, compileRules } from '../compiled/compile-rules.js';
import type { Facts } from '../facts/facts.js';
import type { RuleSetModel } from '../rule-set-model.js';
import { type SearchEnd, searchBoxes } from './box-search.js';
import type { Allowance, Box, Formula } from './formula.js';
import { isImpossible } from './possible-range.js';
import type { RuleSpace } from './rule-space.js';
import { typicalValue } from './sample-values.js';
import { findWitness, type Witness, type WitnessSearch } from './witness.js';

/** An account that shows what a finding claims: facts for `rules explain --facts`, and what the rules make of them. */
export interface WitnessAccount {
  readonly facts: Readonly<Record<string, FactValue>>;
  /** The rule that decides; `null`: the default tier. */
  readonly ruleId: string | null;
  readonly tier: string;
}

/** A box with an account in it. */
export interface Found {
  readonly box: Box;
  readonly witness: Witness;
}

/**
 * `none`: shown that there is no such account; `unknown`: neither found nor excluded; `exhausted`: the allowance ran
 * out first.
 */
export type Answer = Found | 'none' | 'unknown' | 'exhausted';

/** So many boxes of which nothing can be told are looked at before a question is given up. */
const MOST_UNKNOWN = 6;
/** No single question takes more than this part of what is left, so that the others have their turn. */
const SHARE = 8;
const LEAST_WORK = 20_000;

/** Asks for accounts of which all of some formulas are true. */
export class RuleQuestions {
  readonly compiled: readonly CompiledRules[];

  constructor(
    readonly space: RuleSpace,
    private readonly allowance: Allowance,
  ) {
    this.compiled = space.models.map(compileRules);
  }

  /** An account of which all of these are true. */
  any(all: readonly Formula[]): Answer {
    let found: Found | undefined;
    let unknown = 0;
    const end = this.visit(all, (box) => {
      const witness = this.witness(box);
      if (witness === 'impossible') return false;
      if (witness !== 'unknown') found = { box, witness };
      else unknown += 1;
      return found !== undefined || unknown >= MOST_UNKNOWN;
    });
    if (found) return found;
    if (end === 'exhausted') return 'exhausted';
    return unknown > 0 ? 'unknown' : 'none';
  }

  /** Whether it is shown that there is no account of which all of these are true. */
  none(all: readonly Formula[]): boolean {
    const end = this.visit(all, (box) => !isImpossible(box, this.space));
    return end === 'complete';
  }

  witness(box: Box): WitnessSearch {
    return findWitness(box, this.space, this.allowance);
  }

  /** Visits every box in which all of these are true, or may be. */
  visit(all: readonly Formula[], visit: (box: Box) => boolean): SearchEnd {
    const { space, allowance } = this;
    const mine = {
      boxes: 0,
      work: Math.min(allowance.work, Math.floor(allowance.work / SHARE) + LEAST_WORK),
    };
    const granted = mine.work;
    const end = searchBoxes(all, space.whole, space.formulas, mine, visit);
    allowance.boxes += mine.boxes;
    allowance.work -= granted - mine.work;
    return end;
  }

  not(formulas: readonly Formula[]): Formula[] {
    return formulas.map((formula) => this.space.formulas.not(formula));
  }

  /** What the rules really make of an account. */
  judge({ declared, facts }: Witness, model = 0): WitnessAccount {
    const of = this.space.models[model]!;
    const ruleId = this.compiled[model]!.winner(facts[model]!);
    const tier = ruleId === null ? of.ruleSet.defaultTier : of.ruleById.get(ruleId)!.event.params.tier;
    const own = of.declared.map(({ name }) => [name, declared[name] ?? null] as const);
    return { facts: Object.fromEntries(own), ruleId, tier };
  }
}

/** The facts of a witness that are worth telling: those that are not what a missing fact is taken for. */
export function tellingFacts(facts: Facts, model: RuleSetModel): Readonly<Record<string, FactValue>> {
  const telling = Object.entries(facts).filter(([name, value]) => {
    const info = model.facts.get(name);
    return info?.onMissing === 'error' || !info || !sameValue(value, typicalValue(info));
  });
  return Object.fromEntries(telling);
}

function sameValue(a: FactValue, b: FactValue): boolean {
  return Array.isArray(a) && Array.isArray(b) ? a.length === 0 && b.length === 0 : a === b;
}
