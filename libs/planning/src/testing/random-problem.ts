import type { Rng } from '@bailiwick/kernel';
import { evaluateSolution } from '../domain/problem/evaluate.js';
import type {
  Meter,
  MeterPiece,
  MeterQuantity,
  MeterTerm,
  PairCeiling,
  Problem,
  Row,
  RowKind,
  Solution,
} from '../domain/problem/problem.js';

/** The parts of the model that a random problem can have. */
export const FEATURES = [
  'families',
  'pairs',
  'avp',
  'pools',
  'nobody',
  'today',
  'locks',
  'ceilings',
  'overload',
  'balanceHours',
  'balanceArr',
  'balanceRenewals',
  'maxAccounts',
  'conflicts',
  'tierMaxAccounts',
  'tierShares',
  'budgets',
  'perPersonBudgets',
  'csmsPerAe',
  'aesPerCsm',
] as const;
export type Feature = (typeof FEATURES)[number];

/** Sizes and features; a feature that is not given is on or off by the toss of a coin. */
export interface RandomProblemOptions {
  readonly units?: number;
  readonly csms?: number;
  readonly aes?: number;
  readonly avps?: number;
  /** Most CSM arcs of a unit. */
  readonly arcsPerUnit?: number;
  readonly features?: Partial<Record<Feature, boolean>>;
}

interface Account {
  readonly arr: number;
  readonly hours: number;
  readonly ae: number;
  readonly tier: number;
  readonly quarter: number;
  readonly today: number;
}

/** A drawn company in the middle of becoming a problem. */
interface Draft {
  readonly rng: Rng;
  readonly on: Readonly<Record<Feature, boolean>>;
  readonly csmCount: number;
  readonly aeCount: number;
  readonly avpOfAe: Int32Array;
  readonly isPool: readonly boolean[];
  readonly units: readonly (readonly Account[])[];
  readonly arcs: readonly Arc[];
  readonly pairs: readonly Pair[];
}

interface Arc {
  readonly unit: number;
  readonly csm: number;
  readonly hours: number;
  readonly cost: number;
  readonly pairs: readonly number[];
}

interface Pair {
  readonly kind: 0 | 1;
  readonly owner: number;
  readonly csm: number;
}

interface RowDraft extends Row {
  /** Coefficient of each arc; 0 = not in the row. */
  readonly coef: (arc: Arc) => number;
}

const UNASSIGNED_POINTS = 10_000;
const SIZES = { units: 5, csms: 3, aes: 3, avps: 2, arcsPerUnit: 3 };
const cents = (value: number): number => Math.round(value * 100) / 100;

/** A small random problem; a given seed and options always draw the same one. It may be infeasible. */
export function randomProblem(rng: Rng, options: RandomProblemOptions = {}): Problem {
  const draft = drawCompany(rng, options);
  return assemble(draft, drawRows(draft));
}

/** A best feasible solution by trying every one of them, or `undefined` when none is feasible. */
export function bruteForce(problem: Problem): { objective: number; solution: Solution } | undefined {
  const solution = problem.arcStart.slice(0, problem.unitCount);
  let best: { objective: number; solution: Solution } | undefined;
  do {
    const { feasible, objective } = evaluateSolution(problem, solution);
    if (feasible && (!best || objective < best.objective)) best = { objective, solution: solution.slice() };
  } while (advance(problem, solution));
  return best;
}

/** A random solution; it may break limits. */
export function randomSolution(rng: Rng, problem: Problem): Solution {
  const { arcStart, unitCount } = problem;
  return Int32Array.from(
    { length: unitCount },
    (_, u) => arcStart[u]! + rng.int(arcStart[u + 1]! - arcStart[u]!),
  );
}

function advance(problem: Problem, solution: Solution): boolean {
  for (let unit = 0; unit < problem.unitCount; unit++) {
    if (++solution[unit]! < problem.arcStart[unit + 1]!) return true;
    solution[unit] = problem.arcStart[unit]!;
  }
  return false;
}

function drawCompany(rng: Rng, options: RandomProblemOptions): Draft {
  const size = { ...SIZES, ...options };
  const on = Object.fromEntries(
    FEATURES.map((name) => [name, options.features?.[name] ?? rng.next() < 0.5]),
  ) as Record<Feature, boolean>;
  const avpOfAe = Int32Array.from({ length: size.aes }, () => rng.int(size.avps + 1) - 1);
  const isPool = Array.from({ length: size.csms }, (_, j) => on.pools && j > 0 && rng.next() < 0.3);
  const units = Array.from({ length: size.units }, () => drawUnit(rng, on, size.csms, size.aes));
  const pairs: Pair[] = [];
  const base = { rng, on, csmCount: size.csms, aeCount: size.aes, avpOfAe, isPool, units, pairs };
  const arcs = units.flatMap((_, unit) => drawArcs(base, unit, size.arcsPerUnit, pairs));
  return { ...base, arcs };
}

