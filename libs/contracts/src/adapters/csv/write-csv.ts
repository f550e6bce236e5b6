import { BailiwickError } from '@bailiwick/kernel';
import { stringify } from 'csv-stringify/sync';
import { guard } from '../../csv/cells/cell.js';

/** What a cell can hold; a list is written with `;`, nothing as an empty cell. */
export type CsvValue = string | number | boolean | readonly string[] | null | undefined;

/** A column of an output: its name, and where its value comes from. */
export interface CsvColumn<Row> {
  readonly name: string;
  readonly value: (row: Row) => CsvValue;
}

/**
 * Rows as CSV: UTF-8 text, `,`, LF after every row, quotes where RFC 4180 asks for them. Numbers are written in the
 * shortest decimal form without an exponent, booleans as true and false; `'` goes before text that a spreadsheet
 * would take for a formula. The same rows give the same text.
 * @throws BailiwickError `not-a-csv-number` for NaN and infinities
 */
export function writeCsv<Row>(columns: readonly CsvColumn<Row>[], rows: Iterable<Row>): string {
  const records: string[][] = [columns.map((column) => guard(column.name))];
  for (const row of rows) records.push(columns.map((column) => cellText(column.value(row), column.name)));
  // A row with one empty cell would be a blank line, which readers skip.
  return stringify(records, {
    record_delimiter: '\n',
    quote_record_delimiter: true,
    quoted_empty: columns.length === 1,
  });
}

function cellText(value: CsvValue, column: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') return plainNumber(value, column);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return guard(typeof value === 'string' ? value : value.join(';'));
}

function plainNumber(value: number, column: string): string {
  if (!Number.isFinite(value))
    throw new BailiwickError('not-a-csv-number', `${column} is ${value}`, {
      column,
      value,
      expected: 'a finite number',
    });
  const text = String(value === 0 ? 0 : value);
  const parts = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!parts) return text;
  const [, sign, first, rest = '', exponent] = parts;
  const digits = `${first}${rest}`;
  const point = 1 + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, '0')}`;
}
