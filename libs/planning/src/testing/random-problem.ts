import type { Rng } from '@bailiwick/kernel';
import { evaluateSolution } from '../domain/problem/evaluate.js';
import type { Problem, Solution } from '../domain/problem/problem.js';
import {
  cents,
  FEATURES,
  sum,
  type Account,
  type Arc,
  type Draft,
  type Feature,
  type Pair,
  type RowDraft,
} from './random-draft.js';
import { drawMeters, drawPairCeilings, drawRows } from './random-limits.js';

export { FEATURES, type Feature };

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

const UNASSIGNED_POINTS = 10_000;
const SIZES = { units: 5, csms: 3, aes: 3, avps: 2, arcsPerUnit: 3 };

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

/** The problem with every limit that `solution` breaks raised to what it carries there: `solution` is feasible then. */
export function withRoomFor(problem: Problem, solution: Solution): Problem {
  const { ceilings, rows, pairCeilings } = evaluateSolution(problem, solution).violations;
  const raised = <L extends { readonly limit: number }>(limits: readonly L[], broken: typeof rows): L[] =>
    limits.map((limit, k) => ({
      ...limit,
      limit: broken.find(({ index }) => index === k)?.activity ?? limit.limit,
    }));
  return {
    ...problem,
    ceiling: problem.ceiling.map((c, k) => ceilings.find(({ index }) => index === k)?.activity ?? c),
    rows: raised(problem.rows, rows),
    pairCeilings: raised(problem.pairCeilings, pairCeilings),
  };
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

function starts(counts: readonly number[]): Int32Array {
  const start = new Int32Array(counts.length + 1);
  counts.forEach((count, k) => (start[k + 1] = start[k]! + count));
  return start;
}