function drawUnit(rng: Rng, on: Record<Feature, boolean>, csms: number, aes: number): Account[] {
  const today = on.today && rng.next() < 0.8 ? rng.int(csms) : -1;
  return Array.from({ length: on.families ? 1 + rng.int(3) : 1 }, () => ({
    arr: 1 + rng.int(500_000),
    hours: 50 + rng.int(1000),
    ae: rng.int(aes + 1) - 1,
    tier: rng.int(2),
    quarter: rng.int(5),
    today,
  }));
}

function drawArcs(draft: Omit<Draft, 'arcs'>, unit: number, most: number, pairs: Pair[]): Arc[] {
  const { rng, on, units } = draft;
  const accounts = units[unit]!;
  const csms = drawEligible(rng, draft.csmCount, Math.min(most, draft.csmCount));
  const locked = on.locks && rng.next() < 0.2;
  const hours = sum(accounts.map((account) => account.hours));
  const arcs = (locked ? csms.slice(0, 1) : csms).map((csm) => ({
    unit,
    csm,
    hours: rng.next() < 0.2 ? Math.round(hours * 0.8) : hours,
    cost: rng.next() < 0.2 ? 0 : cents(rng.next() * 100),
    pairs: pairsOf(draft, accounts, csm, pairs),
  }));
  const nobody = {
    unit,
    csm: -1,
    hours: 0,
    cost: UNASSIGNED_POINTS * accounts.length + rng.int(50),
    pairs: [],
  };
  return on.nobody && !locked ? [...arcs, nobody] : arcs;
}

function drawEligible(rng: Rng, csmCount: number, most: number): number[] {
  const all = Array.from({ length: csmCount }, (_, j) => j);
  for (let k = csmCount - 1; k > 0; k--) {
    const other = rng.int(k + 1);
    [all[k], all[other]] = [all[other]!, all[k]!];
  }
  return all.slice(0, 1 + rng.int(most)).sort((a, b) => a - b);
}

function pairsOf(
  draft: Omit<Draft, 'arcs'>,
  accounts: readonly Account[],
  csm: number,
  pairs: Pair[],
): number[] {
  if (!draft.on.pairs || draft.isPool[csm]) return [];
  const aes = accounts.map((account) => account.ae).filter((ae) => ae >= 0);
  const avps = draft.on.avp ? aes.map((ae) => draft.avpOfAe[ae]!).filter((avp) => avp >= 0) : [];
  const ids = [
    ...aes.map((owner) => pairIndex(pairs, { kind: 0, owner, csm })),
    ...avps.map((owner) => pairIndex(pairs, { kind: 1, owner, csm })),
  ];
  return [...new Set(ids)];
}

function pairIndex(pairs: Pair[], wanted: Pair): number {
  const at = pairs.findIndex(
    (p) => p.kind === wanted.kind && p.owner === wanted.owner && p.csm === wanted.csm,
  );
  return at >= 0 ? at : pairs.push(wanted) - 1;
}

function drawRows(draft: Draft): RowDraft[] {
  const { on } = draft;
  return [
    ...(on.maxAccounts ? maxAccountsRows(draft) : []),
    ...(on.conflicts ? conflictRows(draft) : []),
    ...(on.tierMaxAccounts ? tierMaxAccountsRows(draft) : []),
    ...(on.tierShares ? tierShareRows(draft) : []),
    ...(on.budgets ? wholeBudgetRows(draft) : []),
    ...(on.perPersonBudgets ? perPersonBudgetRows(draft) : []),
  ];
}

function maxAccountsRows(draft: Draft): RowDraft[] {
  const coef = (csm: number) => (arc: Arc) => (arc.csm === csm ? draft.units[arc.unit]!.length : 0);
  const most = () => 1 + Math.ceil(accountCount(draft) / draft.csmCount) + draft.rng.int(2);
  return perCsm(draft, (csm) => row('max-accounts', `csm-${csm}`, most(), coef(csm)));
}

function conflictRows(draft: Draft): RowDraft[] {
  const members = new Set(draft.units.map((_, unit) => unit).filter(() => draft.rng.next() < 0.4));
  const coef = (csm: number) => (arc: Arc) => (arc.csm === csm && members.has(arc.unit) ? 1 : 0);
  return perCsm(draft, (csm) => row('conflict', `rivals-${csm}`, 1, coef(csm)));
}

