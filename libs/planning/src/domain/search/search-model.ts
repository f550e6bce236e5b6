import { BailiwickError } from '@bailiwick/kernel';
import type { Meter, MeterQuantity, Problem } from '../problem/problem.js';

/** Share of a limit's magnitude by which it may be exceeded: room for rounding, for nothing else. */
const TOLERANCE = 0.5e-9;

/** Lists in one array: the entries of k are `items[start[k]] … items[start[k + 1] − 1]`. */
export interface Lists {
  readonly start: Int32Array;
  readonly items: Int32Array;
}

/** The pieces of one side of the meters, by cell, in the order in which a growing (shrinking) load meets them. */
export interface Pieces {
  readonly start: Int32Array;
  readonly at: Float64Array;
  readonly slope: Float64Array;
}

/**
 * Tables of a problem that a search reads and never writes.
 *
 * A *cell* is one quantity of one CSM, `csm · quantities + quantity`; quantity 0 is the hours. Nobody is a CSM like
 * any other, with index `csmCount`, no meters and no ceiling. A *limit* is a row or, after the rows, a pair ceiling.
 */
export class SearchModel {
  readonly unitCount: number;
  readonly csmCount: number;
  /** Hours and every other quantity that some meter measures. */
  readonly quantities: number;
  readonly arcStart: Int32Array;
  readonly arcCsm: Int32Array;
  readonly arcCost: Float64Array;
  readonly arcHours: Float64Array;
  /** The quantities of each unit besides the hours: `unit · (quantities − 1) + quantity − 1`. */
  readonly otherLoads: Float64Array;
  readonly above: Pieces;
  readonly below: Pieces;
  /** For each CSM the piece in `above` that stands for its hours ceiling; its slope is the search's price. */
  readonly ceilingPiece: Int32Array;
  readonly ceiling: Float64Array;
  readonly limitCount: number;
  /** The limit with its tolerance. */
  readonly limitAt: Float64Array;
  /** The typical coefficient of each limit: the size of a small violation. */
  readonly limitScale: Float64Array;
  readonly hoursScale: number;
  /** The pair ceilings of each pair, as limits. */
  readonly limitsOfPair: Lists;
  readonly hasPairCeilings: boolean;
  /** The unit of each entry of `pairOfArc`. */
  readonly unitOfEntry: Int32Array;
  /** Units with a choice. */
  readonly freeUnits: Int32Array;

  constructor(readonly problem: Problem) {
    const { unitCount, csmCount } = problem;
    [this.unitCount, this.csmCount] = [unitCount, csmCount];
    this.arcStart = problem.arcStart;
    this.arcCost = problem.arcCost;
    this.arcHours = problem.arcHours;
    this.arcCsm = problem.arcCsm.map((csm) => (csm < 0 ? csmCount : csm));
    assertOneArcPerCsm(this);
    const measured = otherQuantities(problem.meters);
    this.quantities = 1 + measured.length;
    this.otherLoads = otherLoads(problem, measured);
    this.ceiling = Float64Array.from([...problem.ceiling, Infinity]);
    const pieces = sortPieces(problem, measured, this.ceiling);
    [this.above, this.below, this.ceilingPiece] = [pieces.above, pieces.below, pieces.ceilingPiece];
    this.limitCount = problem.rows.length + problem.pairCeilings.length;
    const limits = limitTables(problem);
    [this.limitAt, this.limitScale] = [limits.at, limits.scale];
    this.hoursScale = Math.max(1, meanOf(problem.arcHours));
    this.limitsOfPair = limitsOfPair(problem);
    this.hasPairCeilings = problem.pairCeilings.length > 0;
    this.unitOfEntry = unitOfEntry(problem);
    const units = Array.from({ length: unitCount }, (_, u) => u);
    this.freeUnits = Int32Array.from(units.filter((u) => this.arcStart[u + 1]! - this.arcStart[u]! > 1));
  }

  /** The arc of `unit` to `csm` (nobody included), or −1. */
  arcTo(unit: number, csm: number): number {
    const { arcStart, arcCsm } = this;
    let low = arcStart[unit]!;
    let high = arcStart[unit + 1]! - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (arcCsm[middle]! < csm) low = middle + 1;
      else high = middle;
    }
    return low === high && arcCsm[low] === csm ? low : -1;
  }
}

function assertOneArcPerCsm({ unitCount, arcStart, arcCsm }: SearchModel): void {
  for (let unit = 0; unit < unitCount; unit++)
    for (let a = arcStart[unit]!; a < arcStart[unit + 1]!; a++)
      if (a > arcStart[unit]! && arcCsm[a]! <= arcCsm[a - 1]!)
        throw new BailiwickError('arcs-not-in-order', `The arcs of unit ${unit} are not by CSM, one each.`, {
          value: Array.from(arcCsm.subarray(arcStart[unit], arcStart[unit + 1])),
          expected: 'CSM indices that increase, the arc to nobody last',
        });
}

