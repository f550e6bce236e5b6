import type { FactValue, Score, ScoreInput } from '@bailiwick/contracts';
import { AxisBuilder, factKey } from '../analysis/axis-builder.js';
import { type CompiledRules, compileRules } from '../compiled/compile-rules.js';
import { deriveFacts, derivationsOf } from '../facts/derive-facts.js';
import { bandFactOf } from '../facts/fact-model.js';
import type { Facts } from '../facts/facts.js';
import { criterionValue, placeBetween, valueAtPlace } from '../facts/scores.js';
import { factsNamed } from '../facts-named.js';
import { outcomeOf, type RuleSetModel } from '../rule-set-model.js';

/** What a weight or a value would have to be, everything else as it is, for the rules to give another tier. */
export interface OtherTier {
  /** To the hundredth; a whole number for a fact that is one. */
  readonly to: number | boolean;
  readonly tier: string;
  /** `null`: the default tier. */
  readonly ruleId: string | null;
}

export interface CriterionSensitivity {
  readonly fact: string;
  readonly weight: number;
  /** Where the value lies between the bounds, from 0 to 1; `null`: it is missing, and its weight shared. */
  readonly place: number | null;
  /** The nearest weight with which the tier is another; absent: there is none. */
  readonly otherWeight?: OtherTier;
  /** The nearest value of the fact with which it is, wherever the fact counts; absent: there is none, or no value. */
  readonly otherValue?: OtherTier;
}

/** On what of a score the tier of one account hangs. */
export interface ScoreSensitivity {
  readonly scoreId: string;
  readonly score: number | null;
  readonly criteria: readonly CriterionSensitivity[];
  /** The criterion whose weight gives another tier by the smallest share of itself; `null`: no single weight does. */
  readonly decisive: string | null;
  /** False: there was too much to try, and changes may be missing. The bound is an amount of work, not of time. */
  readonly complete: boolean;
}

/** A score without one of its criteria: points, the weights that counted, and all weights. */
interface Others {
  readonly points: number;
  readonly used: number;
  readonly total: number;
}

const MOST_WEIGHT = 1_000_000;
const HUNDREDTHS = 100;
/** Places that are tried for one account at most. */
const MOST_TRIED = 5_000;

/**
 * Which weight, and which criterion, decides: for each criterion of each score that enabled rules look at, the smallest
 * change of it alone that makes the rules give another tier. Exact to the hundredth: a tier can only change where a
 * rule or a band compares, so that these places are tried, the nearest first. Facts compared with facts are not.
 */
export function scoreSensitivity(model: RuleSetModel, facts: Facts): ScoreSensitivity[] {
  const named = factsNamed(model);
  const scores = model.derivations.scores.filter(({ id }) => named.has(id) || named.has(bandFactOf(id)));
  if (scores.length === 0) return [];
  const search = new Search(model, facts);
  return scores.map((score) => {
    const criteria = score.inputs.map((input, i) => search.criterion(score, input, i));
    const value = facts[score.id] as number | null;
    return {
      scoreId: score.id,
      score: value,
      criteria,
      decisive: decisive(criteria),
      complete: search.complete,
    };
  });
}

class Search {
  private readonly rules: CompiledRules;
  private readonly tier: string | undefined;
  private readonly cutsOf: (fact: string) => readonly number[];
  private tried = 0;

  constructor(
    private readonly model: RuleSetModel,
    private readonly facts: Facts,
  ) {
    this.rules = compileRules(model);
    const builder = new AxisBuilder([model]);
    builder.collect();
    const { axes, byKey } = builder.axes();
    this.cutsOf = (fact) => {
      const axis = axes[byKey.get(factKey(model, fact)) ?? -1];
      return axis?.kind === 'number' ? axis.cuts : [];
    };
    this.tier = this.outcome(facts, model.derivations.scores)?.tier;
  }

  get complete(): boolean {
    return this.tried < MOST_TRIED;
  }

  criterion(score: Score, input: ScoreInput, index: number): CriterionSensitivity {
    const value = criterionValue(input, this.facts[input.fact] ?? null);
    const place = typeof value === 'number' ? placeBetween(value, input) : null;
    const others = othersOf(score, index, this.facts);
    const cuts = this.cutsOf(score.id);
    const otherWeight = this.otherWeight(
      score,
      index,
      cuts.flatMap((cut) => weightsAt(cut, others, place)),
    );
    const otherValue = this.otherValue(
      input,
      cuts.flatMap((cut) => valueAt(cut, others, input)),
    );
    return {
      fact: input.fact,
      weight: input.weight,
      place,
      ...(otherWeight ? { otherWeight } : {}),
      ...(otherValue ? { otherValue } : {}),
    };
  }

