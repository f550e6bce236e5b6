import { BailiwickError } from '@bailiwick/kernel';
import type { Meter, MeterPiece, MeterQuantity, MeterTerm, Problem, Solution } from './problem.js';

/** What a solution costs and which hard constraints it breaks. */
export interface Evaluation {
  /** Points in all: arc + unassigned + pair + meter points. */
  readonly objective: number;
  /** Σ arcCost without the points for being unassigned. */
  readonly arcPoints: number;
  readonly unassignedPoints: number;
  readonly pairPoints: number;
  readonly meterPoints: Readonly<Record<MeterTerm, number>>;
  readonly violations: Violations;
  /** True when no violation is listed. */
  readonly feasible: boolean;
}

export interface Violations {
  readonly ceilings: readonly Violation[];
  readonly rows: readonly Violation[];
  readonly pairCeilings: readonly Violation[];
}

/** A broken limit: `index` is the CSM, the row or the pair ceiling. */
export interface Violation {
  readonly index: number;
  readonly activity: number;
  readonly limit: number;
}

/** A limit counts as kept up to this share of the magnitudes that were summed: room for rounding, for nothing else. */
const RELATIVE_TOLERANCE = 1e-9;

/**
 * The objective of `solution` by parts and every hard limit that it breaks, straight from the problem's definition.
 * @throws BailiwickError `not-a-solution` when a unit's entry is not one of its own arcs.
 */
export function evaluateSolution(problem: Problem, solution: Solution): Evaluation {
  assertSolution(problem, solution);
  const used = pairsInUse(problem, solution);
  const { total, unassignedPoints } = arcPointsOf(problem, solution);
  const pairPoints = sumWhere(problem.pairCost, used);
  const meterPoints = meterPointsOf(problem, solution);
  const violations = violationsOf(problem, solution, used);
  return {
    objective: total + pairPoints + Object.values(meterPoints).reduce((sum, points) => sum + points, 0),
    arcPoints: total - unassignedPoints,
    unassignedPoints,
    pairPoints,
    meterPoints,
    violations,
    feasible: !violations.ceilings.length && !violations.rows.length && !violations.pairCeilings.length,
  };
}

function assertSolution(problem: Problem, solution: Solution): void {
  const { unitCount, arcStart } = problem;
  const bad = (unit: number): boolean =>
    !(solution[unit]! >= arcStart[unit]! && solution[unit]! < arcStart[unit + 1]!);
  if (solution.length !== unitCount) {
    throw new BailiwickError(
      'not-a-solution',
      `a solution has ${unitCount} arcs, this one ${solution.length}`,
    );
  }
  for (let unit = 0; unit < unitCount; unit++) {
    if (!bad(unit)) continue;
    throw new BailiwickError('not-a-solution', `unit ${unit} is on an arc that is not its own`, {
      value: solution[unit],
      expected: `an arc from ${arcStart[unit]!} to ${arcStart[unit + 1]! - 1}`,
      hint: 'Maybe the solution belongs to another problem.',
    });
  }
}

/** 1 for each pair that some chosen arc opens, else 0. */
export function pairsInUse(problem: Problem, solution: Solution): Uint8Array {
  const used = new Uint8Array(problem.pairCount);
  for (const arc of solution) {
    for (let k = problem.pairOfArcStart[arc]!; k < problem.pairOfArcStart[arc + 1]!; k++) {
      used[problem.pairOfArc[k]!] = 1;
    }
  }
  return used;
}

/** What each CSM carries, by CSM index, in the unit of `quantity`. */
export function loadsOf(problem: Problem, solution: Solution, quantity: MeterQuantity): Float64Array {
  const loads = new Float64Array(problem.csmCount);
  for (let unit = 0; unit < problem.unitCount; unit++) {
    const arc = solution[unit]!;
    const csm = problem.arcCsm[arc]!;
    if (csm >= 0) loads[csm]! += quantityOfArc(problem, quantity, unit, arc);
  }
  return loads;
}

