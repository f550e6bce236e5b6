import { shorten, type Problem } from '@bailiwick/kernel';
import { attribute } from './cells/attribute.cell.js';
import { CellFault, unguard } from './cells/cell.js';
import { CSV_LIMITS } from './csv-limits.js';
import { requiredNames, resolveHeader, type Header, type HeaderSlot } from './header.js';
import { ProblemList } from './problem-list.js';
import type { Column, RowValues, TableSchema } from './table-schema.js';

/** A CSV file that was read: its good rows as records, and everything that is wrong with the others. */
export interface CsvTable<R> {
  readonly file: string;
  readonly records: readonly R[];
  /** The line on which the row of each record starts, 1-based. */
  readonly lines: readonly number[];
  /** The ids of all rows that have one, also of rows with problems. */
  readonly ids: ReadonlySet<string>;
  /** Errors: the file must not be used. In the order of the lines. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Turns the rows of a file, in order, into a table; throws nothing. */
export class CsvTableBuilder<R> {
  private readonly records: R[] = [];
  private readonly lines: number[] = [];
  private readonly lineOfId = new Map<string, number>();
  private readonly problems: ProblemList;
  private readonly warnings: ProblemList;
  private readonly idColumn: Column<R>;
  private header?: Header<R>;
  private headerSeen = false;

  constructor(
    private readonly schema: TableSchema<R>,
    private readonly file: string,
  ) {
    this.problems = new ProblemList(file, CSV_LIMITS.problems);
    this.warnings = new ProblemList(file, CSV_LIMITS.problems);
    this.idColumn = schema.columns[0]!;
  }

  /** A problem that the reader of the bytes found. */
  addProblem(problem: Problem): void {
    this.problems.add(problem);
  }

  /** Whether the header row was read, good or bad. */
  get hasHeader(): boolean {
    return this.headerSeen;
  }

  /** Whether further rows can be read; not so after a header that says nothing. */
  get wantsRows(): boolean {
    return !this.headerSeen || this.header !== undefined;
  }

  /** The next row, the header first; `line` is where it starts. */
  addRow(cells: readonly string[], line: number): void {
    if (!this.headerSeen) this.takeHeader(cells, line);
    else if (this.header) this.takeRow(this.header, cells, line);
  }

  finish(): CsvTable<R> {
    if (!this.headerSeen && this.problems.count === 0) this.problems.add(this.emptyFile());
    return {
      file: this.file,
      records: this.records,
      lines: this.lines,
      ids: new Set(this.lineOfId.keys()),
      problems: this.problems.toArray(),
      warnings: this.warnings.toArray(),
    };
  }

  private takeHeader(cells: readonly string[], line: number): void {
    this.headerSeen = true;
    const { header, problems, warnings } = resolveHeader(cells, this.schema, line);
    if (header) this.header = header;
    for (const problem of problems) this.problems.add(problem);
    for (const warning of warnings) this.warnings.add(warning);
  }

  private takeRow(header: Header<R>, cells: readonly string[], line: number): void {
    if (cells.every((cell) => cell.trim() === '')) return;
    if (cells.length !== header.slots.length) return this.problems.add(ragged(cells, header, line));
    const before = this.problems.count;
    const values = this.readCells(header, cells, line);
    this.checkRequired(values, line);
    this.checkId(values, line);
    for (const { column, value, fault } of this.schema.check(values)) this.report(column, value, fault, line);
    if (this.problems.count > before) return;
    this.records.push(this.schema.build(values));
    this.lines.push(line);
  }

  private readCells(header: Header<R>, cells: readonly string[], line: number): RowValues<R> {
    const values: Record<string, unknown> = {};
    let attributes: Record<string, unknown> | undefined;
    for (let i = 0; i < cells.length; i++) {
      const slot = header.slots[i];
      const text = slot && unguard(cells[i]!.trim());
      if (!slot || text === undefined || text === '') continue;
      const value = parseCell(slot, text);
      if (value instanceof CellFault) this.report(header.names[i]!, text, value, line);
      else if ('field' in slot) values[slot.field] = value;
      else (attributes ??= {})[slot.attribute] = value;
    }
    if (attributes) values['attributes'] = attributes;
    return values as RowValues<R>;
  }

  private checkRequired(values: RowValues<R>, line: number): void {
    for (const column of this.schema.columns) {
      if (!column.required || values[column.field] !== undefined || this.reported(column.name, line))
        continue;
      const fault = new CellFault('missing-value', 'is empty', `a value in every row`);
      this.report(column.name, '', fault, line);
    }
  }

  private lastReported = { line: -1, columns: new Set<string>() };

  private reported(column: string, line: number): boolean {
    return this.lastReported.line === line && this.lastReported.columns.has(column);
  }

  private checkId(values: RowValues<R>, line: number): void {
    const id = values[this.idColumn.field] as string | undefined;
    if (id === undefined) return;
    const first = this.lineOfId.get(id);
    if (first === undefined) {
      this.lineOfId.set(id, line);
      return;
    }
    const fault = new CellFault(
      'duplicate-id',
      `is taken by the row in line ${first}`,
      'each id once',
      'Maybe a row was pasted twice',
    );
    this.report(this.idColumn.name, id, fault, line);
  }

  private report(column: string, value: unknown, fault: CellFault, line: number): void {
    if (this.lastReported.line !== line) this.lastReported = { line, columns: new Set() };
    this.lastReported.columns.add(column);
    this.problems.add({
      code: fault.code,
      message: `${column} ${fault.says}`,
      line,
      column,
      value: shorten(value),
      expected: fault.expected,
      ...(fault.hint ? { hint: fault.hint } : {}),
    });
  }

  private emptyFile(): Problem {
    return {
      code: 'empty-file',
      message: 'The file is empty',
      line: 1,
      expected: `a header row with ${requiredNames(this.schema)}`,
      hint: 'Maybe the export did not finish',
    };
  }
}

function parseCell<R>(slot: NonNullable<HeaderSlot<R>>, text: string): unknown {
  return 'field' in slot ? slot.parse(text) : attribute(text);
}

function ragged<R>(cells: readonly string[], header: Header<R>, line: number): Problem {
  const more = cells.length > header.slots.length;
  return {
    code: 'ragged-row',
    message: `The row has ${cells.length} cells, the header ${header.slots.length}`,
    line,
    column: header.names[Math.min(cells.length, header.names.length) - 1]!,
    value: shorten(cells.join(',')),
    expected: `${header.slots.length} cells`,
    hint: more
      ? 'Maybe text with a comma in it is not in quotes'
      : 'Maybe a comma is missing, or the row is cut off',
  };
}
