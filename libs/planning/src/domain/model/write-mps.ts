import type { MipModel } from './mip-model.js';
import type { NamedModel } from './model-names.js';

/** A model as lines of a free-format MPS file, in full double precision; the objective row is `points`. */
export function* mpsLines(named: NamedModel, modelName = 'bailiwick'): Generator<string> {
  const { model, rowName } = named;
  yield `NAME ${modelName}`;
  yield 'ROWS';
  yield ' N points';
  for (let i = 0; i < model.numRows; i++) yield ` ${rowType(model, i)} ${rowName(i)}`;
  yield 'COLUMNS';
  yield* columnLines(named);
  yield 'RHS';
  yield* rhsLines(named);
  yield* rangeLines(named);
  yield 'BOUNDS';
  for (let j = 0; j < model.numCols; j++) yield* boundLines(named, j);
  yield 'ENDATA';
}

function rowType({ rowLower, rowUpper }: MipModel, row: number): 'E' | 'L' | 'G' | 'N' {
  if (rowLower[row] === rowUpper[row]) return 'E';
  if (rowUpper[row]! < Infinity) return 'L';
  return rowLower[row]! > -Infinity ? 'G' : 'N';
}

function* columnLines({ model, columnName, rowName }: NamedModel): Generator<string> {
  const { start, row, value } = byColumn(model);
  let integral = 0;
  for (let j = 0; j < model.numCols; j++) {
    if (model.integrality[j] !== integral) {
      integral = model.integrality[j]!;
      yield ` MARKER 'MARKER' '${integral ? 'INTORG' : 'INTEND'}'`;
    }
    const name = columnName(j);
    // Also when it costs nothing: a column that no line names would not exist.
    if (model.colCost[j] || start[j] === start[j + 1]) yield ` ${name} points ${model.colCost[j]!}`;
    for (let k = start[j]!; k < start[j + 1]!; k++) yield ` ${name} ${rowName(row[k]!)} ${value[k]!}`;
  }
  if (integral) yield ` MARKER 'MARKER' 'INTEND'`;
}

function* rhsLines({ model, rowName }: NamedModel): Generator<string> {
  for (let i = 0; i < model.numRows; i++) {
    const type = rowType(model, i);
    const rhs = type === 'G' ? model.rowLower[i]! : type === 'N' ? 0 : model.rowUpper[i]!;
    if (rhs) yield ` RHS ${rowName(i)} ${rhs}`;
  }
}

function* rangeLines({ model, rowName }: NamedModel): Generator<string> {
  let empty = true;
  for (let i = 0; i < model.numRows; i++) {
    if (rowType(model, i) !== 'L' || model.rowLower[i] === -Infinity) continue;
    if (empty) yield 'RANGES';
    empty = false;
    yield ` RNG ${rowName(i)} ${model.rowUpper[i]! - model.rowLower[i]!}`;
  }
}

function* boundLines({ model, columnName }: NamedModel, j: number): Generator<string> {
  const lower = model.colLower[j]!;
  const upper = model.colUpper[j]!;
  const integral = model.integrality[j] === 1;
  const name = columnName(j);
  if (integral && lower === 0 && upper === 1) yield ` BV BND ${name}`;
  else if (lower === upper) yield ` FX BND ${name} ${lower}`;
  else if (lower === -Infinity && upper === Infinity) yield ` FR BND ${name}`;
  else {
    if (lower === -Infinity) yield ` MI BND ${name}`;
    else if (lower !== 0 || upper < 0) yield ` LO BND ${name} ${lower}`;
    if (upper < Infinity) yield ` UP BND ${name} ${upper}`;
    else if (integral) yield ` PL BND ${name}`;
  }
}

function byColumn(model: MipModel) {
  const start = new Int32Array(model.numCols + 1);
  for (const column of model.rowIndex) start[column + 1]!++;
  for (let j = 0; j < model.numCols; j++) start[j + 1]! += start[j]!;
  const next = start.slice(0, model.numCols);
  const row = new Int32Array(model.rowIndex.length);
  const value = new Float64Array(model.rowIndex.length);
  for (let i = 0; i < model.numRows; i++) {
    for (let k = model.rowStart[i]!; k < model.rowStart[i + 1]!; k++) {
      const at = next[model.rowIndex[k]!]!++;
      row[at] = i;
      value[at] = model.rowValue[k]!;
    }
  }
  return { start, row, value };
}
