import { endianness } from 'node:os';
import { historyOf, type SubjectEvent, type SubjectHistory } from '@bailiwick/lifecycle';
import { AccountTable, type TableTexts } from '../domain/account-table.js';
import { Book } from '../domain/book.js';
import type { ColumnData } from '../domain/columns.js';

/** Counts up when the reducer or this format changes; an older snapshot is then passed over. */
export const REDUCER_VERSION = 2;

interface Header {
  readonly endianness: string;
  readonly position: number;
  readonly time: number;
  readonly rows: number;
  readonly due: readonly (readonly [number, number])[];
  readonly texts: TableTexts;
  readonly csms: readonly (readonly [string, readonly SubjectEvent[]])[];
  readonly aes: readonly (readonly [string, readonly SubjectEvent[]])[];
}

/** A book as bytes: the length of a JSON header, the header, then the numbers of each column. */
export function encodeBook(book: Book): Uint8Array {
  const { table } = book;
  const { position, time, csms, aes, due } = book.memory();
  const header: Header = {
    endianness: endianness(),
    position,
    time,
    rows: table.rows,
    due,
    texts: table.texts(),
    csms: [...csms].map(([id, history]) => [id, eventsOf(history)]),
    aes: [...aes].map(([id, history]) => [id, eventsOf(history)]),
  };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const columns = columnsOf(table).map(
    (data) => new Uint8Array(data.buffer, 0, table.rows * data.BYTES_PER_ELEMENT),
  );
  const length = columns.reduce((sum, { byteLength }) => sum + byteLength, 4 + text.byteLength);
  const bytes = new Uint8Array(length);
  new DataView(bytes.buffer).setUint32(0, text.byteLength);
  let offset = 4;
  for (const part of [text, ...columns]) {
    bytes.set(part, offset);
    offset += part.byteLength;
  }
  return bytes;
}

/** The book, or `undefined` when the bytes are of another sort of machine. */
export function decodeBook(bytes: Uint8Array): Book | undefined {
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + size))) as Header;
  if (header.endianness !== endianness()) return undefined;
  const table = new AccountTable(header.texts);
  let offset = 4 + size;
  for (const data of columnsOf(table)) {
    const length = header.rows * data.BYTES_PER_ELEMENT;
    new Uint8Array(data.buffer).set(bytes.subarray(offset, offset + length));
    offset += length;
  }
  const { position, time, due } = header;
  return new Book(table, {
    position,
    time,
    due,
    csms: historiesOf(header.csms),
    aes: historiesOf(header.aes),
  });
}

function columnsOf(table: AccountTable): ColumnData[] {
  return [...Object.values(table.columns), table.effective].map(({ data }) => data);
}

/** People's streams hold no decisions, so their incoming events are all there is. */
function eventsOf(history: SubjectHistory): SubjectEvent[] {
  return [...history.incoming.values()];
}

function historiesOf(entries: Header['csms']): Map<string, SubjectHistory> {
  return new Map(entries.map(([id, events]) => [id, historyOf(events)]));
}
