import type { RuleSetModel } from '../rule-set-model.js';
import { searchBoxes } from './box-search.js';
import { INSIDE, OUTSIDE } from './cell-set.js';
import { type Allowance, type Box, type Formula, standingIn } from './formula.js';
import { mergeBoxes } from './merge-boxes.js';
import { regionText } from './region-text.js';
import { RuleQuestions, type WitnessAccount } from './rule-questions.js';
import { ruleSpace, type RuleSpace } from './rule-space.js';

/** Accounts that two versions of a rule set give different tiers, by their rules alone. */
export interface TierChange {
  readonly from: string;
  readonly to: string;
  /** In words, e.g. `arr from 250,000 to under 300,000`. */
  readonly region: string;
  /** One such account under both versions; absent where none was found, and so perhaps none is there. */
  readonly witness?: { readonly before: WitnessAccount; readonly after: WitnessAccount };
}

export interface RuleDiff {
  /** Those with a witness first. */
  readonly changes: readonly TierChange[];
  /** False: there may be more changes than are listed. */
  readonly complete: boolean;
  /** Facts that are of another kind in each version, so that the rules cannot be laid side by side. */
  readonly incomparable: readonly string[];
  /** How many boxes were looked at. */
  readonly boxes: number;
}

export interface DiffLimits {
  /** Comparisons of conditions with boxes; about 100 million a second. */
  readonly work?: number;
  /** Regions told; default 200. */
  readonly changes?: number;
}

const DEFAULT_WORK = 60_000_000;
const MOST_CHANGES = 200;
const MOST_BOXES = 2_000;
const DEEPEST = 1_500;

/** One rule that may still decide; the last of a list is true of the whole box. */
interface Candidate {
  readonly formula: Formula;
  readonly tier: string;
}

/**
 * The accounts that the second version gives another tier than the first, by regions in words, each with an account
 * that shows it. Where rules are the same in both versions they are not looked into.
 */
export function diffRules(before: RuleSetModel, after: RuleSetModel, limits: DiffLimits = {}): RuleDiff {
  const incomparable = incomparableFacts(before, after);
  const space = incomparable.length > 0 ? undefined : ruleSpace([before, after]);
  if (!space) return { changes: [], complete: false, incomparable, boxes: 0 };
  const allowance: Allowance = { boxes: 0, work: limits.work ?? DEFAULT_WORK };
  const differing = new DifferingBoxes(space, allowance);
  differing.explore(space.whole, listsOf(space), 0);
  const changes = changesIn(differing.found, new RuleQuestions(space, allowance));
  const most = limits.changes ?? MOST_CHANGES;
  const complete = differing.complete && changes.length <= most && allowance.work > 0;
  return { changes: changes.slice(0, most), complete, incomparable, boxes: allowance.boxes };
}

function incomparableFacts(before: RuleSetModel, after: RuleSetModel): string[] {
  const kind = (type: string): string => (type === 'integer' ? 'number' : type === 'enum' ? 'string' : type);
  return [...before.facts.values()].flatMap(({ name, type }) => {
    const other = after.facts.get(name);
    return other && kind(other.type) !== kind(type) ? [name] : [];
  });
}

type Lists = readonly (readonly Candidate[])[];

function listsOf(space: RuleSpace): Lists {
  return space.rules.map((rules, i) => {
    const otherwise = { formula: space.formulas.constant(true), tier: space.models[i]!.ruleSet.defaultTier };
    return [...rules.map(({ formula, tier }) => ({ formula, tier })), otherwise];
  });
}

interface DifferingBox {
  readonly box: Box;
  readonly from: string;
  readonly to: string;
}

/** Splits boxes until both versions decide each of them, or decide it by the same rules. */
class DifferingBoxes {
  readonly found: DifferingBox[] = [];
  complete = true;

  constructor(
    private readonly space: RuleSpace,
    private readonly allowance: Allowance,
  ) {}

  explore(box: Box, given: Lists, depth: number): void {
    if (this.allowance.work <= 0 || this.found.length >= MOST_BOXES || depth > DEEPEST) {
      this.complete = false;
      return;
    }
    const lists = given.map((list) => this.remaining(list, box));
    const [before, after] = lists as [Candidate[], Candidate[]];
    if (sameLists(before, after)) return;
    if (before.length === 1 && after.length === 1) {
      this.found.push({ box, from: before[0]!.tier, to: after[0]!.tier });
      return;
    }
    const undecided = undecidedIn(before, after);
    const { formulas } = this.space;
    for (const formula of [undecided, formulas.not(undecided)])
      searchBoxes([formula], box, formulas, this.allowance, (part) => {
        this.explore(part, lists, depth + 1);
        return !this.complete;
      });
  }

  /** The rules that can still decide in the box. Those that would only say what comes anyway are left out. */
  private remaining(list: readonly Candidate[], box: Box): Candidate[] {
    const rest: Candidate[] = [];
    for (const candidate of list) {
      const place = standingIn(box, candidate.formula, this.allowance);
      if (place === OUTSIDE) continue;
      rest.push(place === INSIDE ? { ...candidate, formula: this.space.formulas.constant(true) } : candidate);
      if (place === INSIDE) break;
    }
    const { tier } = rest.at(-1)!;
    while (rest.length > 1 && rest.at(-2)!.tier === tier) rest.splice(-2, 1);
    return rest;
  }
}

function sameLists(a: readonly Candidate[], b: readonly Candidate[]): boolean {
  return (
    a.length === b.length && a.every((one, i) => one.formula === b[i]!.formula && one.tier === b[i]!.tier)
  );
}

/** What the versions differ in is settled first: where it does not matter, the rest need not be looked into. */
function undecidedIn(before: readonly Candidate[], after: readonly Candidate[]): Formula {
  const open = ({ formula }: Candidate): boolean => formula.form !== 'constant';
  for (let i = 0; i < Math.max(before.length, after.length); i += 1) {
    const [a, b] = [before[i], after[i]];
    if (a && b && a.formula === b.formula && a.tier === b.tier) continue;
    for (const one of [a, b]) if (one && open(one)) return one.formula;
  }
  return [...before, ...after].find(open)!.formula;
}

function changesIn(found: readonly DifferingBox[], questions: RuleQuestions): TierChange[] {
  const groups = new Map<string, { readonly from: string; readonly to: string; readonly boxes: Box[] }>();
  for (const { box, from, to } of found) {
    const witness = questions.witness(box);
    if (witness === 'impossible') continue;
    const key = JSON.stringify([from, to, typeof witness]);
    const group = groups.get(key) ?? { from, to, boxes: [] };
    group.boxes.push(box);
    groups.set(key, group);
  }
  const changes = [...groups.values()].flatMap(({ from, to, boxes }) =>
    mergeBoxes(boxes).map((box) => changeIn(box, from, to, questions)),
  );
  return changes.sort((a, b) => Number(b.witness !== undefined) - Number(a.witness !== undefined));
}

function changeIn(box: Box, from: string, to: string, questions: RuleQuestions): TierChange {
  const region = regionText(box, questions.space.axes);
  const witness = questions.witness(box);
  if (typeof witness === 'string') return { from, to, region };
  return {
    from,
    to,
    region,
    witness: { before: questions.judge(witness, 0), after: questions.judge(witness, 1) },
  };
}
