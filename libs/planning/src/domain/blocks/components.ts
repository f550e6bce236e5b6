import type { Problem } from '../problem/problem.js';

/** Room for rounding when it is asked whether a row can be broken at all; a row within it counts as one that can. */
const RELATIVE_SLACK = 1e-9;

/**
 * The component of each unit and of each CSM, numbered by first appearance: what is in different components shares no
 * CSM, no row and no pairing ceiling that some choice could break. A component may have no units, or no CSMs.
 */
export interface Components {
  readonly count: number;
  readonly ofUnit: Int32Array;
  readonly ofCsm: Int32Array;
}

/** Connected components of who may serve whom, and of the limits that they share: O(arcs). */
export function componentsOf(problem: Problem): Components {
  const { unitCount, csmCount, arcStart, arcCsm } = problem;
  const sets = new DisjointSets(unitCount + csmCount);
  for (let unit = 0; unit < unitCount; unit++)
    for (let arc = arcStart[unit]!; arc < arcStart[unit + 1]!; arc++)
      if (arcCsm[arc]! >= 0) sets.join(unit, unitCount + arcCsm[arc]!);
  joinByRows(problem, sets);
  for (const { pairs, limit } of problem.pairCeilings)
    if (pairs.length > limit)
      for (const pair of pairs)
        sets.join(unitCount + problem.pairCsm[pairs[0]!]!, unitCount + problem.pairCsm[pair]!);
  return numbered(problem, sets);
}

function joinByRows(problem: Problem, sets: DisjointSets): void {
  const { unitCount, arcStart, rowOfArcStart, rowOfArc } = problem;
  const binding = rowsThatBind(problem);
  const first = new Int32Array(problem.rows.length).fill(-1);
  for (let unit = 0; unit < unitCount; unit++)
    for (let k = rowOfArcStart[arcStart[unit]!]!; k < rowOfArcStart[arcStart[unit + 1]!]!; k++) {
      const row = rowOfArc[k]!;
      if (!binding[row]) continue;
      if (first[row]! < 0) first[row] = unit;
      else sets.join(first[row]!, unit);
    }
}

/** 1 for each row that some choice of arcs could break. */
function rowsThatBind(problem: Problem): Uint8Array {
  const { unitCount, arcStart, rows } = problem;
  const most = new Float64Array(rows.length);
  const magnitude = new Float64Array(rows.length);
  const ofUnit = new Map<number, RowOfUnit>();
  for (let unit = 0; unit < unitCount; unit++) {
    ofUnit.clear();
    for (let arc = arcStart[unit]!; arc < arcStart[unit + 1]!; arc++) addEntries(problem, arc, ofUnit);
    const arcs = arcStart[unit + 1]! - arcStart[unit]!;
    for (const [row, { greatest, entries }] of ofUnit) {
      // On an arc that the row does not know the unit adds nothing.
      const worst = entries < arcs ? Math.max(0, greatest) : greatest;
      most[row]! += worst;
      magnitude[row]! += Math.abs(worst);
    }
  }
  return Uint8Array.from(rows, ({ limit }, row) =>
    most[row]! > limit - RELATIVE_SLACK * Math.max(1, Math.abs(limit), magnitude[row]!) ? 1 : 0,
  );
}

interface RowOfUnit {
  readonly greatest: number;
  readonly entries: number;
}

function addEntries(
  { rowOfArcStart, rowOfArc, rowCoef }: Problem,
  arc: number,
  into: Map<number, RowOfUnit>,
): void {
  for (let k = rowOfArcStart[arc]!; k < rowOfArcStart[arc + 1]!; k++) {
    const seen = into.get(rowOfArc[k]!);
    const greatest = Math.max(seen?.greatest ?? Number.NEGATIVE_INFINITY, rowCoef[k]!);
    into.set(rowOfArc[k]!, { greatest, entries: (seen?.entries ?? 0) + 1 });
  }
}

function numbered({ unitCount, csmCount }: Problem, sets: DisjointSets): Components {
  const numbers = new Map<number, number>();
  const of = (member: number): number => {
    const root = sets.find(member);
    const known = numbers.get(root);
    if (known !== undefined) return known;
    numbers.set(root, numbers.size);
    return numbers.size - 1;
  };
  const ofUnit = Int32Array.from({ length: unitCount }, (_, unit) => of(unit));
  const ofCsm = Int32Array.from({ length: csmCount }, (_, csm) => of(unitCount + csm));
  return { count: numbers.size, ofUnit, ofCsm };
}

class DisjointSets {
  private readonly parent: Int32Array;

  constructor(size: number) {
    this.parent = Int32Array.from({ length: size }, (_, member) => member);
  }

  find(member: number): number {
    const { parent } = this;
    while (parent[member]! !== member) {
      parent[member] = parent[parent[member]!]!;
      member = parent[member]!;
    }
    return member;
  }

  /** The smaller number stays the root, so that the outcome does not depend on the order of calls. */
  join(a: number, b: number): void {
    const [x, y] = [this.find(a), this.find(b)];
    if (x !== y) this.parent[Math.max(x, y)] = Math.min(x, y);
  }
}
