import type { Band, FactValue, Score } from '@bailiwick/contracts';
import { bandFactOf } from './fact-model.js';
import { bandOf } from './bands.js';
import { scoreOf } from './scores.js';

export interface Derivations {
  readonly bands: ReadonlyMap<string, readonly Band[]>;
  readonly scores: readonly Score[];
}

/** All facts of one account, declared and derived. */
export type Facts = ReadonlyMap<string, FactValue>;

export type Derived =
  { readonly ok: true; readonly facts: Facts } | { readonly ok: false; readonly missing: string };

/**
 * Adds scores and band facts to the declared facts, with every banded fact (a fact with bands) multiplied by
 * (100 + `scalePct`) / 100: the one division at the end keeps 80% of 312,500 exactly 250,000. A banded score is its
 * unscaled value multiplied; everything else that is derived is derived from the multiplied values.
 */
export function deriveFacts(values: Facts, derivations: Derivations, scalePct = 0): Derived {
  const plain = withScores(values, derivations.scores);
  if (typeof plain === 'string') return { ok: false, missing: plain };
  const facts = scalePct === 0 ? plain : scaled(values, plain, derivations, scalePct);
  for (const [name, bands] of derivations.bands) {
    const value = facts.get(name);
    facts.set(bandFactOf(name), typeof value === 'number' ? (bandOf(value, bands) ?? null) : null);
  }
  return { ok: true, facts };
}

function withScores(values: Facts, scores: readonly Score[]): Map<string, FactValue> | string {
  const facts = new Map(values);
  for (const score of scores) {
    const value = scoreOf(score, values);
    if (typeof value === 'object' && value !== null) return value.missing;
    facts.set(score.id, value);
  }
  return facts;
}

function scaled(
  values: Facts,
  plain: Facts,
  { bands, scores }: Derivations,
  scalePct: number,
): Map<string, FactValue> {
  const multiplied = (name: string): FactValue => {
    const value = plain.get(name) ?? null;
    return typeof value === 'number' && bands.has(name) ? (value * (100 + scalePct)) / 100 : value;
  };
  const base = new Map([...values.keys()].map((name) => [name, multiplied(name)] as const));
  // A criterion that is missing was found missing in the plain facts already.
  const facts = withScores(base, scores) as Map<string, FactValue>;
  for (const score of scores) if (bands.has(score.id)) facts.set(score.id, multiplied(score.id));
  return facts;
}