function tierMaxAccountsRows(draft: Draft): RowDraft[] {
  const coef = (csm: number) => (arc: Arc) =>
    arc.csm === csm ? draft.units[arc.unit]!.filter((account) => account.tier === 0).length : 0;
  const people = perCsm(draft, (csm) =>
    row('tier-max-accounts', `csm-${csm}`, 1 + draft.rng.int(3), coef(csm)),
  );
  return people.filter((_, csm) => !draft.isPool[csm]);
}

function tierShareRows(draft: Draft): RowDraft[] {
  const tierHours = (arc: Arc): number => {
    const accounts = draft.units[arc.unit]!;
    const inTier = sum(accounts.filter((account) => account.tier === 0).map((account) => account.hours));
    return Math.round((arc.hours * inTier) / sum(accounts.map((account) => account.hours)));
  };
  const most = cents(0.5 + draft.rng.next() * 0.5);
  const least = cents(draft.rng.next() * 0.3);
  const slack = draft.rng.int(400);
  const shares = perCsm(draft, (csm) => [
    row('tier-max-share', `csm-${csm}`, slack, (a) => (a.csm === csm ? tierHours(a) - most * a.hours : 0)),
    row('tier-min-share', `csm-${csm}`, slack, (a) => (a.csm === csm ? least * a.hours - tierHours(a) : 0)),
  ]);
  return shares.filter((_, csm) => !draft.isPool[csm]).flat();
}

function moved(draft: Draft, arc: Arc, measure: (account: Account) => number): number {
  const accounts = draft.units[arc.unit]!;
  return sum(
    accounts.map((account) => (account.today >= 0 && account.today !== arc.csm ? measure(account) : 0)),
  );
}

function wholeBudgetRows(draft: Draft): RowDraft[] {
  const arr = sum(draft.units.flat().map((account) => account.arr));
  return [
    row('budget-accounts', 'all', 1 + draft.rng.int(accountCount(draft)), (arc) =>
      moved(draft, arc, () => 1),
    ),
    row('budget-arr', 'all', (0.2 + 0.6 * draft.rng.next()) * arr, (arc) => moved(draft, arc, (a) => a.arr)),
  ];
}

function perPersonBudgetRows(draft: Draft): RowDraft[] {
  const { rng } = draft;
  const into = (csm: number) => (arc: Arc) => (arc.csm === csm ? moved(draft, arc, () => 1) : 0);
  const outOf = (csm: number) => (arc: Arc) =>
    moved(draft, arc, (account) => (account.today === csm ? 1 : 0));
  const ofAe = (ae: number) => (arc: Arc) => moved(draft, arc, (account) => (account.ae === ae ? 1 : 0));
  return [
    ...perCsm(draft, (csm) => row('budget-in', `csm-${csm}`, 1 + rng.int(3), into(csm))),
    ...perCsm(draft, (csm) => row('budget-out', `csm-${csm}`, 1 + rng.int(3), outOf(csm))),
    ...Array.from({ length: draft.aeCount }, (_, ae) =>
      row('budget-ae', `ae-${ae}`, 1 + rng.int(3), ofAe(ae)),
    ),
  ];
}

function row(kind: RowKind, subject: string, limit: number, coef: (arc: Arc) => number): RowDraft {
  return { kind, subject, limit, coef };
}

function drawMeters(draft: Draft): Meter[] {
  const { rng, on } = draft;
  const hours = Math.ceil(sum(draft.units.flat().map((account) => account.hours)) / draft.csmCount);
  const arr = Math.ceil(sum(draft.units.flat().map((account) => account.arr)) / draft.csmCount);
  const overload: MeterPiece[] = [
    { term: 'overload', side: 1, at: hours, slope: cents(1 + rng.next() * 20) / 100 },
  ];
  const meter = (quantity: MeterQuantity, pieces: MeterPiece[]): Meter[] =>
    pieces.length ? perCsm(draft, (csm) => ({ quantity, csm, pieces })) : [];
  const quarters = ['renewals-0', 'renewals-1', 'renewals-2', 'renewals-3'] as const;
  return [
    ...meter('hours', [
      ...(on.overload ? overload : []),
      ...(on.balanceHours ? band(rng, 'balanceHours', hours, 0.05) : []),
    ]),
    ...meter('arr', on.balanceArr ? band(rng, 'balanceArr', arr, 0.0005) : []),
    ...quarters.flatMap((q) =>
      meter(q, on.balanceRenewals ? band(rng, 'balanceRenewals', arr / 4, 0.0005) : []),
    ),
  ];
}

