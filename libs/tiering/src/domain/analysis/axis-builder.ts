import type { Band, Comparison, Condition, FactValue, Score } from '@bailiwick/contracts';
import { dayNumber, type IsoDate } from '@bailiwick/kernel';
import { bandFactOf, type FactInfo } from '../facts/fact-model.js';
import { canonicalJson } from '../json/canonical-json.js';
import type { RuleSetModel } from '../rule-set-model.js';
import { type Axis, DAYS, type FactComparison, numberAxis, valueAxis, yesNoAxis } from './axis.js';

/** What is known of one fact before its axis is cut. */
interface Draft {
  readonly info: FactInfo;
  readonly model: number;
  readonly cuts: Set<number>;
  readonly values: Set<string | boolean>;
}

/** A band fact is cut where its bands end, on the axis of the fact that it is made of. */
export interface BandSource {
  readonly fact: string;
  readonly bands: readonly Band[];
}

/** Collects what the facts of one rule set, or of two versions of one, have to be cut at, and cuts them. */
export class AxisBuilder {
  private readonly drafts = new Map<string, Draft>();
  private readonly entries = new Map<string, { info: FactInfo; entry: string }>();
  private readonly comparisons = new Map<string, { comparison: FactComparison; model: number }>();

  constructor(private readonly models: readonly RuleSetModel[]) {}

  /** Goes through every comparison of every enabled rule, shared conditions included. */
  collect(): void {
    for (const [model, { enabled, ruleSet }] of this.models.entries()) {
      const seen = new Set<string>();
      const visit = (condition: Condition): void => {
        if ('all' in condition) condition.all.forEach(visit);
        else if ('any' in condition) condition.any.forEach(visit);
        else if ('not' in condition) visit(condition.not);
        else if (!('condition' in condition)) this.comparison(condition, model);
        else if (!seen.has(condition.condition)) {
          seen.add(condition.condition);
          visit(ruleSet.conditions![condition.condition]!);
        }
      };
      for (const rule of enabled) visit(rule.conditions);
    }
  }

  axes(): { axes: readonly Axis[]; byKey: ReadonlyMap<string, number> } {
    const axes: Axis[] = [];
    const byKey = new Map<string, number>();
    const add = (key: string, axis: Axis): void => void byKey.set(key, axes.push(axis) - 1);
    for (const [key, { info, model, cuts, values }] of this.drafts)
      add(key, axisOf(info, model, cuts, values));
    for (const [key, { info, entry }] of this.entries) {
      if (entry === '') add(key, { kind: 'presence', fact: info, ...yesNoAxis() });
      else add(key, { kind: 'entry', fact: info, entry: entry.slice(1), ...yesNoAxis() });
    }
    for (const [key, { comparison, model }] of this.comparisons)
      add(key, { kind: 'comparison', comparison, model, ...yesNoAxis() });
    return { axes, byKey };
  }

  private comparison({ fact, operator, value }: Comparison, model: number): void {
    if (typeof value === 'object' && value !== null && 'fact' in value) {
      for (const side of [fact, value.fact]) this.fact(side, model);
      const comparison = { fact, operator, other: value.fact };
      const key = comparisonKey(this.models[model]!, comparison);
      if (!this.comparisons.has(key)) this.comparisons.set(key, { comparison, model });
      return;
    }
    const draft = this.fact(fact, model);
    for (const constant of Array.isArray(value) ? value : [value]) this.cut(fact, constant, model, draft);
  }

  private cut(fact: string, constant: FactValue, model: number, draft: Draft | undefined): void {
    const source = bandSourceOf(this.models[model]!, fact);
    if (source) {
      const { from, to } = bandRange(source.bands, constant);
      for (const end of [from, to]) if (Number.isFinite(end)) draft?.cuts.add(end);
    } else if (typeof constant === 'number') draft?.cuts.add(constant);
    else if (draft?.info.type === 'date' && constant !== null) draft.cuts.add(dayNumber(constant as IsoDate));
    else if (draft?.info.type === 'list') {
      if (typeof constant === 'string') this.entry(draft.info, `=${constant}`);
    } else if (typeof constant === 'string' || typeof constant === 'boolean') draft?.values.add(constant);
  }

