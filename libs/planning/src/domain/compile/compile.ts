import { type AccountId, allAtOnce, type CsmId, type Steps } from '@bailiwick/kernel';
import type { PlanningInput } from '../problem/planning-input.js';
import type { Problem, Solution } from '../problem/problem.js';
import { fitPoints } from '../terms/fit.term.js';
import { movePoints } from '../terms/move.term.js';
import { metersOf, renewalQuarter } from './balance.js';
import { ownCeiling } from './capacity.js';
import { type Candidates, candidatesOf } from './candidates.js';
import { type AccountFacts, type CompanyFacts, companyFacts } from './facts.js';
import { hoursFor } from './hours.js';
import { type Fixing, type Fixings, fixingsOf, type Contradiction } from './locks.js';
import { type Move, moveOf } from './moves.js';
import { PairsBuilder } from './pairs.js';
import { growingFloats, growingInts } from '../problem/growing-array.js';
import { CsrBuilder } from './growable.js';
import { fixedLoads, RowsBuilder } from './rows.js';
import { conflictGroups, type ConflictGroups, type FamilySplit, type Unit, unitsOf } from './units.js';

/** A company in solver form, and the way back. */
export interface CompiledCompany {
  readonly facts: CompanyFacts;
  readonly problem: Problem;
  readonly units: readonly Unit[];
  readonly fixings: readonly (Fixing | undefined)[];
  /** Pins and locks that contradict each other and had to give way: when there are any the input is infeasible. */
  readonly relaxed: readonly Contradiction[];
  readonly splits: readonly FamilySplit[];
  readonly groups: ConflictGroups;
  readonly candidates: (account: AccountFacts) => Candidates;
}

/** A company with its units and what holds them, without the problem that solvers need. */
export type CompanyOutline = Omit<CompiledCompany, 'problem'>;

/** What of the company stands before any choice is made: O(accounts). */
export function outline(input: PlanningInput): CompanyOutline {
  return allAtOnce(outlineInSteps(input));
}

/** The same, in steps. */
export function* outlineInSteps(input: PlanningInput): Steps<CompanyOutline> {
  const facts = companyFacts(input);
  yield;
  const candidates = candidatesOf(facts);
  const groups = conflictGroups(facts);
  yield;
  const { units, splits } = unitsOf(facts, candidates, groups);
  yield;
  const { of: fixings, relaxed }: Fixings = fixingsOf(facts, units, groups);
  return { facts, units, fixings, relaxed, splits, groups, candidates };
}

/** The company as a problem for solvers: pure, deterministic, O(arcs). */
export function compile(input: PlanningInput): CompiledCompany {
  const company = outline(input);
  const { facts, candidates, groups, units, fixings } = company;
  return { ...company, problem: new Layout(facts, candidates, groups, units, fixings).build() };
}

/** Work of an account with a CSM, in hundredths of hours. */
export function centihoursWith(facts: CompanyFacts, account: AccountFacts, csm: number): number {
  return hoursFor(account.centihours, account.skillFactors, facts.csms[csm]!.skills);
}

/** The accounts whose pins and locks gave way, as the verifier wants them named. */
export function gaveWay({ relaxed }: Pick<CompiledCompany, 'relaxed'>): {
  pins: Set<AccountId>;
  locks: Set<AccountId>;
} {
  const of = (by: 'pin' | 'lock'): Set<AccountId> =>
    new Set(relaxed.filter((r) => r.gaveWay === by).map((r) => r.account));
  return { pins: of('pin'), locks: of('lock') };
}

/** Who looks after each active account in a solution; null = nobody. */
export function assignmentOf(
  { facts, problem, units }: CompiledCompany,
  solution: Solution,
): Map<AccountId, CsmId | null> {
  const assignment = new Map<AccountId, CsmId | null>(facts.accounts.map((a) => [a.record.accountId, null]));
  units.forEach((unit, u) => {
    const csm = problem.arcCsm[solution[u]!]!;
    for (const m of unit.members)
      assignment.set(m.record.accountId, csm < 0 ? null : facts.csms[csm]!.record.csmId);
  });
  return assignment;
}

/** Lays the arcs out, unit by unit, and with them everything that hangs on an arc. */
class Layout {
  private readonly pairs: PairsBuilder;
  private readonly rows: RowsBuilder;
  private readonly pairsOfArc = new CsrBuilder();
  private readonly arcCsm = growingInts();
  private readonly arcCost = growingFloats();
  private readonly arcHours = growingFloats();
  private readonly fixedCentihours: Float64Array;
  private readonly hasSoftRules: boolean;

  constructor(
    private readonly facts: CompanyFacts,
    private readonly candidates: (a: AccountFacts) => Candidates,
    groups: ConflictGroups,
    private readonly units: readonly Unit[],
    private readonly fixings: readonly (Fixing | undefined)[],
  ) {
    this.pairs = new PairsBuilder(facts);
    this.hasSoftRules = Object.values(facts.input.policy.eligibility).includes('soft');
    const fixed = fixedLoads(facts, units, fixings, (a, csm) => centihoursWith(facts, a, csm));
    this.fixedCentihours = fixed.centihours;
    this.rows = new RowsBuilder(facts, groups, fixed);
  }

