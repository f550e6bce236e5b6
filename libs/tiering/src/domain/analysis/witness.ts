import type { FactValue } from '@bailiwick/contracts';
import { relationOf } from '../compiled/relations.js';
import { deriveFacts } from '../facts/derive-facts.js';
import type { FactInfo } from '../facts/fact-model.js';
import { placeBetween } from '../facts/scores.js';
import type { Facts } from '../facts/facts.js';
import type { RuleSetModel } from '../rule-set-model.js';
import { NO, type NumberAxis, type ValueAxis, YES } from './axis.js';
import { bandSourceOf, scoreNamed } from './axis-builder.js';
import { type CellSet, hasCell, sameCells } from './cell-set.js';
import type { Allowance, Box } from './formula.js';
import { hullOf, isImpossible } from './possible-range.js';
import type { RuleSpace } from './rule-space.js';
import { cellOf, typicalValue, valueIn, valuesIn } from './sample-values.js';

/** An account that lies in a box. */
export interface Witness {
  /** The facts that come with the account. */
  readonly declared: Facts;
  /** By rule set: every fact, derived ones included. */
  readonly facts: readonly Facts[];
}

/** `unknown`: none was found, and none was shown to be impossible. */
export type WitnessSearch = Witness | 'impossible' | 'unknown';

const MOST_TRIES = 160;
const MOST_VALUES = 9;
/** What an attempt takes of an allowance: it derives every fact. */
const WORK_OF_ATTEMPT = 300;
const BISECTIONS = 60;

/** What an attempt is to the box: in it, or beside it on the axis of one score only. */
type Fit = { readonly fits: Witness } | { readonly beside: 'below' | 'above' } | undefined;

/**
 * Finds an account in a box. Facts that come with the account are chosen from their cells; where scores or comparisons
 * of facts matter, other choices are tried, and between an account whose score is too low and one whose score is too
 * high the way is halved.
 */
export function findWitness(box: Box, space: RuleSpace, allowance: Allowance): WitnessSearch {
  if (isImpossible(box, space)) return 'impossible';
  const plain = plainAccount(box, space);
  allowance.work -= WORK_OF_ATTEMPT;
  const first = attempt(plain, box, space);
  if (first && 'fits' in first) return first.fits;
  return tryScores(plain, box, space, allowance) ?? tryOthers(plain, box, space, allowance) ?? 'unknown';
}

/** The first choice for each fact that comes with the account. */
function plainAccount(box: Box, space: RuleSpace): Facts {
  const values: Record<string, FactValue> = {};
  for (const [i, model] of space.models.entries()) {
    for (const fact of model.declared) {
      if (Object.hasOwn(values, fact.name)) continue;
      const at = space.axisOf[i]!.get(fact.name);
      const axis = at === undefined ? undefined : space.axes[at];
      if (fact.type === 'list') values[fact.name] = listsIn(fact, box, space)[0]!;
      else if (axis?.kind === 'number' || axis?.kind === 'value')
        values[fact.name] = valueIn(axis, box[at!]!);
      else values[fact.name] = typicalValue(fact);
    }
  }
  return values;
}

/** Everything that is worth a try for one fact. */
function choicesFor(name: string, box: Box, space: RuleSpace): readonly FactValue[] {
  const i = space.models.findIndex((model) => model.facts.has(name));
  const model = space.models[i]!;
  const fact = model.facts.get(name)!;
  if (fact.type === 'list') return listsIn(fact, box, space);
  const at = space.axisOf[i]!.get(name);
  const axis = at === undefined ? undefined : space.axes[at];
  if (axis?.kind !== 'number' && axis?.kind !== 'value') return [typicalValue(fact)];
  return withBounds(valuesIn(axis, box[at!]!), axis, box[at!]!, model).slice(0, MOST_VALUES);
}