  private entry(info: FactInfo, entry: string): void {
    this.entries.set(entryKey(info.name, entry), { info, entry });
  }

  /** The draft of a fact's axis; of a band fact that of what it is made of. What a score is made of gets one, too. */
  private fact(name: string, model: number): Draft | undefined {
    const of = this.models[model]!;
    const source = bandSourceOf(of, name);
    if (source) return this.fact(source.fact, model);
    const info = of.facts.get(name)!;
    if (info.type === 'list') {
      if (info.nullable) this.entry(info, '');
      return { info, model, cuts: new Set(), values: new Set() };
    }
    const key = factKey(of, name);
    const known = this.drafts.get(key);
    const draft: Draft = known
      ? { ...known, info: either(known.info, info) }
      : { info, model, cuts: new Set(), values: new Set() };
    this.drafts.set(key, draft);
    for (const input of known ? [] : (scoreNamed(of, name)?.inputs ?? [])) this.fact(input.fact, model);
    return draft;
  }
}

function axisOf(info: FactInfo, model: number, cuts: Set<number>, values: Set<string | boolean>): Axis {
  if (info.type === 'date') return numberAxis(info, model, cuts, DAYS);
  if (info.type === 'number' || info.type === 'integer') {
    return numberAxis(info, model, cuts, { min: info.min ?? -Infinity, max: info.max ?? Infinity });
  }
  if (info.type === 'boolean') return valueAxis(info, [false, true], false);
  const named = [...values];
  return valueAxis(info, named, info.values === undefined || info.values.some((value) => !values.has(value)));
}

/** A fact as two versions have it: with every value that either allows. */
function either(a: FactInfo, b: FactInfo): FactInfo {
  if (a === b) return a;
  const least = a.min === undefined || b.min === undefined ? undefined : Math.min(a.min, b.min);
  const most = a.max === undefined || b.max === undefined ? undefined : Math.max(a.max, b.max);
  return {
    ...b,
    type:
      a.type === b.type ? a.type : a.type === 'enum' ? 'string' : a.type === 'integer' ? 'number' : a.type,
    values: a.values && b.values ? [...new Set([...a.values, ...b.values])] : undefined,
    min: least,
    max: most,
    nullable: a.nullable || b.nullable,
  };
}

/** The values of one band as bands are looked up: the outermost have no end. */
export function bandRange(bands: readonly Band[], id: FactValue): { from: number; to: number } {
  const at = bands.findIndex((band) => band.id === id);
  if (at < 0) return { from: NaN, to: NaN };
  const to = at === bands.length - 1 ? null : bands[at]!.to;
  return { from: bands[at - 1]?.to ?? -Infinity, to: to ?? Infinity };
}

export function bandSourceOf({ derivations }: RuleSetModel, name: string): BandSource | undefined {
  for (const [fact, bands] of derivations.bands) if (bandFactOf(fact) === name) return { fact, bands };
  return undefined;
}

export function scoreNamed({ derivations }: RuleSetModel, name: string): Score | undefined {
  return derivations.scores.find((score) => score.id === name);
}

/** Which axis a fact lies on: a score by how it is made, so that two versions of it are two axes. */
export function factKey(model: RuleSetModel, name: string): string {
  const score = scoreNamed(model, name);
  return score ? `score ${canonicalJson(score)}` : `fact ${name}`;
}

export function entryKey(fact: string, entry: string): string {
  return `list ${fact} ${entry}`;
}

export function comparisonKey(model: RuleSetModel, { fact, operator, other }: FactComparison): string {
  const side = (name: string): string => {
    const source = bandSourceOf(model, name);
    return source
      ? `band ${factKey(model, source.fact)} ${canonicalJson(source.bands)}`
      : factKey(model, name);
  };
  return `${side(fact)} ${operator} ${side(other)}`;
}
