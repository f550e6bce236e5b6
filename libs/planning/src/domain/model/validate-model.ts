import type { Problem as Complaint } from '@bailiwick/kernel';
import type { MipModel } from './mip-model.js';

/** Solvers drop coefficients below this, or misread bounds above it. */
const LARGEST = 1e15;
const MOST_COMPLAINTS = 20;

/**
 * What makes a model unfit for a solver: lengths that do not match, numbers that are not finite, bounds that cross,
 * columns that do not exist, a column twice in a row. Empty when it is fit; at most 20 are listed.
 */
export function validateModel(model: MipModel): Complaint[] {
  const lengths = lengthComplaints(model);
  if (lengths.length) return lengths;
  const complaints: Complaint[] = [];
  const checks = [columnComplaints(model), rowBoundComplaints(model), entryComplaints(model)];
  for (const check of checks) {
    for (const complaint of check) {
      complaints.push(complaint);
      if (complaints.length === MOST_COMPLAINTS) return complaints;
    }
  }
  return complaints;
}

function lengthComplaints(model: MipModel): Complaint[] {
  const entries = model.rowStart[model.numRows] ?? NaN;
  const expected: [keyof MipModel, number][] = [
    ['colCost', model.numCols],
    ['colLower', model.numCols],
    ['colUpper', model.numCols],
    ['integrality', model.numCols],
    ['rowLower', model.numRows],
    ['rowUpper', model.numRows],
    ['rowStart', model.numRows + 1],
    ['rowIndex', entries],
    ['rowValue', entries],
  ];
  return expected.flatMap(([name, length]) => {
    const actual = (model[name] as ArrayLike<number>).length;
    if (actual === length) return [];
    return [
      { code: 'model-length', message: `${name} has the wrong length`, value: actual, expected: `${length}` },
    ];
  });
}

function* columnComplaints({ numCols, colCost, colLower, colUpper }: MipModel): Generator<Complaint> {
  for (let j = 0; j < numCols; j++) {
    if (!isSound(colCost[j]!)) {
      yield {
        code: 'model-cost',
        message: `the cost of column ${j} is not a usable number`,
        value: colCost[j],
      };
    }
    if (!areBounds(colLower[j]!, colUpper[j]!))
      yield boundComplaint(`column ${j}`, colLower[j]!, colUpper[j]!);
  }
}

function* rowBoundComplaints({ numRows, rowLower, rowUpper }: MipModel): Generator<Complaint> {
  for (let i = 0; i < numRows; i++) {
    if (!areBounds(rowLower[i]!, rowUpper[i]!)) yield boundComplaint(`row ${i}`, rowLower[i]!, rowUpper[i]!);
  }
}

function* entryComplaints({
  numCols,
  numRows,
  rowStart,
  rowIndex,
  rowValue,
}: MipModel): Generator<Complaint> {
  const lastRowOf = new Int32Array(numCols).fill(-1);
  for (let i = 0; i < numRows; i++) {
    for (let k = rowStart[i]!; k < rowStart[i + 1]!; k++) {
      const column = rowIndex[k]!;
      if (!(column >= 0 && column < numCols)) {
        yield { code: 'model-column', message: `row ${i} names a column that does not exist`, value: column };
        continue;
      }
      if (lastRowOf[column] === i) {
        yield { code: 'model-duplicate', message: `row ${i} names a column twice`, value: column };
      }
      lastRowOf[column] = i;
      if (!isSound(rowValue[k]!)) {
        yield {
          code: 'model-coefficient',
          message: `row ${i} has an unusable coefficient`,
          value: rowValue[k],
        };
      }
    }
  }
}

function isSound(value: number): boolean {
  return Math.abs(value) < LARGEST;
}

function areBounds(lower: number, upper: number): boolean {
  const usable = (bound: number, missing: number): boolean => bound === missing || isSound(bound);
  return lower <= upper && usable(lower, -Infinity) && usable(upper, Infinity);
}

function boundComplaint(what: string, lower: number, upper: number): Complaint {
  const expected = `lower ≤ upper, each below ${LARGEST} or infinite`;
  return {
    code: 'model-bounds',
    message: `${what} has unusable bounds`,
    value: `${lower} … ${upper}`,
    expected,
  };
}
