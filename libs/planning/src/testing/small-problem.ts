import type { Problem } from '../domain/problem/problem.js';

/**
 * Two accounts of one AE under one AVP, two CSMs; the second account may stay unassigned. One of each thing that a
 * model has, small enough to read.
 */
export const smallProblem: Problem = {
  unitCount: 2,
  csmCount: 2,
  arcStart: Int32Array.of(0, 2, 5),
  arcCsm: Int32Array.of(0, 1, 0, 1, -1),
  arcCost: Float64Array.of(1, 2, 3, 4.25, 1000),
  arcHours: Float64Array.of(500, 500, 250, 250, 0),
  unitArr: Float64Array.of(40_000, 10_000),
  unitSize: Int32Array.of(1, 1),
  unassignedPoints: Float64Array.of(0, 1000),
  todayArc: Int32Array.of(-1, -1),
  pairOfArcStart: Int32Array.of(0, 2, 4, 6, 8, 8),
  pairOfArc: Int32Array.of(0, 2, 1, 3, 0, 2, 1, 3),
  pairCount: 4,
  pairCost: Float64Array.of(10, 20, 5, 6),
  pairKind: Uint8Array.of(0, 0, 1, 1),
  pairOwner: Int32Array.of(0, 0, 0, 0),
  pairCsm: Int32Array.of(0, 1, 0, 1),
  avpOfAe: Int32Array.of(0),
  pairCeilings: [{ kind: 'csms-per-ae', subject: 'Ann', limit: 1, pairs: Int32Array.of(0, 1) }],
  rows: [
    { kind: 'conflict', subject: 'rivals', limit: 1 },
    { kind: 'budget-arr', subject: 'all', limit: 45_000.75 },
  ],
  rowOfArcStart: Int32Array.of(0, 1, 2, 4, 5, 5),
  rowOfArc: Int32Array.of(0, 1, 0, 1, 1),
  rowCoef: Float64Array.of(1, 40_000, 1, 10_000, 10_000),
  ceiling: Float64Array.of(600, 800),
  meters: [
    { quantity: 'hours', csm: 0, pieces: [{ term: 'overload', side: 1, at: 300, slope: 0.4 }] },
    { quantity: 'arr', csm: 1, pieces: [{ term: 'balanceArr', side: -1, at: 20_000, slope: 0.002 }] },
  ],
  unitRenewals: [],
};