/** Where a fact is a criterion, its bounds, between which it matters to the score, are among the first to be tried. */
function withBounds(
  values: readonly FactValue[],
  axis: NumberAxis | ValueAxis,
  cells: CellSet,
  { derivations }: RuleSetModel,
): readonly FactValue[] {
  const inputs = derivations.scores.flatMap((score) => score.inputs).filter((i) => i.fact === axis.fact.name);
  if (axis.kind === 'value' || inputs.length === 0) return values;
  const bounds = inputs.flatMap((input) => [input.bounds.lower, input.bounds.upper]);
  const whole = bounds.map((bound) => (axis.fact.type === 'integer' ? Math.round(bound) : bound));
  const within = whole.filter((bound) => {
    const cell = cellOf(axis, bound);
    return cell !== undefined && hasCell(cells, cell);
  });
  return [...within, ...values];
}

function listsIn(fact: FactInfo, box: Box, space: RuleSpace): FactValue[] {
  const least: string[] = [];
  const most: string[] = [];
  const compared: string[] = [];
  for (const [at, axis] of space.axes.entries()) {
    if (axis.kind === 'presence' && axis.fact.name === fact.name && !hasCell(box[at]!, YES)) return [null];
    if (axis.kind === 'value' && axis.fact.type !== 'boolean')
      compared.push(...valuesIn(axis, box[at]!).filter(isText));
    if (axis.kind !== 'entry' || axis.fact.name !== fact.name) continue;
    if (!hasCell(box[at]!, NO)) least.push(axis.entry);
    if (hasCell(box[at]!, YES)) most.push(axis.entry);
  }
  const fitting = compared.filter((text) => fact.values === undefined || fact.values.includes(text));
  const free = fitting.filter((text) => !mentions(space, fact, text));
  return [least, most, [...least, ...free], ...free.map((text) => [...least, text])];
}

function mentions(space: RuleSpace, fact: FactInfo, text: string): boolean {
  return space.axes.some(
    (axis) => axis.kind === 'entry' && axis.fact.name === fact.name && axis.entry === text,
  );
}

function isText(value: FactValue): value is string {
  return typeof value === 'string';
}

function attempt(values: Facts, box: Box, space: RuleSpace): Fit {
  const facts: Facts[] = [];
  for (const model of space.models) {
    const derived = deriveFacts(values, model.derivations);
    if (!derived.ok) return undefined;
    facts.push(derived.facts);
  }
  let beside: 'below' | 'above' | undefined;
  for (const [at, axis] of space.axes.entries()) {
    if (axis.kind === 'comparison') {
      const { fact, operator, other } = axis.comparison;
      const of = facts[axis.model]!;
      const holds = relationOf(operator)(of[fact] ?? null, of[other] ?? null);
      if (!hasCell(box[at]!, holds ? YES : NO)) return undefined;
    } else if (axis.kind === 'number' && axis.fact.source === 'score') {
      const value = facts[axis.model]![axis.fact.name]!;
      const cell = cellOf(axis, value);
      if (cell !== undefined && hasCell(box[at]!, cell)) continue;
      if (beside !== undefined || typeof value !== 'number') return undefined;
      beside = value <= hullOf(axis, box, at).from ? 'below' : 'above';
    }
  }
  return beside === undefined ? { fits: { declared: values, facts } } : { beside };
}

/** The facts that come with the account behind the scores and comparisons that the box asks something of. */
function involvedFacts(box: Box, space: RuleSpace): string[] {
  const names = new Set<string>();
  const add = (name: string, model: number): void => {
    const of = space.models[model]!;
    const base = bandSourceOf(of, name)?.fact ?? name;
    const score = scoreNamed(of, base);
    if (score) for (const input of score.inputs) names.add(input.fact);
    else names.add(base);
  };
  for (const [at, axis] of space.axes.entries()) {
    if (sameCells(box[at]!, axis.domain)) continue;
    if (axis.kind === 'comparison') {
      add(axis.comparison.fact, axis.model);
      add(axis.comparison.other, axis.model);
    } else if (axis.kind === 'number' && axis.fact.source === 'score') add(axis.fact.name, axis.model);
  }
  for (const [i, { derivations }] of space.models.entries())
    for (const score of derivations.scores)
      for (const input of score.inputs) if (input.onMissing === 'error') add(input.fact, i);
  return [...names];
}

