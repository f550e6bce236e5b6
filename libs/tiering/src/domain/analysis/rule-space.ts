import type { Comparison, Condition, FactValue, TierRule } from '@bailiwick/contracts';
import { dayNumber, type IsoDate } from '@bailiwick/kernel';
import type { RuleSetModel } from '../rule-set-model.js';
import { type Axis, cutAt, NO, type NumberAxis, type ValueAxis, YES } from './axis.js';
import { AxisBuilder, bandRange, bandSourceOf, comparisonKey, entryKey, factKey } from './axis-builder.js';
import { type CellSet, cellSet, difference, union } from './cell-set.js';
import { type Box, type Formula, Formulas } from './formula.js';

/** A rule's conditions as a formula over the axes. */
export interface RuleFormula {
  readonly rule: TierRule;
  readonly tier: string;
  readonly formula: Formula;
}

/** The enabled rules of one rule set, or of two versions of one, over the same axes. */
export interface RuleSpace {
  readonly models: readonly RuleSetModel[];
  readonly axes: readonly Axis[];
  /** By rule set: the axis that a fact's values lie on; band facts, lists and facts that nothing asks for have none. */
  readonly axisOf: readonly ReadonlyMap<string, number>[];
  /** Every account that the fact schema allows. */
  readonly whole: Box;
  readonly formulas: Formulas;
  /** By rule set, highest priority first. */
  readonly rules: readonly (readonly RuleFormula[])[];
  /** By rule set: a part of its conditions as a formula. */
  readonly formulaOf: readonly ((condition: Condition) => Formula)[];
}

/** So many cells of conditions fit; more would only come of a document that is made to be large. */
const MOST_WORDS = 4_000_000;

/** @returns `undefined` where there are too many different constants to cut at */
export function ruleSpace(models: readonly RuleSetModel[]): RuleSpace | undefined {
  const builder = new AxisBuilder(models);
  builder.collect();
  const { axes, byKey } = builder.axes();
  const words = axes.reduce((most, { cells }) => Math.max(most, cells >>> 5), 0);
  if (words * comparisonsIn(models) > MOST_WORDS) return undefined;
  const whole = axes.map((axis) => axis.domain);
  const formulas = new Formulas(whole);
  const formulaOf = models.map((model) => translator(model, axes, byKey, formulas));
  const rules = models.map((model, i) =>
    model.enabled.map((rule) => {
      return { rule, tier: rule.event.params.tier, formula: formulaOf[i]!(rule.conditions) };
    }),
  );
  const axisOf = models.map((model) => {
    const named = [...model.facts.keys()].map((name) => [name, byKey.get(factKey(model, name))] as const);
    return new Map(named.filter((entry): entry is [string, number] => entry[1] !== undefined));
  });
  return { models, axes, axisOf, whole, formulas, rules, formulaOf };
}

function comparisonsIn(models: readonly RuleSetModel[]): number {
  const count = (condition: Condition): number => {
    if ('all' in condition) return condition.all.reduce((sum, child) => sum + count(child), 0);
    if ('any' in condition) return condition.any.reduce((sum, child) => sum + count(child), 0);
    return 'not' in condition ? count(condition.not) : 1;
  };
  const roots = models.flatMap(({ enabled, ruleSet }) => [
    ...enabled.map((rule) => rule.conditions),
    ...Object.values(ruleSet.conditions ?? {}),
  ]);
  return roots.reduce((sum, root) => sum + count(root), 0);
}

function translator(
  model: RuleSetModel,
  axes: readonly Axis[],
  byKey: ReadonlyMap<string, number>,
  formulas: Formulas,
): (condition: Condition) => Formula {
  const shared = new Map<string, Formula>();
  const translate = (condition: Condition): Formula => {
    if ('all' in condition) return formulas.all(condition.all.map(translate));
    if ('any' in condition) return formulas.any(condition.any.map(translate));
    if ('not' in condition) return formulas.not(translate(condition.not));
    if (!('condition' in condition)) return comparison(condition);
    const name = condition.condition;
    const formula = shared.get(name) ?? translate(model.ruleSet.conditions![name]!);
    shared.set(name, formula);
    return formula;
  };
  const comparison = ({ fact, operator, value }: Comparison): Formula => {
    if (typeof value === 'object' && value !== null && 'fact' in value) {
      const axis = byKey.get(comparisonKey(model, { fact, operator, other: value.fact }))!;
      return formulas.literal(axis, cellSet(2, [YES, YES + 1]));
    }
    if (operator === 'contains' || operator === 'doesNotContain') return containment(fact, operator, value);
    const source = bandSourceOf(model, fact);
    const at = byKey.get(factKey(model, source?.fact ?? fact))!;
    const axis = axes[at] as NumberAxis | ValueAxis;
    const cellsOf = (constant: FactValue): CellSet => {
      if (source && constant !== null)
        return bandCells(axis as NumberAxis, bandRange(source.bands, constant));
      return axis.kind === 'value' ? valueCells(axis, constant) : numberCells(axis, operator, constant);
    };
    const constants = Array.isArray(value) ? value : [value];
    const cells = constants.map(cellsOf).reduce(union, cellSet(axis.cells));
    const without = operator === 'notEqual' || operator === 'notIn';
    return formulas.literal(at, without ? difference(axis.domain, cells) : cells);
  };
  const containment = (fact: string, operator: string, value: Comparison['value']): Formula => {
    const presence = byKey.get(entryKey(fact, ''));
    const entry = byKey.get(entryKey(fact, `=${String(value)}`));
    const wanted = operator === 'contains' ? YES : NO;
    const present = presence === undefined ? [] : [formulas.literal(presence, cellSet(2, [YES, YES + 1]))];
    const held =
      typeof value === 'string' && entry !== undefined
        ? formulas.literal(entry, cellSet(2, [wanted, wanted + 1]))
        : formulas.constant(wanted === NO);
    return formulas.all([...present, held]);
  };
  return translate;
}

function bandCells(axis: NumberAxis, { from, to }: { from: number; to: number }): CellSet {
  const first = from === -Infinity ? 0 : 2 * cutAt(axis, from) + 1;
  const end = to === Infinity ? 2 * axis.cuts.length + 1 : 2 * cutAt(axis, to) + 1;
  return cellSet(axis.cells, [first, end]);
}

function valueCells(axis: ValueAxis, constant: FactValue): CellSet {
  const cell = constant === null ? axis.nullCell : axis.values.indexOf(constant as string | boolean);
  return cell === undefined || cell < 0 ? cellSet(axis.cells) : cellSet(axis.cells, [cell, cell + 1]);
}

function numberCells(axis: NumberAxis, operator: Comparison['operator'], constant: FactValue): CellSet {
  const { cells, nullCell } = axis;
  if (constant === null)
    return nullCell === undefined ? cellSet(cells) : cellSet(cells, [nullCell, nullCell + 1]);
  const value = typeof constant === 'number' ? constant : dayNumber(constant as IsoDate);
  const point = 2 * cutAt(axis, value) + 1;
  const end = 2 * axis.cuts.length + 1;
  switch (operator) {
    case 'lessThan':
      return cellSet(cells, [0, point]);
    case 'lessThanInclusive':
      return cellSet(cells, [0, point + 1]);
    case 'greaterThan':
      return cellSet(cells, [point + 1, end]);
    case 'greaterThanInclusive':
      return cellSet(cells, [point, end]);
    default:
      return cellSet(cells, [point, point + 1]);
  }
}
