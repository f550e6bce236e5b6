import type { MipModel } from './mip-model.js';

/** Half a unit in the last place of 1: the relative error of one rounded operation. */
const HALF_ULP = 2 ** -53;

/**
 * A lower bound on the model's optimum (with or without integrality) from row duals of any quality:
 *
 *   Σ_i min over the row's bounds of y_i · a  +  Σ_j min over the column's bounds of (c − Aᵀy)_j · x
 *
 * Duals that point at a missing row bound are taken as 0. Rounding is charged against the bound, so that it holds in
 * floating point. −Infinity when a column without a bound has a reduced cost towards it.
 * @see Neumaier and Shcherbina, Safe bounds in linear and mixed-integer linear programming, 2004
 */
export function safeDualBound(model: MipModel, duals: Float64Array): number {
  const y = projectDuals(model, duals);
  const { reduced, magnitude, count } = reducedCosts(model, y);
  const total = new DownwardSum();
  for (let i = 0; i < model.numRows; i++) {
    if (y[i]) total.addProduct(y[i]!, y[i]! > 0 ? model.rowLower[i]! : model.rowUpper[i]!);
  }
  for (let j = 0; j < model.numCols; j++) {
    const error = (count[j]! + 3) * HALF_ULP * magnitude[j]!;
    addLeast(total, reduced[j]! - error, reduced[j]! + error, model.colLower[j]!, model.colUpper[j]!);
  }
  return total.value();
}

function projectDuals({ numRows, rowLower, rowUpper }: MipModel, duals: Float64Array): Float64Array {
  const y = new Float64Array(numRows);
  for (let i = 0; i < numRows; i++) {
    const dual = Number.isFinite(duals[i]) ? duals[i]! : 0;
    if (dual > 0 && rowLower[i]! > -Infinity) y[i] = dual;
    if (dual < 0 && rowUpper[i]! < Infinity) y[i] = dual;
  }
  return y;
}

function reducedCosts(model: MipModel, y: Float64Array) {
  const { numRows, rowStart, rowIndex, rowValue, colCost } = model;
  const reduced = colCost.slice();
  const magnitude = colCost.map(Math.abs);
  const count = new Int32Array(model.numCols);
  for (let i = 0; i < numRows; i++) {
    if (!y[i]) continue;
    for (let k = rowStart[i]!; k < rowStart[i + 1]!; k++) {
      const product = rowValue[k]! * y[i]!;
      const column = rowIndex[k]!;
      reduced[column]! -= product;
      magnitude[column]! += Math.abs(product);
      count[column]!++;
    }
  }
  return { reduced, magnitude, count };
}

/** Adds the least value of d · x over d in [low, high] and x in [lower, upper]. */
function addLeast(total: DownwardSum, low: number, high: number, lower: number, upper: number): void {
  const least = Math.min(times(low, lower), times(low, upper), times(high, lower), times(high, upper));
  if (least !== 0) total.addProduct(1, least);
}

/** A product in which 0 · ∞ is 0. */
function times(d: number, bound: number): number {
  return d === 0 || bound === 0 ? 0 : d * bound;
}

/** A compensated sum of products from which its own rounding error is subtracted. */
class DownwardSum {
  private sum = 0;
  private compensation = 0;
  private magnitude = 0;
  private terms = 0;

  addProduct(a: number, b: number): void {
    const term = a * b;
    const next = this.sum + term;
    this.compensation +=
      Math.abs(this.sum) >= Math.abs(term) ? this.sum - next + term : term - next + this.sum;
    this.sum = next;
    this.magnitude += Math.abs(term);
    this.terms++;
  }

  value(): number {
    if (this.sum === -Infinity) return -Infinity;
    const total = this.sum + this.compensation;
    // One rounding for each product and each least value, and second-order terms of the compensated sum.
    const perTerm = 3 + this.terms * this.terms * HALF_ULP;
    return total - (perTerm * this.magnitude + 2 * Math.abs(total)) * HALF_ULP;
  }
}
