import type { AccountRecord, Company } from '@bailiwick/contracts';
import type { AeId, CsmId, IsoDate } from '@bailiwick/kernel';
import { type AccountState, liveEvents, type SubjectHistory } from '@bailiwick/lifecycle';
import { foldAe, foldCsm } from '@bailiwick/workforce';
import type { Book } from '../domain/book.js';
import { accountRecord, companyOf, effectiveParents, type FamilyLink } from '../domain/company.js';

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
  const csms = await people(book.csms, (id, live) => foldCsm(id as CsmId, live));
  const aes = await people(book.aes, (id, live) => foldAe(id as AeId, live));
  const parents = effectiveParents(links);
  const table = book.table.moment();
  const { accounts: _none, ...staff } = companyOf({ accounts: [], csms, aes }, asOf);
  return {
    ...staff,
    position: book.position,
    async *accounts() {
      for (let from = 0; from < table.rows; from += ACCOUNTS_A_PIECE) {
        await breathe();
        yield records(from, Math.min(table.rows, from + ACCOUNTS_A_PIECE));
      }
    },
    release: () => table.release(),
  };

  function records(from: number, to: number): AccountRecord[] {
    const piece: AccountRecord[] = [];
    for (let row = from; row < to; row++) {
      const state = others.get(row) ?? table.read(row);
      if (state.known && state.status !== 'merged')
        piece.push(accountRecord(state, parents.get(state.accountId)));
    }
    return piece;
  }

  async function people<T extends { readonly known: boolean }>(
    histories: ReadonlyMap<string, SubjectHistory>,
    fold: (id: string, live: ReturnType<typeof liveEvents>) => T,
  ): Promise<T[]> {
    const known: T[] = [];
    let folded = 0;
    for (const [id, history] of histories) {
      if (++folded % PEOPLE_A_BREATH === 0) await breathe();
      const state = fold(id, liveEvents(history, { at }));
      if (state.known) known.push(state);
    }
    return known;
  }
}

/** Most accounts have no family and were merged into none. */
function linksOf(link: FamilyLink & Pick<AccountState, 'known'>): FamilyLink[] {
  return !link.known || (link.parentId === undefined && link.mergedInto === undefined) ? [] : [link];
}