/** What `unit` adds to a CSM's load of `quantity` on its arc `arc`; 0 on the arc to nobody. */
export function quantityOfArc(problem: Problem, quantity: MeterQuantity, unit: number, arc: number): number {
  if (problem.arcCsm[arc]! < 0) return 0;
  if (quantity === 'hours') return problem.arcHours[arc]!;
  if (quantity === 'arr') return problem.unitArr[unit]!;
  return problem.unitRenewals[Number(quantity.slice('renewals-'.length))]?.[unit] ?? 0;
}

/** Σ slope · max(0, side · (load − at)) over the meter's pieces, added to `points` by term. */
export function addMeterPoints(points: Record<MeterTerm, number>, meter: Meter, load: number): void {
  for (const piece of meter.pieces) {
    points[piece.term] += pointsBeyond(piece, load);
  }
}

/** What a load costs by one piece of a meter. */
export function pointsBeyond({ side, at, slope }: MeterPiece, load: number): number {
  return slope * Math.max(0, side * (load - at));
}

function arcPointsOf(problem: Problem, solution: Solution): { total: number; unassignedPoints: number } {
  let total = 0;
  let unassignedPoints = 0;
  for (let unit = 0; unit < problem.unitCount; unit++) {
    const arc = solution[unit]!;
    total += problem.arcCost[arc]!;
    if (problem.arcCsm[arc]! < 0) unassignedPoints += problem.unassignedPoints[unit]!;
  }
  return { total, unassignedPoints };
}

function meterPointsOf(problem: Problem, solution: Solution): Record<MeterTerm, number> {
  const points = { overload: 0, balanceHours: 0, balanceArr: 0, balanceRenewals: 0 };
  const loads = new Map<MeterQuantity, Float64Array>();
  for (const meter of problem.meters) {
    let load = loads.get(meter.quantity);
    if (!load) loads.set(meter.quantity, (load = loadsOf(problem, solution, meter.quantity)));
    addMeterPoints(points, meter, load[meter.csm]!);
  }
  return points;
}

function violationsOf(problem: Problem, solution: Solution, used: Uint8Array): Violations {
  const hours = loadsOf(problem, solution, 'hours');
  const { activity, magnitude } = rowActivities(problem, solution);
  return {
    ceilings: broken(hours, problem.ceiling, hours),
    rows: broken(
      activity,
      problem.rows.map((row) => row.limit),
      magnitude,
    ),
    pairCeilings: brokenPairCeilings(problem, used),
  };
}

function rowActivities(
  problem: Problem,
  solution: Solution,
): { activity: Float64Array; magnitude: Float64Array } {
  const activity = new Float64Array(problem.rows.length);
  const magnitude = new Float64Array(problem.rows.length);
  for (const arc of solution) {
    for (let k = problem.rowOfArcStart[arc]!; k < problem.rowOfArcStart[arc + 1]!; k++) {
      activity[problem.rowOfArc[k]!]! += problem.rowCoef[k]!;
      magnitude[problem.rowOfArc[k]!]! += Math.abs(problem.rowCoef[k]!);
    }
  }
  return { activity, magnitude };
}

function brokenPairCeilings(problem: Problem, used: Uint8Array): Violation[] {
  const activity = problem.pairCeilings.map(({ pairs }) => pairs.reduce((sum, pair) => sum + used[pair]!, 0));
  return broken(
    activity,
    problem.pairCeilings.map((ceiling) => ceiling.limit),
    activity,
  );
}

function broken(
  activities: ArrayLike<number>,
  limits: ArrayLike<number>,
  magnitudes: ArrayLike<number>,
): Violation[] {
  const violations: Violation[] = [];
  for (let index = 0; index < activities.length; index++) {
    const activity = activities[index]!;
    const limit = limits[index]!;
    const slack = RELATIVE_TOLERANCE * Math.max(1, Math.abs(limit), magnitudes[index]!);
    if (activity > limit + slack) violations.push({ index, activity, limit });
  }
  return violations;
}

function sumWhere(values: Float64Array, flags: Uint8Array): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) if (flags[k]) sum += values[k]!;
  return sum;
}