/** Two steps of penalty on each side of a dead band around `target`. */
function band(rng: Rng, term: MeterTerm, target: number, slope: number): MeterPiece[] {
  return [0.05, 0.2].flatMap((beyond): MeterPiece[] => [
    { term, side: 1, at: target * (1 + beyond), slope: slope * (0.5 + rng.next()) },
    { term, side: -1, at: target * (1 - beyond), slope: slope * (0.5 + rng.next()) },
  ]);
}

function drawPairCeilings(draft: Draft): PairCeiling[] {
  const { rng, on, pairs } = draft;
  const of = (test: (pair: Pair) => boolean): Int32Array =>
    Int32Array.from(pairs.map((_, id) => id).filter((id) => pairs[id]!.kind === 0 && test(pairs[id]!)));
  const perAe = Array.from({ length: draft.aeCount }, (_, ae): PairCeiling => {
    return {
      kind: 'csms-per-ae',
      subject: `ae-${ae}`,
      limit: 1 + rng.int(2),
      pairs: of((p) => p.owner === ae),
    };
  });
  const perPerson = perCsm(draft, (csm): PairCeiling => {
    return {
      kind: 'aes-per-csm',
      subject: `csm-${csm}`,
      limit: 1 + rng.int(3),
      pairs: of((p) => p.csm === csm),
    };
  });
  return [...(on.csmsPerAe ? perAe : []), ...(on.aesPerCsm ? perPerson : [])].filter(
    (c) => c.pairs.length > 0,
  );
}

function assemble(draft: Draft, rowDrafts: readonly RowDraft[]): Problem {
  const { rng, on, units, arcs, pairs } = draft;
  const entries = arcs.map((arc) =>
    rowDrafts.map((r, id) => ({ id, coef: r.coef(arc) })).filter((e) => e.coef !== 0),
  );
  const spare = sum(units.flat().map((account) => account.hours)) / draft.csmCount;
  const renewals = [0, 1, 2, 3].map((quarter) =>
    Float64Array.from(units, (unit) => sum(unit.filter((a) => a.quarter === quarter).map((a) => a.arr))),
  );
  return {
    unitCount: units.length,
    csmCount: draft.csmCount,
    arcStart: starts(units.map((_, unit) => arcs.filter((arc) => arc.unit === unit).length)),
    arcCsm: Int32Array.from(arcs, (arc) => arc.csm),
    arcCost: Float64Array.from(arcs, (arc) => arc.cost),
    arcHours: Float64Array.from(arcs, (arc) => arc.hours),
    unitArr: Float64Array.from(units, (unit) => sum(unit.map((account) => account.arr))),
    todayArc: Int32Array.from(units, (unit, u) =>
      arcs.findIndex((a) => a.unit === u && a.csm === unit[0]!.today && a.csm >= 0),
    ),
    unitSize: Int32Array.from(units, (unit) => unit.length),
    unassignedPoints: Float64Array.from(units, (unit, u) =>
      arcs.some((arc) => arc.unit === u && arc.csm < 0) ? UNASSIGNED_POINTS * unit.length : 0,
    ),
    pairOfArcStart: starts(arcs.map((arc) => arc.pairs.length)),
    pairOfArc: Int32Array.from(arcs.flatMap((arc) => arc.pairs)),
    pairCount: pairs.length,
    pairCost: Float64Array.from(pairs, () => (rng.next() < 0.2 ? 0 : cents(rng.next() * 60))),
    pairKind: Uint8Array.from(pairs, (pair) => pair.kind),
    pairOwner: Int32Array.from(pairs, (pair) => pair.owner),
    pairCsm: Int32Array.from(pairs, (pair) => pair.csm),
    avpOfAe: draft.avpOfAe,
    pairCeilings: drawPairCeilings(draft),
    rows: rowDrafts.map(({ kind, subject, limit }) => ({ kind, subject, limit })),
    rowOfArcStart: starts(entries.map((list) => list.length)),
    rowOfArc: Int32Array.from(entries.flat(), (entry) => entry.id),
    rowCoef: Float64Array.from(entries.flat(), (entry) => entry.coef),
    ceiling: Float64Array.from({ length: draft.csmCount }, () =>
      on.ceilings ? Math.round(spare * (1 + 0.6 * rng.next())) : Math.round(spare * draft.csmCount),
    ),
    meters: drawMeters(draft),
    unitRenewals: on.balanceRenewals ? renewals : [],
  };
}

function perCsm<T>(draft: Draft, make: (csm: number) => T): T[] {
  return Array.from({ length: draft.csmCount }, (_, csm) => make(csm));
}

function accountCount(draft: Draft): number {
  return sum(draft.units.map((unit) => unit.length));
}

function starts(counts: readonly number[]): Int32Array {
  const start = new Int32Array(counts.length + 1);
  counts.forEach((count, k) => (start[k + 1] = start[k]! + count));
  return start;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
