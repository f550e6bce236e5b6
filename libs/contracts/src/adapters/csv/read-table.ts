import { shorten, type Problem } from '@bailiwick/kernel';
import { CsvError, parse } from 'csv-parse/sync';
import { CSV_LIMITS } from '../../csv/csv-limits.js';
import { CsvTableBuilder, type CsvTable } from '../../csv/csv-table.js';
import type { TableSchema } from '../../csv/table-schema.js';
import { bomLength, foreignEncoding, isLineBreak, LineCounter, nextLine, utf8Faults } from './utf8.js';

const MAX_UTF8_FAULTS = 100;
const EXCERPT_BYTES = 200;
const COMMA = 0x2c;
const SEMICOLON = 0x3b;
const QUOTE = 0x22;

/**
 * Reads a CSV file: UTF-8 with or without byte order mark, LF, CRLF or CR, `,` or `;` as the header has it, quotes as
 * RFC 4180 says. Never throws: everything that is wrong is in `problems`. Memory stays near that of the records.
 */
export function readTable<R>(schema: TableSchema<R>, bytes: Uint8Array, fileName: string): CsvTable<R> {
  const builder = new CsvTableBuilder(schema, fileName);
  const unreadable = unreadableFile(bytes);
  if (unreadable) builder.addProblem(unreadable);
  else {
    for (const fault of utf8Faults(bytes, MAX_UTF8_FAULTS)) builder.addProblem(invalidUtf8(fault));
    new RowReader(bytes, builder).readAll();
  }
  return builder.finish();
}

function unreadableFile(bytes: Uint8Array): Problem | undefined {
  if (bytes.length > CSV_LIMITS.fileBytes)
    return {
      code: 'file-too-large',
      message: `The file has ${bytes.length} bytes`,
      value: bytes.length,
      expected: `at most ${CSV_LIMITS.fileBytes} bytes`,
      hint: 'Maybe leave out columns that are not needed',
    };
  const encoding = foreignEncoding(bytes);
  if (encoding === undefined) return undefined;
  return {
    code: 'not-utf8',
    message: `The file is encoded in ${encoding}`,
    line: 1,
    value: encoding,
    expected: 'UTF-8',
    hint: 'Maybe save it as "CSV UTF-8"',
  };
}

function invalidUtf8({ offset, line, byte }: { offset: number; line: number; byte: number }): Problem {
  return {
    code: 'not-utf8',
    message: `Byte ${offset} of the file is not UTF-8`,
    line,
    value: `0x${byte.toString(16).toUpperCase()} at byte ${offset}`,
    expected: 'UTF-8',
    hint: 'Maybe the file was saved in Windows-1252 or Latin-1; save it as "CSV UTF-8"',
  };
}

/** Feeds the rows of a file to a builder, going on after rows that are no CSV. */
class RowReader<R> {
  private readonly delimiter: string;
  private readonly lines: LineCounter;
  /** Where the row that is being read starts. */
  private start: number;
  private rows = 0;
  private broken = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly builder: CsvTableBuilder<R>,
  ) {
    this.start = bomLength(bytes);
    this.delimiter = delimiterOf(bytes, this.start);
    this.lines = new LineCounter(bytes);
  }

  readAll(): void {
    while (this.start < this.bytes.length && this.builder.wantsRows) {
      const error = this.readOn();
      if (error === undefined) return;
      this.report(error);
      if (!this.builder.hasHeader) return;
      if (++this.broken > CSV_LIMITS.brokenRows) return this.builder.addProblem(noCsv());
      this.start = nextLine(this.bytes, this.start);
    }
  }

  /** Reads rows from `start` to the end, or to the first that is no CSV. */
  private readOn(): CsvError | undefined {
    const base = this.start;
    try {
      parse(this.bytes.subarray(base), {
        delimiter: this.delimiter,
        record_delimiter: ['\r\n', '\n', '\r'],
        relax_column_count: true,
        skip_empty_lines: true,
        max_record_size: CSV_LIMITS.rowLength,
        on_record: (cells: string[], { bytes }: { bytes: number }) => {
          this.take(cells);
          this.start = base + bytes;
          return null;
        },
      });
      return undefined;
    } catch (error) {
      if (error instanceof EnoughRows) return undefined;
      if (error instanceof CsvError) return error;
      throw error;
    }
  }

  private take(cells: string[]): void {
    const line = this.lines.lineAt(this.skipBlank());
    this.builder.addRow(cells, line);
    if (!this.builder.wantsRows) throw new EnoughRows();
    if (this.rows++ < CSV_LIMITS.rows) return;
    this.builder.addProblem(tooManyRows(line));
    throw new EnoughRows();
  }

  /** The row starts after the blank lines before it. */
  private skipBlank(): number {
    while (isLineBreak(this.bytes[this.start])) this.start++;
    return this.start;
  }

  /** The start of the line at `start`, as text. */
  private excerpt(): string {
    const bytes = this.bytes.subarray(this.start, this.start + EXCERPT_BYTES);
    const lines = parse(bytes, { delimiter: '\0', quote: null, record_delimiter: ['\n', '\r'], to: 1 });
    return lines[0]?.[0] ?? '';
  }

  private report(error: CsvError): void {
    const line = this.lines.lineAt(this.skipBlank());
    this.builder.addProblem({ ...brokenRow(error), line, value: shorten(this.excerpt()) });
  }
}

/** Ends the parse; never leaves this file. */
class EnoughRows extends Error {}

function brokenRow(error: CsvError): Problem {
  if (error.code === 'CSV_MAX_RECORD_SIZE')
    return {
      code: 'row-too-long',
      message: 'The row is too long',
      expected: `at most ${CSV_LIMITS.rowLength} characters in a row`,
      hint: 'Maybe line breaks are missing, or a quote is not closed',
    };
  if (error.code === 'CSV_QUOTE_NOT_CLOSED')
    return {
      code: 'unterminated-quote',
      message: 'A quote is opened and never closed',
      expected: 'a closing " at the end of the cell',
      hint: 'Maybe a quote inside the text is not doubled: write "" for "',
    };
  return {
    code: 'misplaced-quote',
    message: 'A quote stands in the middle of a cell, or is closed lines later only',
    expected: 'quotes around the whole cell, and "" for a quote inside it',
    hint: 'Maybe a quote inside the text is not doubled',
  };
}

function noCsv(): Problem {
  return {
    code: 'not-csv',
    message: `More than ${CSV_LIMITS.brokenRows} rows have broken quotes; the rest was not read`,
    expected: 'CSV as RFC 4180 says',
    hint: 'Maybe the file is not CSV',
  };
}

function tooManyRows(line: number): Problem {
  return {
    code: 'too-many-rows',
    message: `The file has more than ${CSV_LIMITS.rows} rows; the rest was not read`,
    line,
    expected: `at most ${CSV_LIMITS.rows} rows`,
  };
}

/** `;` when the header line has more of them than of commas outside its quotes. */
function delimiterOf(bytes: Uint8Array, from: number): ',' | ';' {
  let [commas, semicolons, quoted] = [0, 0, false];
  for (let i = from; i < bytes.length && i < from + CSV_LIMITS.rowLength; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) quoted = !quoted;
    if (quoted) continue;
    if (byte === COMMA) commas++;
    if (byte === SEMICOLON) semicolons++;
    if (isLineBreak(byte) && commas + semicolons > 0) break;
  }
  return semicolons > commas ? ';' : ',';
}
