import { dayNumber, fromDayNumber, type IsoDate } from '@bailiwick/kernel';
import type { Dictionary, ListDictionary } from './dictionary.js';

/** The numbers behind a column, as they go into a snapshot. */
export type ColumnData = Float64Array | Int32Array | Uint8Array;

/** One fact of every account. A row that was never set has no value. */
export interface Column<T> {
  readonly data: ColumnData;
  get(row: number): T | undefined;
  set(row: number, value: T | undefined): void;
  /** Makes room for `capacity` rows. */
  resize(capacity: number): void;
}

const NONE = -1;
const NO_DAY = -2_147_483_648;

export class NumberColumn implements Column<number> {
  data = new Float64Array();

  get(row: number): number | undefined {
    const value = this.data[row]!;
    return Number.isNaN(value) ? undefined : value;
  }

  set(row: number, value: number | undefined): void {
    this.data[row] = value ?? NaN;
  }

  resize(capacity: number): void {
    this.data = resized(this.data, new Float64Array(capacity).fill(NaN));
  }
}

/** Small whole numbers from 0 to 254. */
export class ByteColumn implements Column<number> {
  data = new Uint8Array();

  get(row: number): number | undefined {
    const value = this.data[row]!;
    return value === 0 ? undefined : value - 1;
  }

  set(row: number, value: number | undefined): void {
    this.data[row] = value === undefined ? 0 : value + 1;
  }

  resize(capacity: number): void {
    this.data = resized(this.data, new Uint8Array(capacity));
  }
}

/** One of a few values. */
export class EnumColumn<T> implements Column<T> {
  private readonly codes = new ByteColumn();

  constructor(private readonly values: readonly T[]) {}

  get data(): Uint8Array {
    return this.codes.data;
  }

  get(row: number): T | undefined {
    const code = this.codes.get(row);
    return code === undefined ? undefined : this.values[code];
  }

  set(row: number, value: T | undefined): void {
    this.codes.set(row, value === undefined ? undefined : this.values.indexOf(value));
  }

  resize(capacity: number): void {
    this.codes.resize(capacity);
  }
}

abstract class IntColumn<T> implements Column<T> {
  data = new Int32Array();

  constructor(private readonly none: number) {}

  protected abstract encode(value: T): number;
  protected abstract decode(code: number): T;

  get(row: number): T | undefined {
    const code = this.data[row]!;
    return code === this.none ? undefined : this.decode(code);
  }

  set(row: number, value: T | undefined): void {
    this.data[row] = value === undefined ? this.none : this.encode(value);
  }

  resize(capacity: number): void {
    this.data = resized(this.data, new Int32Array(capacity).fill(this.none));
  }
}

export class DayColumn extends IntColumn<IsoDate> {
  constructor() {
    super(NO_DAY);
  }

  protected encode(value: IsoDate): number {
    return dayNumber(value);
  }

  protected decode(code: number): IsoDate {
    return fromDayNumber(code);
  }
}

export class TextColumn<T extends string = string> extends IntColumn<T> {
  constructor(private readonly dictionary: Dictionary) {
    super(NONE);
  }

  protected encode(value: T): number {
    return this.dictionary.codeOf(value);
  }

  protected decode(code: number): T {
    return this.dictionary.textOf(code) as T;
  }
}

export class ListColumn extends IntColumn<readonly string[]> {
  constructor(private readonly dictionary: ListDictionary) {
    super(NONE);
  }

  protected encode(value: readonly string[]): number {
    return this.dictionary.codeOf(value);
  }

  protected decode(code: number): readonly string[] {
    return this.dictionary.listOf(code);
  }
}

export class CountColumn extends IntColumn<number> {
  constructor() {
    super(NONE);
  }

  protected encode(value: number): number {
    return value;
  }

  protected decode(code: number): number {
    return code;
  }
}

function resized<T extends ColumnData>(from: T, to: T): T {
  to.set(from.subarray(0, to.length));
  return to;
}