/** Of each score that the box asks something of, the least and the most, and what lies between. */
function tryScores(plain: Facts, box: Box, space: RuleSpace, allowance: Allowance): Witness | undefined {
  for (const [at, axis] of space.axes.entries()) {
    if (axis.kind !== 'number' || sameCells(box[at]!, axis.domain)) continue;
    const score = scoreNamed(space.models[axis.model]!, axis.fact.name);
    if (!score) continue;
    allowance.work -= WORK_OF_ATTEMPT * BISECTIONS;
    const ends = [{ ...plain }, { ...plain }];
    for (const input of score.inputs) {
      const choices = choicesFor(input.fact, box, space).filter((value) => value !== null);
      const places = choices.map((value) => placeBetween(Number(value), input));
      for (const [i, end] of [Math.min(...places), Math.max(...places)].entries())
        if (places.length > 0) ends[i]![input.fact] = choices[places.indexOf(end)]!;
    }
    const [least, most] = ends.map((values) => attempt(values, box, space));
    for (const fit of [least, most]) if (fit && 'fits' in fit) return fit.fits;
    if (!least || !most || !('beside' in least) || !('beside' in most) || least.beside === most.beside)
      continue;
    const found = halve(ends[0]!, ends[1]!, box, space);
    if (found) return found;
  }
  return undefined;
}

/** Accounts that differ in numbers only, one with too low a score, one with too high a one. */
interface Bracket {
  below?: Facts;
  above?: Facts;
}

function tryOthers(plain: Facts, box: Box, space: RuleSpace, allowance: Allowance): Witness | undefined {
  const all = involvedFacts(box, space).map((name) => [name, choicesFor(name, box, space)] as const);
  const involved = all.filter(([, choices]) => choices.length > 1).map(([name]) => name);
  const options = all.filter(([, choices]) => choices.length > 1).map(([, choices]) => choices);
  const total = options.reduce((product, values) => Math.min(product * values.length, 1e9), 1);
  const brackets = new Map<string, Bracket>();
  const tries = Math.min(total, MOST_TRIES);
  for (let n = 0; n < tries && allowance.work > 0; n += 1) {
    allowance.work -= WORK_OF_ATTEMPT;
    // Where there are too many, they are taken evenly from among all of them.
    let index = tries === total ? n : Math.floor((n * total) / tries);
    const values: Record<string, FactValue> = { ...plain };
    for (const [i, name] of involved.entries()) {
      const of = options[i]!;
      values[name] = of[index % of.length]!;
      index = Math.floor(index / of.length);
    }
    const fit = attempt(values, box, space);
    if (fit && 'fits' in fit) return fit.fits;
    if (!fit) continue;
    const key = JSON.stringify(
      involved.map((name) => (typeof values[name] === 'number' ? '#' : values[name])),
    );
    const bracket = brackets.get(key) ?? {};
    bracket[fit.beside] ??= values;
    brackets.set(key, bracket);
  }
  for (const { below, above } of brackets.values()) {
    const found = below && above && halve(below, above, box, space);
    if (found) return found;
  }
  return undefined;
}

/** Halves the way between the two; a score rises or falls all along it. */
function halve(below: Facts, above: Facts, box: Box, space: RuleSpace): Witness | undefined {
  let [low, high] = [below, above];
  for (let n = 0; n < BISECTIONS; n += 1) {
    const middle = between(low, high, space);
    if (!isWithin(middle, box, space)) return undefined;
    const fit = attempt(middle, box, space);
    if (fit === undefined) return undefined;
    if ('fits' in fit) return fit.fits;
    if (fit.beside === 'below') low = middle;
    else high = middle;
  }
  return undefined;
}

function between(a: Facts, b: Facts, space: RuleSpace): Facts {
  const middle: Record<string, FactValue> = { ...a };
  for (const [name, value] of Object.entries(a)) {
    const other = b[name];
    if (typeof value !== 'number' || typeof other !== 'number' || value === other) continue;
    const whole = space.models.some((model) => model.facts.get(name)?.type === 'integer');
    middle[name] = whole ? Math.floor((value + other) / 2) : value / 2 + other / 2;
  }
  return middle;
}

function isWithin(values: Facts, box: Box, space: RuleSpace): boolean {
  return space.axes.every((axis, at) => {
    if (axis.kind !== 'number' || axis.fact.source === 'score') return true;
    const cell = cellOf(axis, values[axis.fact.name]!);
    return cell !== undefined && hasCell(box[at]!, cell);
  });
}
