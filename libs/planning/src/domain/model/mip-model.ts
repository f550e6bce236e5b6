import type { Meter, MeterPiece, MeterQuantity, Problem } from '../problem/problem.js';

/**
 * A mixed-integer linear program in the form that solvers take:
 *
 *   minimise  colCost · x
 *   s.t.      rowLower ≤ A x ≤ rowUpper,  colLower ≤ x ≤ colUpper,  x_j whole where integrality[j] = 1
 *
 * A is stored by rows: the entries of row i are `rowStart[i] … rowStart[i+1]` of `rowIndex` (columns) and `rowValue`.
 * Missing bounds are ±Infinity. There is no constant. Plain typed arrays, so that a model crosses threads.
 */
export interface MipModel {
  readonly numCols: number;
  readonly numRows: number;
  readonly colCost: Float64Array;
  readonly colLower: Float64Array;
  readonly colUpper: Float64Array;
  /** 1 = whole number, 0 = continuous. */
  readonly integrality: Uint8Array;
  readonly rowStart: Int32Array;
  readonly rowIndex: Int32Array;
  readonly rowValue: Float64Array;
  readonly rowLower: Float64Array;
  readonly rowUpper: Float64Array;
}

/** The sum of one quantity on one CSM as a column of its own, in model units. */
export interface LoadColumn {
  readonly quantity: MeterQuantity;
  readonly csm: number;
  readonly column: number;
  readonly lower: number;
  readonly upper: number;
}

/** How far a load is beyond a meter piece, as a column, in model units. */
export interface DeviationColumn {
  readonly meter: Meter;
  readonly piece: MeterPiece;
  readonly column: number;
  readonly load: LoadColumn;
}

/** What a row of a territory model states; `first` and `second` of its tag depend on it. */
export enum RowRole {
  /** first = unit. */
  Assignment,
  /** first = arc, second = pair: x ≤ y. */
  ArcOpensPair,
  /** first = AE pair, second = AVP pair: y ≤ y'. */
  PairOpensPair,
  /** first = pair: Σ x ≤ n·y over the arcs that open it. */
  ArcsOpenPair,
  /** first = CSM. */
  HoursCeiling,
  /** first = index of the load column. */
  Load,
  /** first = index of the deviation column. */
  Deviation,
  /** first = index of the problem's row. */
  Limit,
  /** first = index of the pair ceiling. */
  PairCeiling,
}

/** The MIP of a territory problem: column a is arc a, then the pairs, then loads and deviations. */
export interface TerritoryModel extends MipModel {
  readonly problem: Problem;
  readonly units: ModelUnits;
  /** Number of arcs = index of the first pair column. */
  readonly arcCount: number;
  readonly loads: readonly LoadColumn[];
  readonly deviations: readonly DeviationColumn[];
  readonly rowRole: Uint8Array;
  readonly rowFirst: Int32Array;
  readonly rowSecond: Int32Array;
}

/** How many of the problem's units one unit of the model is: hours, and thousands of currency units where ARR is big. */
export interface ModelUnits {
  readonly hours: 100;
  readonly arr: 1 | 1000;
}

export function unitOf(units: ModelUnits, quantity: MeterQuantity): number {
  return quantity === 'hours' ? units.hours : units.arr;
}