  private otherWeight(score: Score, index: number, cuts: readonly number[]): OtherTier | undefined {
    const { scores } = this.model.derivations;
    const { weight } = score.inputs[index]!;
    return this.nearest(weight, around(cuts, HUNDREDTHS, 1 / HUNDREDTHS, MOST_WEIGHT), (to) => {
      const inputs = score.inputs.map((input, i) => (i === index ? { ...input, weight: to } : input));
      return this.outcome(
        this.facts,
        scores.map((one) => (one === score ? { ...one, inputs } : one)),
      );
    });
  }

  private otherValue({ fact }: ScoreInput, cuts: readonly number[]): OtherTier | undefined {
    const value = this.facts[fact] ?? null;
    const { scores } = this.model.derivations;
    const outcome = (to: FactValue) => this.outcome({ ...this.facts, [fact]: to }, scores);
    if (typeof value === 'boolean') {
      const found = outcome(!value);
      return found && found.tier !== this.tier ? { to: !value, ...found } : undefined;
    }
    if (typeof value !== 'number') return undefined;
    const { type, min = -Infinity, max = Infinity } = this.model.facts.get(fact)!;
    const fineness = type === 'integer' ? 1 : HUNDREDTHS;
    return this.nearest(value, around([...cuts, ...this.cutsOf(fact)], fineness, min, max), outcome);
  }

  private nearest(
    from: number,
    candidates: Iterable<number>,
    outcome: (to: number) => Omit<OtherTier, 'to'> | undefined,
  ): OtherTier | undefined {
    const byDistance = [...candidates].sort((a, b) => Math.abs(a - from) - Math.abs(b - from) || a - b);
    for (const to of byDistance) {
      if (!this.complete) return undefined;
      this.tried += 1;
      const found = outcome(to);
      if (found && found.tier !== this.tier) return { to, ...found };
    }
    return undefined;
  }

  private outcome(facts: Facts, scores: readonly Score[]): Omit<OtherTier, 'to'> | undefined {
    const derived = deriveFacts(facts, derivationsOf(this.model.derivations.bands, scores));
    if (!derived.ok) return undefined;
    const ruleId = this.rules.winner(derived.facts);
    return { tier: outcomeOf(this.model, ruleId).tier, ruleId };
  }
}

function othersOf(score: Score, index: number, facts: Facts): Others {
  let [points, used, total] = [0, 0, 0];
  for (const [i, input] of score.inputs.entries()) {
    if (i === index) continue;
    total += input.weight;
    const value = criterionValue(input, facts[input.fact] ?? null);
    if (typeof value !== 'number') continue;
    points += input.weight * placeBetween(value, input);
    used += input.weight;
  }
  return { points, used, total };
}

/** The weights w of a criterion with which (points + w·place) · (total + w) / (used + w) is `score`; a skipped one has no place. */
function weightsAt(score: number, { points, used, total }: Others, place: number | null): number[] {
  if (place === null) return points > 0 ? [(score * used) / points - total] : [];
  const [b, c] = [points + place * total - score, points * total - score * used];
  if (place === 0) return b === 0 ? [] : [-c / b];
  const root = Math.sqrt(b * b - 4 * place * c);
  return Number.isNaN(root) ? [] : [(-b - root) / (2 * place), (-b + root) / (2 * place)];
}

/** The value of a criterion's fact with which the score is `score`, where there is one between the bounds. */
function valueAt(score: number, { points, used, total }: Others, input: ScoreInput): number[] {
  const { weight } = input;
  const place = ((score * (used + weight)) / (total + weight) - points) / weight;
  return place >= 0 && place <= 1 ? [valueAtPlace(place, input)] : [];
}

/** The numbers of so many parts to a whole next to each cut, on either side and beyond, within the limits. */
function around(cuts: readonly number[], parts: number, min: number, max: number): ReadonlySet<number> {
  const near = cuts.flatMap((cut) => [-1, 0, 1, 2].map((step) => (Math.floor(cut * parts) + step) / parts));
  return new Set(near.filter((value) => value >= min && value <= max));
}

function decisive(criteria: readonly CriterionSensitivity[]): string | null {
  const share = ({ weight, otherWeight }: CriterionSensitivity): number =>
    otherWeight ? Math.abs(Number(otherWeight.to) - weight) / weight : Infinity;
  const first = [...criteria].sort((a, b) => share(a) - share(b) || (a.fact < b.fact ? -1 : 1))[0];
  return first?.otherWeight ? first.fact : null;
}
