import { quantityOfArc } from '../problem/evaluate.js';
import type { Meter, MeterPiece, MeterQuantity, Problem } from '../problem/problem.js';
import type { Part } from './restrict-problem.js';
import type { Rest } from './restrict-rest.js';

type Pairs = Pick<
  Problem,
  | 'pairCount'
  | 'pairCost'
  | 'pairKind'
  | 'pairOwner'
  | 'pairCsm'
  | 'pairOfArcStart'
  | 'pairOfArc'
  | 'pairCeilings'
>;
type Rows = Pick<Problem, 'rows' | 'rowOfArcStart' | 'rowOfArc' | 'rowCoef'>;

/** Pairs that only the part can open; one that the rest uses is open at no further cost. */
export function restrictPairs(whole: Problem, part: Part, rest: Rest): Pairs {
  const newPair = new Map<number, number>();
  const pairOfArcStart = new Int32Array(part.arcs.length + 1);
  const pairOfArc: number[] = [];
  part.arcs.forEach((arc, k) => {
    for (let entry = whole.pairOfArcStart[arc]!; entry < whole.pairOfArcStart[arc + 1]!; entry++) {
      const pair = whole.pairOfArc[entry]!;
      if (rest.pairUsed[pair]) continue;
      if (!newPair.has(pair)) newPair.set(pair, newPair.size);
      pairOfArc.push(newPair.get(pair)!);
    }
    pairOfArcStart[k + 1] = pairOfArc.length;
  });
  const pairs = Int32Array.from(newPair.keys());
  return {
    pairCount: pairs.length,
    pairCost: Float64Array.from(pairs, (pair) => whole.pairCost[pair]!),
    pairKind: Uint8Array.from(pairs, (pair) => whole.pairKind[pair]!),
    pairOwner: pairs.map((pair) => whole.pairOwner[pair]!),
    pairCsm: pairs.map((pair) => part.newCsm[whole.pairCsm[pair]!]!),
    pairOfArcStart,
    pairOfArc: Int32Array.from(pairOfArc),
    pairCeilings: whole.pairCeilings.flatMap((ceiling) => {
      const free = ceiling.pairs.filter((pair) => newPair.has(pair)).map((pair) => newPair.get(pair)!);
      const used = ceiling.pairs.reduce((sum, pair) => sum + rest.pairUsed[pair]!, 0);
      const limit = ceiling.limit - used;
      return free.length && free.length > limit ? [{ ...ceiling, limit, pairs: free }] : [];
    }),
  };
}

/** Rows that free units touch and can break, less what the rest spends of them. */
export function restrictRows(whole: Problem, part: Part, rest: Rest): Rows {
  const newRow = new Map<number, number>();
  for (const [row, most] of mostByRow(whole, part)) {
    if (most > whole.rows[row]!.limit - rest.rowActivity[row]!) newRow.set(row, newRow.size);
  }
  const rowOfArcStart = new Int32Array(part.arcs.length + 1);
  const rowOfArc: number[] = [];
  const rowCoef: number[] = [];
  part.arcs.forEach((arc, k) => {
    for (let entry = whole.rowOfArcStart[arc]!; entry < whole.rowOfArcStart[arc + 1]!; entry++) {
      const row = newRow.get(whole.rowOfArc[entry]!);
      if (row === undefined) continue;
      rowOfArc.push(row);
      rowCoef.push(whole.rowCoef[entry]!);
    }
    rowOfArcStart[k + 1] = rowOfArc.length;
  });
  return {
    rows: [...newRow.keys()].map((row) => {
      return { ...whole.rows[row]!, limit: whole.rows[row]!.limit - rest.rowActivity[row]! };
    }),
    rowOfArcStart,
    rowOfArc: Int32Array.from(rowOfArc),
    rowCoef: Float64Array.from(rowCoef),
  };
}

/** The most that free units can add to each row that they touch. */
function mostByRow(whole: Problem, part: Part): Map<number, number> {
  const most = new Map<number, number>();
  part.units.forEach((_, k) => {
    const ofUnit = new Map<number, { most: number; arcs: number }>();
    const arcs = part.arcs.subarray(part.arcStart[k]!, part.arcStart[k + 1]!);
    for (const arc of arcs) {
      for (const [row, coef] of coefficients(whole, arc)) {
        const seen = ofUnit.get(row) ?? { most: -Infinity, arcs: 0 };
        ofUnit.set(row, { most: Math.max(seen.most, coef), arcs: seen.arcs + 1 });
      }
    }
    for (const [row, seen] of ofUnit) {
      const best = seen.arcs < arcs.length ? Math.max(0, seen.most) : seen.most;
      most.set(row, (most.get(row) ?? 0) + best);
    }
  });
  return most;
}

function coefficients(whole: Problem, arc: number): Map<number, number> {
  const coefs = new Map<number, number>();
  for (let entry = whole.rowOfArcStart[arc]!; entry < whole.rowOfArcStart[arc + 1]!; entry++) {
    const row = whole.rowOfArc[entry]!;
    coefs.set(row, (coefs.get(row) ?? 0) + whole.rowCoef[entry]!);
  }
  return coefs;
}

/** The meters of the part's CSMs, their pieces shifted by what the rest carries; unreachable pieces left out. */
export function restrictMeters(whole: Problem, part: Part, rest: Rest): Meter[] {
  const most = new Map<MeterQuantity, Float64Array>();
  return whole.meters.flatMap((meter) => {
    const csm = part.newCsm[meter.csm]!;
    if (csm < 0) return [];
    const { quantity } = meter;
    if (!most.has(quantity)) most.set(quantity, mostLoads(whole, part, quantity));
    const pieces = meter.pieces
      .map((piece): MeterPiece => ({ ...piece, at: piece.at - rest.loads[quantity]![meter.csm]! }))
      .filter((piece) => (piece.side > 0 ? piece.at < most.get(quantity)![csm]! : piece.at > 0));
    return pieces.length ? [{ ...meter, csm, pieces }] : [];
  });
}

/** The most that the free units can put on each of the part's CSMs. */
function mostLoads(whole: Problem, part: Part, quantity: MeterQuantity): Float64Array {
  const most = new Float64Array(part.csms.length);
  part.units.forEach((unit, k) => {
    for (let a = part.arcStart[k]!; a < part.arcStart[k + 1]!; a++) {
      const arc = part.arcs[a]!;
      if (whole.arcCsm[arc]! >= 0)
        most[part.newCsm[whole.arcCsm[arc]!]!]! += quantityOfArc(whole, quantity, unit, arc);
    }
  });
  return most;
}
