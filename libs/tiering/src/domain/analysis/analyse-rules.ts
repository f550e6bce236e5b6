import type { Condition } from '@bailiwick/contracts';
import type { Path } from '../finding.js';
import type { RuleSetModel } from '../rule-set-model.js';
import type { Allowance, Box, Formula } from './formula.js';
import { mergeBoxes } from './merge-boxes.js';
import { regionText } from './region-text.js';
import { RuleQuestions, type WitnessAccount } from './rule-questions.js';
import { type RuleFormula, ruleSpace } from './rule-space.js';

/** A rule that can never be true. */
export interface ContradictoryRule {
  readonly ruleId: string;
  /** Conditions of its outermost `all` that exclude one another already; empty where it is not so simple. */
  readonly excluding: readonly number[];
}

/** A rule that is true of some accounts, but decides none. */
export interface ShadowedRule {
  readonly ruleId: string;
  /** Rules of higher priority: wherever it is true, at least one of them is. */
  readonly by: readonly string[];
}

/** Accounts that no rule is true of: the default tier decides. */
export interface Gap {
  /** In words, e.g. `arr under 50,000`. */
  readonly region: string;
  readonly witness: WitnessAccount;
}

/** A rule is also true of accounts that a rule of higher priority gives another tier. */
export interface Overlap {
  readonly ruleId: string;
  /** The rules of higher priority, the highest first; at most five. */
  readonly with: readonly { readonly ruleId: string; readonly witness: WitnessAccount }[];
}

/** A comparison of two facts: both outcomes count as possible, whatever the facts are. */
export interface OpaqueComparison {
  readonly fact: string;
  readonly operator: string;
  readonly other: string;
  readonly path: Path;
}

/** What the conditions of a rule set say about each other, without any account. */
export interface RuleAnalysis {
  readonly contradictory: readonly ContradictoryRule[];
  readonly shadowed: readonly ShadowedRule[];
  /** Rules of which it cannot be told whether they ever decide: it depends on scores or on comparisons of facts. */
  readonly undecided: readonly string[];
  readonly gaps: readonly Gap[];
  /** More gaps than are listed, or some of which it cannot be told. */
  readonly moreGaps: boolean;
  readonly overlaps: readonly Overlap[];
  readonly opaque: readonly OpaqueComparison[];
  /** How many boxes were looked at. */
  readonly boxes: number;
  /** What was not answered since the analysis had to stop; empty when it is complete. */
  readonly unanswered: readonly string[];
}

export interface AnalysisLimits {
  /** Comparisons of conditions with boxes; about 100 million a second. */
  readonly work?: number;
}

const DEFAULT_WORK = 60_000_000;
const MOST_GAP_BOXES = 200;
const MOST_GAPS = 5;
const MOST_OVERLAPS = 5;

/**
 * Finds rules without effect, gaps and overlaps by cutting every fact at every constant and searching the boxes
 * between. Exact, except where comparisons of facts or scores leave something open, which is said. Deterministic:
 * stops after so much work, not after so much time.
 */
export function analyseRules(
  model: RuleSetModel,
  { work = DEFAULT_WORK }: AnalysisLimits = {},
): RuleAnalysis {
  const space = ruleSpace([model]);
  if (!space) return nothingAnswered(model);
  const allowance: Allowance = { boxes: 0, work };
  const questions = new RuleQuestions(space, allowance);
  const unanswered: string[] = [];
  const effects = ineffective(questions, unanswered);
  const silent = new Set([...effects.contradictory, ...effects.shadowed].map(({ ruleId }) => ruleId));
  const gaps = findGaps(questions, unanswered);
  const overlaps = findOverlaps(questions, silent, unanswered);
  return { ...effects, ...gaps, overlaps, opaque: opaqueIn(model), boxes: allowance.boxes, unanswered };
}

function nothingAnswered(model: RuleSetModel): RuleAnalysis {
  const none = {
    contradictory: [],
    shadowed: [],
    undecided: [],
    gaps: [],
    moreGaps: true,
    overlaps: [],
    boxes: 0,
  };
  return { ...none, opaque: opaqueIn(model), unanswered: ['everything: too many different constants'] };
}

type Effects = Pick<RuleAnalysis, 'contradictory' | 'shadowed' | 'undecided'>;

function ineffective(questions: RuleQuestions, unanswered: string[]): Effects {
  const { rules } = questions.space;
  const effects = {
    contradictory: [] as ContradictoryRule[],
    shadowed: [] as ShadowedRule[],
    undecided: [] as string[],
  };
  for (const [i, of] of rules[0]!.entries()) {
    const above = rules[0]!.slice(0, i);
    const wins = questions.any([...questions.not(above.map((rule) => rule.formula)), of.formula]);
    if (typeof wins === 'object') continue;
    const { id } = of.rule;
    if (wins === 'exhausted') unanswered.push(`whether rule "${id}" ever decides`);
    if (wins === 'unknown') effects.undecided.push(id);
    if (wins !== 'none') continue;
    if (questions.none([of.formula]))
      effects.contradictory.push({ ruleId: id, excluding: excludingIn(of, questions) });
    else effects.shadowed.push({ ruleId: id, by: shadowsOf(of, above, questions) });
  }
  return effects;
}

