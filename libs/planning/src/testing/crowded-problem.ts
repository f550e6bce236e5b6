import type { Problem } from '../domain/problem/problem.js';
import { untied } from '../domain/problem/untied.js';

/** Points of an account that stays unassigned. */
export const WEIGHT = 1_000_000;

/** `units` accounts of 40 hours each, and two CSMs of 100 hours each: room for four. */
export function crowded(units: number): Problem {
  const arcs = 3 * units;
  return {
    unitCount: units,
    csmCount: 2,
    arcStart: Int32Array.from({ length: units + 1 }, (_, u) => 3 * u),
    arcCsm: Int32Array.from({ length: arcs }, (_, a) => [0, 1, -1][a % 3]),
    arcCost: Float64Array.from({ length: arcs }, (_, a) => (a % 3 === 2 ? WEIGHT : 5 + (a % 7))),
    arcHours: Float64Array.from({ length: arcs }, (_, a) => (a % 3 === 2 ? 0 : 4000)),
    unitArr: new Float64Array(units),
    todayArc: new Int32Array(units).fill(-1),
    unitSize: new Int32Array(units).fill(1),
    unassignedPoints: new Float64Array(units).fill(WEIGHT),
    ...untied(arcs),
    ceiling: Float64Array.of(10_000, 10_000),
  };
}
