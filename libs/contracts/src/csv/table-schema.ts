import type { CellFault, CellParser } from './cells/cell.js';

/** A column that the contract names. */
export interface Column<R> {
  readonly name: string;
  /** The field of the record that holds its value. */
  readonly field: keyof R & string;
  readonly required?: boolean;
  readonly parse: CellParser;
}

/** The values of a row's cells by field; a missing fact is absent. */
export type RowValues<R> = { -readonly [K in keyof R]?: R[K] };

/** A fault of a row that shows in the cell of `column`. */
export interface RowFault {
  readonly column: string;
  readonly value: unknown;
  readonly fault: CellFault;
}

/** A kind of CSV file: its columns, and how a row becomes a record. */
export interface TableSchema<R> {
  readonly kind: 'accounts' | 'csms' | 'aes' | 'overrides';
  /** The first column: its value names the row. */
  readonly columns: readonly Column<R>[];
  /** What becomes of columns that the contract does not name. */
  readonly unknownColumns: 'attributes' | 'ignored';
  /** What the cells of a row must fulfil together. */
  readonly check: (values: RowValues<R>) => readonly RowFault[];
  /** The record of a row without faults. */
  readonly build: (values: RowValues<R>) => R;
}
