import type { MipModel } from './mip-model.js';
import type { NamedModel } from './model-names.js';

/** Some readers of LP files cut longer lines. */
const LONGEST_LINE = 200;

/**
 * A model as lines of a CPLEX LP file, in full double precision. Rows without bounds are left out: they say nothing.
 * @see the LP chapter of the CPLEX file format reference
 */
export function* lpLines(named: NamedModel): Generator<string> {
  const { model } = named;
  yield `\\ ${model.numRows} rows, ${model.numCols} columns; minimise points`;
  yield 'Minimize';
  yield* wrap(' points:', objectiveTerms(named));
  yield 'Subject To';
  for (let row = 0; row < model.numRows; row++) yield* rowLines(named, row);
  yield 'Bounds';
  yield* boundLines(named);
  yield* integralLines(named, 'Binaries', (j) => isBinary(model, j));
  yield* integralLines(named, 'Generals', (j) => !isBinary(model, j));
  yield 'End';
}

function* objectiveTerms({ model, columnName }: NamedModel): Generator<string> {
  let empty = true;
  for (let j = 0; j < model.numCols; j++) {
    if (!model.colCost[j]) continue;
    empty = false;
    yield term(model.colCost[j]!, columnName(j));
  }
  if (empty && model.numCols) yield `0 ${columnName(0)}`;
}

function* rowLines({ model, columnName, rowName }: NamedModel, row: number): Generator<string> {
  const lower = model.rowLower[row]!;
  const upper = model.rowUpper[row]!;
  if (lower === -Infinity && upper === Infinity) return;
  const terms = [];
  for (let k = model.rowStart[row]!; k < model.rowStart[row + 1]!; k++) {
    terms.push(term(model.rowValue[k]!, columnName(model.rowIndex[k]!)));
  }
  if (!terms.length) terms.push(`0 ${columnName(0)}`);
  const name = rowName(row);
  if (lower === upper) yield* wrap(` ${name}:`, [...terms, `= ${lower}`]);
  else if (lower === -Infinity) yield* wrap(` ${name}:`, [...terms, `<= ${upper}`]);
  else if (upper === Infinity) yield* wrap(` ${name}:`, [...terms, `>= ${lower}`]);
  else {
    yield* wrap(` ${name}.above:`, [...terms, `>= ${lower}`]);
    yield* wrap(` ${name}.below:`, [...terms, `<= ${upper}`]);
  }
}

function* boundLines({ model, columnName }: NamedModel): Generator<string> {
  for (let j = 0; j < model.numCols; j++) {
    const lower = model.colLower[j]!;
    const upper = model.colUpper[j]!;
    if (isBinary(model, j) || (lower === 0 && upper === Infinity)) continue;
    if (lower === -Infinity && upper === Infinity) yield ` ${columnName(j)} free`;
    else if (upper === Infinity) yield ` ${columnName(j)} >= ${lower}`;
    else yield ` ${lower === -Infinity ? '-inf' : lower} <= ${columnName(j)} <= ${upper}`;
  }
}

function* integralLines(
  named: NamedModel,
  section: string,
  belongs: (column: number) => boolean,
): Generator<string> {
  const { model, columnName } = named;
  let empty = true;
  for (let j = 0; j < model.numCols; j++) {
    if (!model.integrality[j] || !belongs(j)) continue;
    if (empty) yield section;
    empty = false;
    yield ` ${columnName(j)}`;
  }
}

function isBinary({ integrality, colLower, colUpper }: MipModel, column: number): boolean {
  return integrality[column] === 1 && colLower[column] === 0 && colUpper[column] === 1;
}

function term(coefficient: number, name: string): string {
  const sign = coefficient < 0 ? '-' : '+';
  const size = Math.abs(coefficient);
  return size === 1 ? `${sign} ${name}` : `${sign} ${size} ${name}`;
}

function* wrap(head: string, terms: Iterable<string>): Generator<string> {
  let line = head;
  for (const text of terms) {
    if (line.length + 1 + text.length > LONGEST_LINE) {
      yield line;
      line = ' ';
    }
    line += ` ${text}`;
  }
  yield line;
}