/** Takes away one condition after the other as long as the rest still exclude one another. */
function excludingIn({ rule }: RuleFormula, questions: RuleQuestions): number[] {
  const children = 'all' in rule.conditions ? rule.conditions.all : [];
  const formulas = children.map(questions.space.formulaOf[0]!);
  let excluding = [...children.keys()];
  for (const i of children.keys()) {
    const rest = excluding.filter((other) => other !== i);
    if (rest.length > 0 && questions.none(rest.map((at) => formulas[at]!))) excluding = rest;
  }
  return excluding;
}

/** Takes away one rule after the other as long as the rest still cover it: what remains is needed. */
function shadowsOf(of: RuleFormula, above: readonly RuleFormula[], questions: RuleQuestions): string[] {
  const meets = (rule: RuleFormula): boolean => !questions.none([of.formula, rule.formula]);
  let by = above.filter(meets);
  for (const rule of [...by].reverse()) {
    const rest = by.filter((other) => other !== rule);
    const uncovered = [...questions.not(rest.map((other) => other.formula)), of.formula];
    if (rest.length > 0 && questions.none(uncovered)) by = rest;
  }
  return by.map(({ rule }) => rule.id);
}

function findGaps(questions: RuleQuestions, unanswered: string[]): Pick<RuleAnalysis, 'gaps' | 'moreGaps'> {
  const { space } = questions;
  const boxes: Box[] = [];
  let open = false;
  const none = questions.not(space.rules[0]!.map((rule) => rule.formula));
  const end = questions.visit(none, (box) => {
    const witness = questions.witness(box);
    if (witness === 'unknown') open = true;
    else if (witness !== 'impossible') boxes.push(box);
    return boxes.length >= MOST_GAP_BOXES;
  });
  if (end === 'exhausted') unanswered.push('whether there are more accounts that no rule is true of');
  const merged = mergeBoxes(boxes);
  const gaps = merged.slice(0, MOST_GAPS).flatMap((box): Gap[] => {
    const witness = questions.witness(box);
    if (typeof witness === 'string') return [];
    return [{ region: regionText(box, space.axes), witness: questions.judge(witness) }];
  });
  return { gaps, moreGaps: open || end !== 'complete' || merged.length > gaps.length };
}

function findOverlaps(
  questions: RuleQuestions,
  silent: ReadonlySet<string>,
  unanswered: string[],
): Overlap[] {
  const rules = questions.space.rules[0]!;
  const overlaps: Overlap[] = [];
  for (const [j, lower] of rules.entries()) {
    const others: Overlap['with'][number][] = [];
    if (silent.has(lower.rule.id)) continue;
    for (const [i, higher] of rules.slice(0, j).entries()) {
      if (others.length >= MOST_OVERLAPS) break;
      if (higher.tier === lower.tier || silent.has(higher.rule.id)) continue;
      const answer = questions.any([...notAbove(rules, i, questions), lower.formula, higher.formula]);
      if (answer === 'exhausted')
        unanswered.push(`whether rules "${higher.rule.id}" and "${lower.rule.id}" overlap`);
      if (typeof answer === 'object')
        others.push({ ruleId: higher.rule.id, witness: questions.judge(answer.witness) });
    }
    if (others.length > 0) overlaps.push({ ruleId: lower.rule.id, with: others });
  }
  return overlaps;
}

function notAbove(rules: readonly RuleFormula[], i: number, questions: RuleQuestions): Formula[] {
  return questions.not(rules.slice(0, i).map((rule) => rule.formula));
}

/** Each comparison of two facts once, where it is first written. */
function opaqueIn({ ruleSet, enabled }: RuleSetModel): OpaqueComparison[] {
  const found = new Map<string, OpaqueComparison>();
  const seen = new Set<string>();
  const visit = (condition: Condition, path: Path): void => {
    if ('all' in condition) condition.all.forEach((child, i) => visit(child, [...path, 'all', i]));
    else if ('any' in condition) condition.any.forEach((child, i) => visit(child, [...path, 'any', i]));
    else if ('not' in condition) visit(condition.not, [...path, 'not']);
    else if ('condition' in condition) {
      const name = condition.condition;
      if (seen.has(name)) return;
      seen.add(name);
      visit(ruleSet.conditions![name]!, ['conditions', name]);
    } else if (typeof condition.value === 'object' && condition.value !== null && 'fact' in condition.value) {
      const { fact, operator, value } = condition;
      const key = `${fact} ${operator} ${value.fact}`;
      if (!found.has(key)) found.set(key, { fact, operator, other: value.fact, path });
    }
  };
  for (const rule of enabled) visit(rule.conditions, ['rules', ruleSet.rules.indexOf(rule), 'conditions']);
  return [...found.values()];
}
