import type { Problem } from '../domain/problem/problem.js';

/** One problem of several that have nothing to do with each other. */
export function sideBySide(problems: readonly Problem[]): Problem {
  return problems.reduce(beside);
}

function beside(a: Problem, b: Problem): Problem {
  const [units, arcs, csms] = [a.unitCount, a.arcCsm.length, a.csmCount];
  const pairs = a.pairCount;
  return {
    unitCount: units + b.unitCount,
    csmCount: csms + b.csmCount,
    arcStart: starts(a.arcStart, b.arcStart),
    arcCsm: ints(a.arcCsm, b.arcCsm, (csm) => (csm < 0 ? -1 : csms + csm)),
    arcCost: floats(a.arcCost, b.arcCost),
    arcHours: floats(a.arcHours, b.arcHours),
    unitArr: floats(a.unitArr, b.unitArr),
    todayArc: ints(a.todayArc, b.todayArc, (arc) => (arc < 0 ? -1 : arcs + arc)),
    unitSize: ints(a.unitSize, b.unitSize, (size) => size),
    unassignedPoints: floats(a.unassignedPoints, b.unassignedPoints),
    pairOfArcStart: starts(a.pairOfArcStart, b.pairOfArcStart),
    pairOfArc: ints(a.pairOfArc, b.pairOfArc, (pair) => pairs + pair),
    pairCount: pairs + b.pairCount,
    pairCost: floats(a.pairCost, b.pairCost),
    pairKind: Uint8Array.from([...a.pairKind, ...b.pairKind]),
    pairOwner: ints(a.pairOwner, b.pairOwner, (owner) => owner),
    pairCsm: ints(a.pairCsm, b.pairCsm, (csm) => csms + csm),
    avpOfAe: a.avpOfAe,
    pairCeilings: [
      ...a.pairCeilings,
      ...b.pairCeilings.map((c) => ({ ...c, pairs: c.pairs.map((pair) => pairs + pair) })),
    ],
    rows: [...a.rows, ...b.rows],
    rowOfArcStart: starts(a.rowOfArcStart, b.rowOfArcStart),
    rowOfArc: ints(a.rowOfArc, b.rowOfArc, (row) => a.rows.length + row),
    rowCoef: floats(a.rowCoef, b.rowCoef),
    ceiling: floats(a.ceiling, b.ceiling),
    meters: [...a.meters, ...b.meters.map((meter) => ({ ...meter, csm: csms + meter.csm }))],
    unitRenewals: [],
  };
}

function starts(a: Int32Array, b: Int32Array): Int32Array {
  return ints(a, b.subarray(1), (start) => a.at(-1)! + start);
}

function ints(a: Int32Array, b: Int32Array, map: (value: number) => number): Int32Array {
  return Int32Array.from([...a, ...Array.from(b, map)]);
}

function floats(a: Float64Array, b: Float64Array): Float64Array {
  return Float64Array.from([...a, ...b]);
}
