import type { CompiledCompany } from '../compile/compile.js';
import { moveOf } from '../compile/moves.js';
import { type TermPoints, totalPoints, zeroTerms } from '../plan/term-points.js';
import type { Meter, MeterQuantity, Problem, Solution } from '../problem/problem.js';
import { fitPoints } from '../terms/fit.term.js';
import { movePoints } from '../terms/move.term.js';

/** A hard constraint that a change would break, with how much it would be over. */
export interface Block {
  readonly kind: 'ceiling' | 'row' | 'pair-ceiling';
  /** In words for a person. */
  readonly text: string;
  /** How much beyond the limit, in the constraint's own unit (hours for a ceiling). */
  readonly excess: number;
}

/** What it would cost to take another arc for one unit, everything else as it is. */
export interface Change {
  readonly arc: number;
  /** Points, new minus old, by term. */
  readonly terms: TermPoints;
  readonly delta: number;
  readonly blocks: readonly Block[];
}

const EPSILON = 1e-6;

/** Prices single changes of a solution exactly; O(arcs of the unit) for each question. */
export class WhatIf {
  private readonly load: Float64Array;
  private readonly hours: Float64Array;
  private readonly pairUse: Int32Array;
  private readonly rowSum: Float64Array;
  private readonly metersOfCsm: number[][];
  private readonly ceilingsOfPair = new Map<number, number[]>();
  private readonly ceilingUse: Int32Array;
  private readonly problem: Problem;

  constructor(
    private readonly company: CompiledCompany,
    private readonly solution: Solution,
  ) {
    const p = (this.problem = company.problem);
    this.load = new Float64Array(p.meters.length);
    this.hours = new Float64Array(p.csmCount);
    this.pairUse = new Int32Array(p.pairCount);
    this.rowSum = new Float64Array(p.rows.length);
    this.metersOfCsm = Array.from({ length: p.csmCount }, () => []);
    p.meters.forEach((m, i) => this.metersOfCsm[m.csm]!.push(i));
    p.pairCeilings.forEach((c, i) => {
      for (const pair of c.pairs)
        this.ceilingsOfPair.set(pair, [...(this.ceilingsOfPair.get(pair) ?? []), i]);
    });
    for (let u = 0; u < p.unitCount; u++) this.take(u, solution[u]!);
    this.ceilingUse = Int32Array.from(
      p.pairCeilings,
      (c) => c.pairs.filter((x) => this.pairUse[x]! > 0).length,
    );
  }

  /** Hundredths of hours that the CSM carries. */
  hoursOf(csm: number): number {
    return this.hours[csm]!;
  }

  /** The cheapest other CSMs for the unit, at most so many; ties by the order of the arcs. */
  alternatives(unit: number, most: number): Change[] {
    const { arcStart, arcCsm } = this.problem;
    const prices: Omit<Change, 'blocks'>[] = [];
    for (let a = arcStart[unit]!; a < arcStart[unit + 1]!; a++)
      if (a !== this.solution[unit] && arcCsm[a]! >= 0) prices.push(this.price(unit, a));
    return prices
      .sort((x, y) => x.delta - y.delta || x.arc - y.arc)
      .slice(0, most)
      .map((price) => ({ ...price, blocks: this.blocks(this.solution[unit]!, price.arc) }));
  }

  /** The price of taking `arc` for `unit` instead of the solution's. */
  change(unit: number, arc: number): Change {
    return { ...this.price(unit, arc), blocks: this.blocks(this.solution[unit]!, arc) };
  }

  private price(unit: number, arc: number): Omit<Change, 'blocks'> {
    const terms = zeroTerms();
    const old = this.solution[unit]!;
    this.addArcTerms(terms, unit, arc, 1);
    this.addArcTerms(terms, unit, old, -1);
    this.addPairTerms(terms, old, arc);
    if (this.problem.arcCsm[old] !== this.problem.arcCsm[arc]) {
      this.addMeterTerms(terms, unit, old, -1);
      this.addMeterTerms(terms, unit, arc, 1);
    }
    return { arc, terms, delta: totalPoints(terms) };
  }

  private take(unit: number, arc: number): void {
    const p = this.problem;
    const csm = p.arcCsm[arc]!;
    if (csm >= 0) {
      this.hours[csm]! += p.arcHours[arc]!;
      for (const m of this.metersOfCsm[csm]!)
        this.load[m]! += this.quantity(p.meters[m]!.quantity, unit, arc);
    }
    for (let k = p.pairOfArcStart[arc]!; k < p.pairOfArcStart[arc + 1]!; k++)
      this.pairUse[p.pairOfArc[k]!]!++;
    for (let k = p.rowOfArcStart[arc]!; k < p.rowOfArcStart[arc + 1]!; k++)
      this.rowSum[p.rowOfArc[k]!]! += p.rowCoef[k]!;
  }

  private quantity(quantity: MeterQuantity, unit: number, arc: number): number {
    if (quantity === 'hours') return this.problem.arcHours[arc]!;
    if (quantity === 'arr') return this.problem.unitArr[unit]!;
    return this.problem.unitRenewals[Number(quantity.slice(-1))]![unit]!;
  }

