import type { AccountRecord, Company } from '@bailiwick/contracts';
import type { AeId, CsmId, IsoDate } from '@bailiwick/kernel';
import type { AccountState, SubjectHistory } from '@bailiwick/lifecycle';
import { foldAe, foldCsm } from '@bailiwick/workforce';
import type { Book } from '../domain/book.js';
import { effectiveParents, type FamilyLink, recordUnder, staffOf } from '../domain/company.js';
import { peopleIn } from '../domain/people-in.js';

/** A company as planning sees it on a day, of which nobody has to hold all accounts at once. */
export interface CompanyInPieces extends Omit<Company, 'accounts'> {
  /** The position of the book. */
  readonly position: number;
  /** Every account once, some at a time. */
  accounts(): AsyncGenerator<readonly AccountRecord[]>;
  /** To be called when nobody reads it any more. */
  release(): void;
}

export interface PieceOptions {
  /** Lets other work of this thread go on. */
  readonly breathe: () => Promise<void>;
  /** All that the log holds of an account up to the position of the book. */
  readonly historyOf: (row: number) => Promise<SubjectHistory>;
}

const MS_PER_DAY = 86_400_000;
const ROWS_A_BREATH = 200;
const PEOPLE_A_BREATH = 20;
const ACCOUNTS_A_PIECE = 100;

/** The last moment of a day, ms. */
export function endOfDay(day: IsoDate): number {
  return Date.parse(`${day}T00:00:00Z`) + MS_PER_DAY - 1;
}

/**
 * Opens a company for reading, while the book stands still; its accounts can be read when it goes on, and are as they
 * were. What takes long is done bit by bit.
 */
export async function openCompany(
  book: Book,
  asOf: IsoDate,
  { breathe, historyOf }: PieceOptions,
): Promise<CompanyInPieces> {
  const at = endOfDay(asOf);
  const others = new Map<number, AccountState>();
  const links: FamilyLink[] = [];
  for (let row = 0; row < book.table.rows; row++) {
    if (row % ROWS_A_BREATH === 0) await breathe();
    if (!book.holdsAt(row, at)) others.set(row, book.stateAt(row, await historyOf(row), { at }));
    links.push(...linksOf(others.get(row) ?? book.table.linkOf(row)));
  }
  const csms = await all(
    peopleIn(book.csms, { at }, (id, live) => foldCsm(id as CsmId, live)),
    breathe,
  );
  const aes = await all(
    peopleIn(book.aes, { at }, (id, live) => foldAe(id as AeId, live)),
    breathe,
  );
  const table = book.table.moment();
  const read = (row: number): AccountState => others.get(row) ?? table.read(row);
  return {
    ...staffOf({ csms, aes }, asOf),
    position: book.position,
    accounts: () => piecesOf(table.rows, read, effectiveParents(links), breathe),
    release: () => table.release(),
  };
}

async function* piecesOf(
  rows: number,
  read: (row: number) => AccountState,
  parents: ReturnType<typeof effectiveParents>,
  breathe: () => Promise<void>,
): AsyncGenerator<readonly AccountRecord[]> {
  for (let row = 0; row < rows;) {
    await breathe();
    const piece: AccountRecord[] = [];
    for (const end = Math.min(rows, row + ACCOUNTS_A_PIECE); row < end; row++) {
      const record = recordUnder(parents, read(row));
      if (record) piece.push(record);
    }
    yield piece;
  }
}

async function all<T>(people: Iterable<T>, breathe: () => Promise<void>): Promise<T[]> {
  const found: T[] = [];
  for (const person of people) {
    if (found.length % PEOPLE_A_BREATH === 0) await breathe();
    found.push(person);
  }
  return found;
}

/** Most accounts have no family and were merged into none. */
function linksOf(link: FamilyLink & Pick<AccountState, 'known'>): FamilyLink[] {
  return !link.known || (link.parentId === undefined && link.mergedInto === undefined) ? [] : [link];
}