  build(): Problem {
    const { facts, units } = this;
    const n = units.length;
    const arcStart = new Int32Array(n + 1);
    const todayArc = new Int32Array(n).fill(-1);
    const unassignedPoints = new Float64Array(n);
    units.forEach((unit, u) => {
      const today = homeOf(unit);
      for (const csm of this.choices(unit, this.fixings[u])) {
        if (csm === today) todayArc[u] = this.arcCsm.length;
        this.addArc(unit, csm, this.fixings[u], 0);
      }
      if (this.fixings[u] === undefined) {
        unassignedPoints[u] = facts.input.policy.weights.unassigned * unit.members.length;
        this.addArc(unit, -1, undefined, unassignedPoints[u]);
      }
      arcStart[u + 1] = this.arcCsm.length;
    });
    const pairsOfArc = this.pairsOfArc.build();
    const entries = this.rows.entries.build();
    return {
      unitCount: n,
      csmCount: facts.csms.length,
      arcStart,
      arcCsm: this.arcCsm.toArray(),
      arcCost: this.arcCost.toArray(),
      arcHours: this.arcHours.toArray(),
      unitArr: Float64Array.from(units, (u) => u.members.reduce((s, m) => s + m.record.arr, 0)),
      todayArc,
      unitSize: Int32Array.from(units, (u) => u.members.length),
      unassignedPoints,
      pairOfArcStart: pairsOfArc.start,
      pairOfArc: pairsOfArc.index,
      ...this.pairs.build(),
      avpOfAe: facts.avpOfAe,
      pairCeilings: this.pairs.ceilings(units, this.fixings),
      rows: this.rows.rows,
      rowOfArcStart: entries.start,
      rowOfArc: entries.index,
      rowCoef: entries.value,
      ceiling: this.ceilings(),
      meters: metersOf(facts),
      unitRenewals: this.renewals(),
    };
  }

  private choices(unit: Unit, fixing: Fixing | undefined): Int32Array {
    if (fixing) return Int32Array.of(fixing.csm);
    return this.facts.input.policy.pairing.mode === 'hard' ? this.pairedOnly(unit) : unit.csms;
  }

  /** `pairing: hard`: only CSMs already paired with each AE of the unit, where one of them can serve. */
  private pairedOnly(unit: Unit): Int32Array {
    const aes = unit.members.flatMap((m) => (m.ae >= 0 && m.tier.coverage === 'named' ? [m.ae] : []));
    if (aes.length === 0) return unit.csms;
    const paired = unit.csms.filter((csm) => aes.every((ae) => this.pairs.isInTodaysBook(ae, csm)));
    return paired.length > 0 ? paired : unit.csms;
  }

  private addArc(unit: Unit, csm: number, fixing: Fixing | undefined, extraPoints: number): void {
    const { facts } = this;
    const members = unit.members.map((account) => ({
      account,
      discretionary: this.move(unit, account, csm, fixing) === 'discretionary',
      centihours: csm < 0 ? 0 : centihoursWith(facts, account, csm),
    }));
    let points = extraPoints;
    for (const { account, discretionary } of members) {
      if (discretionary) points += movePoints(account, facts.input.policy);
      if (csm >= 0)
        points += fitPoints(account, facts.csms[csm]!, facts.input.policy) + this.softPoints(account, csm);
    }
    this.arcCsm.push(csm);
    this.arcCost.push(points);
    this.arcHours.push(members.reduce((s, m) => s + m.centihours, 0));
    for (const p of this.pairs.opened(unit, csm)) this.pairsOfArc.push(p);
    this.pairsOfArc.end();
    this.rows.addArc(csm, members);
  }

  private move(unit: Unit, account: AccountFacts, csm: number, fixing: Fixing | undefined): Move {
    return moveOf(unit, account, csm, fixing, this.candidates);
  }

  private softPoints(account: AccountFacts, csm: number): number {
    if (!this.hasSoftRules) return 0;
    const { csms, softPoints } = this.candidates(account);
    return softPoints[csms.indexOf(csm)] ?? 0;
  }

  private ceilings(): Float64Array {
    const { csms, input } = this.facts;
    return Float64Array.from(csms, (c) =>
      Math.max(ownCeiling(c.capacity, input.policy) * 100, this.fixedCentihours[c.index]!),
    );
  }

  private renewals(): Float64Array[] {
    if (this.facts.input.policy.weights.balanceRenewals.length === 0) return [];
    const { asOf } = this.facts.input;
    return [0, 1, 2, 3].map((q) =>
      Float64Array.from(this.units, (u) =>
        u.members.reduce((s, m) => s + (renewalQuarter(m, asOf) === q ? m.record.arr : 0), 0),
      ),
    );
  }
}

/** The CSM with whom every member of the unit is today; −1 = none, or not the same one. */
function homeOf(unit: Unit): number {
  const [first, ...rest] = unit.members;
  return rest.every((m) => m.present === first!.present) ? first!.present : -1;
}