  private addArcTerms(terms: TermPoints, unit: number, arc: number, sign: 1 | -1): void {
    const { facts, units, fixings, candidates, problem } = this.company;
    const { policy } = facts.input;
    const csm = problem.arcCsm[arc]!;
    const u = units[unit]!;
    if (csm < 0) terms.unassigned += sign * problem.unassignedPoints[unit]!;
    for (const m of u.members) {
      if (moveOf(u, m, csm, fixings[unit], candidates) === 'discretionary')
        terms.move += sign * movePoints(m, policy);
      if (csm < 0) continue;
      terms.fit += sign * fitPoints(m, facts.csms[csm]!, policy);
      const c = candidates(m);
      terms.eligibility += sign * (c.softPoints[c.csms.indexOf(csm)] ?? 0);
    }
  }

  private addPairTerms(terms: TermPoints, old: number, arc: number): void {
    const p = this.problem;
    const { closed, opened } = this.pairChange(old, arc);
    for (const x of closed) terms[p.pairKind[x] === 0 ? 'pair' : 'avp'] -= p.pairCost[x]!;
    for (const x of opened) terms[p.pairKind[x] === 0 ? 'pair' : 'avp'] += p.pairCost[x]!;
  }

  private pairChange(old: number, arc: number): { closed: number[]; opened: number[] } {
    const p = this.problem;
    const before = p.pairOfArc.subarray(p.pairOfArcStart[old]!, p.pairOfArcStart[old + 1]!);
    const after = p.pairOfArc.subarray(p.pairOfArcStart[arc]!, p.pairOfArcStart[arc + 1]!);
    return {
      closed: [...before].filter((x) => this.pairUse[x] === 1 && !after.includes(x)),
      opened: [...after].filter((x) => this.pairUse[x] === 0),
    };
  }

  private addMeterTerms(terms: TermPoints, unit: number, arc: number, sign: 1 | -1): void {
    const p = this.problem;
    const csm = p.arcCsm[arc]!;
    if (csm < 0) return;
    for (const m of this.metersOfCsm[csm]!) {
      const meter = p.meters[m]!;
      const before = this.load[m]!;
      const after = before + sign * this.quantity(meter.quantity, unit, arc);
      addPenalties(terms, meter, after, 1);
      addPenalties(terms, meter, before, -1);
    }
  }

  private blocks(old: number, arc: number): Block[] {
    return [...this.ceilingBlocks(old, arc), ...this.rowBlocks(old, arc), ...this.pairBlocks(old, arc)];
  }

  private ceilingBlocks(old: number, arc: number): Block[] {
    const p = this.problem;
    const csm = p.arcCsm[arc]!;
    if (csm < 0 || csm === p.arcCsm[old]) return [];
    const excess = (this.hours[csm]! + p.arcHours[arc]! - p.ceiling[csm]!) / 100;
    if (excess <= EPSILON) return [];
    const name = this.company.facts.csms[csm]!.record.csmId;
    return [{ kind: 'ceiling', excess, text: `${name} would be ${excess.toFixed(1)} h over the ceiling` }];
  }

  private rowBlocks(old: number, arc: number): Block[] {
    const p = this.problem;
    const change = new Map<number, number>();
    const add = (a: number, sign: number): void => {
      for (let k = p.rowOfArcStart[a]!; k < p.rowOfArcStart[a + 1]!; k++)
        change.set(p.rowOfArc[k]!, (change.get(p.rowOfArc[k]!) ?? 0) + sign * p.rowCoef[k]!);
    };
    add(arc, 1);
    add(old, -1);
    const blocks: Block[] = [];
    for (const [row, by] of change) {
      const excess = this.rowSum[row]! + by - p.rows[row]!.limit;
      if (by <= 0 || excess <= EPSILON) continue;
      const { kind, subject } = p.rows[row]!;
      blocks.push({
        kind: 'row',
        excess,
        text: `${ROW_WORDS[kind]} of ${subject} exceeded by ${round2(excess)}`,
      });
    }
    return blocks;
  }

  private pairBlocks(old: number, arc: number): Block[] {
    const { closed, opened } = this.pairChange(old, arc);
    const change = new Map<number, number>();
    const add = (pairs: readonly number[], by: number): void => {
      for (const x of pairs)
        for (const c of this.ceilingsOfPair.get(x) ?? []) change.set(c, (change.get(c) ?? 0) + by);
    };
    add(opened, 1);
    add(closed, -1);
    const blocks: Block[] = [];
    for (const [c, by] of change) {
      const { kind, subject, limit } = this.problem.pairCeilings[c]!;
      const excess = this.ceilingUse[c]! + by - limit;
      if (by > 0 && excess > 0)
        blocks.push({ kind: 'pair-ceiling', excess, text: `${PAIR_WORDS[kind]} ${subject}` });
    }
    return blocks;
  }
}

const ROW_WORDS = {
  'max-accounts': 'the highest number of accounts',
  conflict: 'the conflict',
  'tier-max-accounts': 'the tier limit',
  'tier-min-share': 'the lowest share of hours',
  'tier-max-share': 'the highest share of hours',
  'budget-accounts': 'the budget',
  'budget-arr': 'the budget',
  'budget-in': 'the budget for accounts coming in',
  'budget-out': 'the budget for accounts going out',
  'budget-ae': 'the budget of the AE',
  unassigned: 'the highest number of unassigned accounts',
} as const;

const PAIR_WORDS = {
  'csms-per-ae': 'too many CSMs for AE',
  'aes-per-csm': 'too many AEs for CSM',
} as const;

const round2 = (x: number): number => Math.round(x * 100) / 100;

function addPenalties(terms: TermPoints, meter: Meter, load: number, sign: 1 | -1): void {
  for (const { term, side, at, slope } of meter.pieces)
    terms[term] += sign * slope * Math.max(0, side * (load - at));
}
