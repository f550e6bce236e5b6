import type { Problem } from '../problem/problem.js';
import { growingBytes, growingFloats, growingInts } from '../problem/growing-array.js';
import type { DeviationColumn, LoadColumn, ModelUnits, RowRole, TerritoryModel } from './mip-model.js';
import type { ProblemIndex } from './problem-index.js';

/** From here on ARR is counted in thousands, so that coefficients stay within what solvers' tolerances suit. */
const BIG_ARR = 20_000;

/** Collects the columns and rows that the constraints and terms of a territory model add. */
export class ModelBuilder {
  readonly loads: LoadColumn[] = [];
  readonly deviations: DeviationColumn[] = [];
  readonly units: ModelUnits;
  private readonly colCost = growingFloats();
  private readonly colLower = growingFloats();
  private readonly colUpper = growingFloats();
  private readonly integrality = growingBytes();
  private readonly rowStart = growingInts();
  private readonly rowIndex = growingInts();
  private readonly rowValue = growingFloats();
  private readonly rowLower = growingFloats();
  private readonly rowUpper = growingFloats();
  private readonly rowRole = growingBytes();
  private readonly rowFirst = growingInts();
  private readonly rowSecond = growingInts();

  constructor(
    readonly problem: Problem,
    readonly index: ProblemIndex,
  ) {
    this.rowStart.push(0);
    this.units = { hours: 100, arr: problem.unitArr.some((arr) => arr >= BIG_ARR) ? 1000 : 1 };
  }

  get arcCount(): number {
    return this.problem.arcCsm.length;
  }

  pairColumn(pair: number): number {
    return this.arcCount + pair;
  }

  /** Adds a column and returns its index. */
  column(cost: number, lower: number, upper: number, integral: boolean): number {
    this.colLower.push(lower);
    this.colUpper.push(upper);
    this.integrality.push(integral ? 1 : 0);
    return this.colCost.push(cost);
  }

  /** Adds an entry to the row that is being written; entries of one column that follow each other are summed. */
  entry(column: number, value: number): void {
    const open = this.rowIndex.length > this.rowStart.last();
    if (open && this.rowIndex.last() === column) {
      this.rowValue.addToLast(value);
      return;
    }
    this.rowIndex.push(column);
    this.rowValue.push(value);
  }

  /** Ends the row whose entries were just added. */
  row(role: RowRole, lower: number, upper: number, first: number, second = -1): void {
    this.rowLower.push(lower);
    this.rowUpper.push(upper);
    this.rowRole.push(role);
    this.rowFirst.push(first);
    this.rowSecond.push(second);
    this.rowStart.push(this.rowIndex.length);
  }

  finish(): TerritoryModel {
    return {
      problem: this.problem,
      units: this.units,
      arcCount: this.arcCount,
      numCols: this.colCost.length,
      numRows: this.rowLower.length,
      colCost: this.colCost.toArray(),
      colLower: this.colLower.toArray(),
      colUpper: this.colUpper.toArray(),
      integrality: this.integrality.toArray(),
      rowStart: this.rowStart.toArray(),
      rowIndex: this.rowIndex.toArray(),
      rowValue: this.rowValue.toArray(),
      rowLower: this.rowLower.toArray(),
      rowUpper: this.rowUpper.toArray(),
      rowRole: this.rowRole.toArray(),
      rowFirst: this.rowFirst.toArray(),
      rowSecond: this.rowSecond.toArray(),
      loads: this.loads,
      deviations: this.deviations,
    };
  }
}
