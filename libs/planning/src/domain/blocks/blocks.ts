import { addMeterPoints } from '../problem/evaluate.js';
import type { Problem, Solution } from '../problem/problem.js';
import { type RestrictedProblem, restrictProblem } from '../model/restrict-problem.js';
import { type Components, componentsOf } from './components.js';

/** A part of a problem that can be solved by itself, whatever becomes of the rest. */
export interface Block extends Omit<RestrictedProblem, 'start'> {
  /** Its units in the whole problem, ascending. */
  readonly units: Int32Array;
}

/** A problem in blocks: a plan of the whole is one of each block, and costs their sum and `constant`. */
export interface Blocks {
  /** Those of the fewest CSMs first: they are soon solved, and leave what they do not need of a time limit to the others. */
  readonly blocks: readonly Block[];
  /** Points that every plan pays: of CSMs whom no unit may choose. */
  readonly constant: number;
}

/** More blocks than this bring nothing; components with fewer arcs, or a smaller share of all, are none by themselves. */
const MOST_BLOCKS = 12;
const LEAST: Least = { arcs: 500, share: 0.01 };

/** How much a component has to have to be a block by itself. */
export interface Least {
  readonly arcs: number;
  /** Of all arcs. */
  readonly share: number;
}

/**
 * The problem in independent blocks: connected components of `componentsOf`, the small ones gathered into the smallest
 * that is not. One block where everything hangs together, or where there is little of it.
 */
export function blocksOf(problem: Problem, least: Least = LEAST): Blocks {
  const components = componentsOf(problem);
  const groups = gathered(arcsOf(problem, components), least);
  const units = groups.map((): number[] => []);
  const groupOf = new Int32Array(components.count).fill(-1);
  groups.forEach((members, group) => members.forEach((component) => (groupOf[component] = group)));
  components.ofUnit.forEach((component, unit) => units[groupOf[component]!]!.push(unit));
  const anywhere = problem.arcStart.slice(0, problem.unitCount);
  const blocks = units
    .map((ofBlock) => blockOf(problem, anywhere, Int32Array.from(ofBlock)))
    .sort(
      (a, b) => a.csms.length - b.csms.length || a.arcs.length - b.arcs.length || a.units[0]! - b.units[0]!,
    );
  return { blocks, constant: idlePoints(problem) };
}

/** The plan of the whole that is made of one of each block, in their order. */
export function mergedSolution(
  problem: Problem,
  blocks: readonly Block[],
  parts: readonly Solution[],
): Solution {
  const whole = new Int32Array(problem.unitCount);
  blocks.forEach(({ units, arcs }, n) => units.forEach((unit, k) => (whole[unit] = arcs[parts[n]![k]!]!)));
  return whole;
}

function blockOf(problem: Problem, anywhere: Solution, units: Int32Array): Block {
  const { problem: part, arcs, csms, mapBack } = restrictProblem(problem, anywhere, units);
  return { units, problem: part, arcs, csms, mapBack };
}

/** Arcs of each component. */
function arcsOf({ unitCount, arcStart }: Problem, { count, ofUnit }: Components): Float64Array {
  const arcs = new Float64Array(count);
  for (let unit = 0; unit < unitCount; unit++) arcs[ofUnit[unit]!]! += arcStart[unit + 1]! - arcStart[unit]!;
  return arcs;
}

/** Components by block; what has no arcs is in none. */
function gathered(arcs: Float64Array, least: Least): number[][] {
  const all = arcs.reduce((sum, n) => sum + n, 0);
  const bySize = [...arcs.keys()].filter((c) => arcs[c]! > 0).sort((a, b) => arcs[b]! - arcs[a]! || a - b);
  const counts = (c: number): boolean => arcs[c]! >= Math.max(least.arcs, least.share * all);
  const substance = Math.max(1, Math.min(MOST_BLOCKS, bySize.filter(counts).length));
  const small = bySize.slice(substance);
  const [lightest = [], ...others] = bySize
    .slice(0, substance)
    .map((c) => [c])
    .reverse();
  return bySize.length === 0 ? [] : [[...lightest, ...small], ...others];
}

/** What the meters of CSMs without an arc cost. */
function idlePoints({ csmCount, arcCsm, meters }: Problem): number {
  const chosen = new Uint8Array(csmCount);
  for (const csm of arcCsm) if (csm >= 0) chosen[csm] = 1;
  const points = { overload: 0, balanceHours: 0, balanceArr: 0, balanceRenewals: 0 };
  for (const meter of meters) if (!chosen[meter.csm]) addMeterPoints(points, meter, 0);
  return Object.values(points).reduce((sum, p) => sum + p, 0);
}