function otherQuantities(meters: readonly Meter[]): MeterQuantity[] {
  const measured = new Set(meters.map((meter) => meter.quantity));
  measured.delete('hours');
  return [...measured].sort();
}

function otherLoads(problem: Problem, measured: readonly MeterQuantity[]): Float64Array {
  const loads = new Float64Array(problem.unitCount * measured.length);
  measured.forEach((quantity, q) => {
    const of = quantity === 'arr' ? problem.unitArr : problem.unitRenewals[Number(quantity.slice(-1))]!;
    for (let unit = 0; unit < problem.unitCount; unit++) loads[unit * measured.length + q] = of[unit]!;
  });
  return loads;
}

interface Piece {
  readonly at: number;
  readonly slope: number;
  readonly ceiling?: boolean;
}

function sortPieces(problem: Problem, measured: readonly MeterQuantity[], ceiling: Float64Array) {
  const cells = (problem.csmCount + 1) * (1 + measured.length);
  const above: Piece[][] = Array.from({ length: cells }, () => []);
  const below: Piece[][] = Array.from({ length: cells }, () => []);
  for (const { csm, quantity, pieces } of problem.meters) {
    const cell = csm * (1 + measured.length) + 1 + measured.indexOf(quantity);
    for (const { side, at, slope } of pieces) (side > 0 ? above : below)[cell]!.push({ at, slope });
  }
  for (let csm = 0; csm < ceiling.length; csm++)
    above[csm * (1 + measured.length)]!.push({ at: ceiling[csm]!, slope: 0, ceiling: true });
  for (const list of above) list.sort((x, y) => x.at - y.at);
  for (const list of below) list.sort((x, y) => y.at - x.at);
  const marks = above.flat().map((piece, k) => (piece.ceiling ? k : -1));
  return {
    above: flatten(above),
    below: flatten(below),
    ceilingPiece: Int32Array.from(marks.filter((k) => k >= 0)),
  };
}

function flatten(cells: readonly (readonly Piece[])[]): Pieces {
  const all = cells.flat();
  return {
    start: starts(cells.map((list) => list.length)),
    at: Float64Array.from(all, (piece) => piece.at),
    slope: Float64Array.from(all, (piece) => piece.slope),
  };
}

function limitTables(problem: Problem): { at: Float64Array; scale: Float64Array } {
  const { rows, pairCeilings, rowOfArc, rowCoef } = problem;
  const [sum, count] = [new Float64Array(rows.length), new Float64Array(rows.length)];
  for (let k = 0; k < rowOfArc.length; k++) {
    sum[rowOfArc[k]!]! += Math.abs(rowCoef[k]!);
    count[rowOfArc[k]!]!++;
  }
  const scale = [...rows.map((_, r) => sum[r]! / count[r]! || 1), ...pairCeilings.map(() => 1)];
  const at = [...rows, ...pairCeilings].map(
    ({ limit }, l) => limit + TOLERANCE * Math.max(1, Math.abs(limit), scale[l]!),
  );
  return { at: Float64Array.from(at), scale: Float64Array.from(scale) };
}

function limitsOfPair(problem: Problem): Lists {
  const lists: number[][] = Array.from({ length: problem.pairCount }, () => []);
  problem.pairCeilings.forEach(({ pairs }, c) => {
    for (const pair of pairs) lists[pair]!.push(problem.rows.length + c);
  });
  return toLists(lists);
}

function unitOfEntry(problem: Problem): Int32Array {
  const { arcStart, pairOfArcStart } = problem;
  const unitOf = new Int32Array(problem.pairOfArc.length);
  for (let unit = 0; unit < problem.unitCount; unit++)
    unitOf.fill(unit, pairOfArcStart[arcStart[unit]!], pairOfArcStart[arcStart[unit + 1]!]);
  return unitOf;
}

function toLists(lists: readonly (readonly number[])[]): Lists {
  return { start: starts(lists.map((list) => list.length)), items: Int32Array.from(lists.flat()) };
}

function starts(counts: readonly number[]): Int32Array {
  const start = new Int32Array(counts.length + 1);
  counts.forEach((count, k) => (start[k + 1] = start[k]! + count));
  return start;
}

function meanOf(values: Float64Array): number {
  let [sum, count] = [0, 0];
  for (const value of values) {
    sum += value;
    if (value > 0) count++;
  }
  return count ? sum / count : 0;
}
