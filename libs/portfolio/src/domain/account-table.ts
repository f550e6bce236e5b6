import type { AttributeValue } from '@bailiwick/contracts';
import type { AccountId } from '@bailiwick/kernel';
import type { AccountBasis, AccountChanges, AccountState } from '@bailiwick/lifecycle';
import { accountColumns, type AccountColumns, type ColumnField } from './account-columns.js';
import { NumberColumn, type Column } from './columns.js';
import { Dictionary, ListDictionary } from './dictionary.js';
import { Moments } from './moments.js';
import { readRow } from './read-row.js';

/** The texts of a table: what repeats is kept once; names and attributes are each account's own. */
export interface TableTexts {
  readonly dictionary: readonly string[];
  readonly lists: readonly string[];
  readonly ids: readonly string[];
  readonly names: readonly (string | undefined)[];
  /** As JSON. */
  readonly attributes: readonly (string | undefined)[];
}

const FIRST_CAPACITY = 64;
const GROWTH = 1.5;

/** Accounts at one moment; what happens later does not show. */
export interface AccountsMoment {
  readonly rows: number;
  read(row: number): AccountState;
  /** `undefined` when there was no such account. */
  find(accountId: string): AccountState | undefined;
  /** To be called when nobody reads it any more. */
  release(): void;
}

/** Every account of the book, a row each, a column for each fact: about 160 bytes and its own texts. */
export class AccountTable {
  readonly columns: AccountColumns;
  /** When the latest event in a row took effect, ms; none in a row without events. */
  readonly effective = new NumberColumn();
  private readonly fields: readonly [ColumnField, Column<unknown>][];
  private readonly rowById = new Map<string, number>();
  private readonly ids: string[] = [];
  private readonly names: (string | undefined)[] = [];
  private readonly attributes: (string | undefined)[] = [];
  private readonly dictionary: Dictionary;
  private readonly lists: ListDictionary;
  private readonly basis = new RowBasis(this);
  private readonly moments = new Moments<number, AccountState>();
  private readonly readNow = (row: number): AccountState => this.read(row);
  private capacity = 0;

  constructor(texts?: TableTexts) {
    this.dictionary = new Dictionary([...(texts?.dictionary ?? [])]);
    this.lists = new ListDictionary([...(texts?.lists ?? [])]);
    this.columns = accountColumns(this.dictionary, this.lists) as Readonly<
      Record<ColumnField, Column<never>>
    >;
    this.fields = Object.entries(this.columns) as unknown as [ColumnField, Column<unknown>][];
    for (const [row, id] of (texts?.ids ?? []).entries()) {
      this.addRow(id);
      this.names[row] = texts!.names[row] ?? undefined;
      this.attributes[row] = texts!.attributes[row] ?? undefined;
    }
  }

  get rows(): number {
    return this.ids.length;
  }

  rowOf(accountId: string): number | undefined {
    return this.rowById.get(accountId);
  }

  idOf(row: number): AccountId {
    return this.ids[row] as AccountId;
  }

  /** The account's row; a new one, of which nothing is known, when it has none. */
  rowFor(accountId: string): number {
    return this.rowById.get(accountId) ?? this.addRow(accountId);
  }

  read(row: number): AccountState {
    const texts = { accountId: this.idOf(row), name: this.names[row], attributes: this.attributesOf(row) };
    return readRow(this.columns, row, texts);
  }

  /** What of an account decides on its family. */
  linkOf(row: number): Pick<AccountState, 'accountId' | 'known' | 'parentId' | 'mergedInto' | 'status'> {
    const { known, parentId, mergedInto, status } = this.columns;
    return {
      accountId: this.idOf(row),
      known: known.get(row) ?? false,
      parentId: parentId.get(row),
      mergedInto: mergedInto.get(row),
      status: status.get(row) ?? 'active',
    };
  }

  /** The accounts as they are now, to be read piece by piece while the table goes on. */
  moment(): AccountsMoment {
    const moment = this.moments.begin();
    const { rows } = this;
    const read = (row: number): AccountState => moment.get(row, this.readNow);
    const find = (accountId: string): AccountState | undefined => {
      const row = this.rowById.get(accountId);
      return row === undefined || row >= rows ? undefined : read(row);
    };
    return { rows, read, find, release: () => moment.release() };
  }

  /** As much of an account as decides how the next event changes it; good until it is asked for another row. */
  basisOf(row: number): AccountBasis {
    this.basis.row = row;
    return this.basis;
  }

  write(row: number, state: AccountState): void {
    this.moments.keep(row, this.readNow);
    for (const [field, column] of this.fields) column.set(row, state[field]);
    this.writeText(row, 'name', state.name);
    this.writeText(row, 'attributes', state.attributes);
  }

  /** Sets the fields that `changes` mentions; `undefined` clears one. */
  change(row: number, changes: AccountChanges): void {
    this.moments.keep(row, this.readNow);
    for (const field in changes) {
      const value: unknown = changes[field as keyof AccountChanges];
      if (field === 'name' || field === 'attributes') this.writeText(row, field, value);
      else (this.columns[field as ColumnField] as Column<unknown>).set(row, value);
    }
  }

  private writeText(row: number, field: 'name' | 'attributes', value: unknown): void {
    if (field === 'name') this.names[row] = value as string | undefined;
    else this.attributes[row] = value === undefined ? undefined : JSON.stringify(value);
  }

  attributesOf(row: number): AccountState['attributes'] {
    const text = this.attributes[row];
    return text === undefined ? undefined : (JSON.parse(text) as Record<string, AttributeValue>);
  }

  texts(): TableTexts {
    const { ids, names, attributes } = this;
    return { dictionary: this.dictionary.entries(), lists: this.lists.entries(), ids, names, attributes };
  }

  private addRow(accountId: string): number {
    const row = this.ids.length;
    if (row === this.capacity) this.grow();
    this.ids.push(accountId);
    this.rowById.set(accountId, row);
    this.names.push(undefined);
    this.attributes.push(undefined);
    return row;
  }

  private grow(): void {
    this.capacity = Math.max(FIRST_CAPACITY, Math.ceil(this.capacity * GROWTH));
    for (const [, column] of this.fields) column.resize(this.capacity);
    this.effective.resize(this.capacity);
  }
}

/** Reads from the table only what is asked for: most events need little of what there is. */
class RowBasis implements AccountBasis {
  row = 0;

  constructor(private readonly table: AccountTable) {}

  get accountId(): AccountId {
    return this.table.idOf(this.row);
  }

  get known(): boolean {
    return this.table.columns.known.get(this.row) ?? false;
  }

  get status(): AccountState['status'] {
    return this.table.columns.status.get(this.row) ?? 'active';
  }

  get arr(): number {
    return this.table.columns.arr.get(this.row) ?? 0;
  }

  get aeId(): AccountState['aeId'] {
    return this.table.columns.aeId.get(this.row);
  }

  get csmId(): AccountState['csmId'] {
    return this.table.columns.csmId.get(this.row);
  }

  get attributes(): AccountState['attributes'] {
    return this.table.attributesOf(this.row);
  }

  get ownershipVersion(): number {
    return this.table.columns.ownershipVersion.get(this.row) ?? 0;
  }

  get tier(): AccountState['tier'] {
    return this.table.columns.tier.get(this.row);
  }

  get tierSince(): AccountState['tierSince'] {
    return this.table.columns.tierSince.get(this.row);
  }
}
