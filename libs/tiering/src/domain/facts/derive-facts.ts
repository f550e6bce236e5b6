import type { Band, FactValue, Score } from '@bailiwick/contracts';
import { bandFactOf } from './fact-model.js';
import { bandOf } from './bands.js';
import type { Facts } from './facts.js';
import { scoreOf } from './scores.js';

export interface Derivations {
  readonly bands: ReadonlyMap<string, readonly Band[]>;
  readonly scores: readonly Score[];
  /** The banded fact, the fact that holds its band, and the bands. */
  readonly bandFacts: readonly (readonly [fact: string, bandFact: string, bands: readonly Band[]])[];
}

export function derivationsOf(
  bands: ReadonlyMap<string, readonly Band[]>,
  scores: readonly Score[],
): Derivations {
  // Names are put together once: a text made anew for every account would be looked up anew as a key.
  return { bands, scores, bandFacts: [...bands].map(([fact, of]) => [fact, bandFactOf(fact), of]) };
}

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
  for (const [name, bandFact, bands] of derivations.bandFacts) {
    const value = facts[name];
    facts[bandFact] = typeof value === 'number' ? (bandOf(value, bands) ?? null) : null;
  }
  return { ok: true, facts };
}

function withScores(values: Facts, scores: readonly Score[]): Record<string, FactValue> | string {
  const facts = { ...values };
  for (const score of scores) {
    const value = scoreOf(score, values);
    if (typeof value === 'object' && value !== null) return value.missing;
    facts[score.id] = value;
  }
  return facts;
}

function scaled(
  values: Facts,
  plain: Facts,
  { bands, scores }: Derivations,
  scalePct: number,
): Record<string, FactValue> {
  const multiplied = (value: FactValue): FactValue =>
    typeof value === 'number' ? (value * (100 + scalePct)) / 100 : value;
  const base = { ...values };
  for (const name of bands.keys()) if (Object.hasOwn(values, name)) base[name] = multiplied(values[name]!);
  // A criterion that is missing was found missing in the plain facts already.
  const facts = withScores(base, scores) as Record<string, FactValue>;
  for (const score of scores) if (bands.has(score.id)) facts[score.id] = multiplied(plain[score.id]!);
  return facts;
}
