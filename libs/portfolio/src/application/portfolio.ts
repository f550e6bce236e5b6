import { streamOf } from '@bailiwick/contracts';
import type { EventStore, LeanCommit } from '@bailiwick/event-store';
import type { AeId, CsmId, IsoDate, Problem } from '@bailiwick/kernel';
import {
  emptyHistory,
  isKnown,
  readHistory,
  type AccountState,
  type SubjectHistory,
} from '@bailiwick/lifecycle';
import { foldAe, foldCsm, type AeState, type CsmState } from '@bailiwick/workforce';
import { Book } from '../domain/book.js';
import { contradictions, unresolvedIn, type Unresolved } from '../domain/company.js';
import { peopleIn } from '../domain/people-in.js';
import { decodeBook, encodeBook, REDUCER_VERSION } from './book-snapshot.js';
import { type CompanyInPieces, openCompany } from './company-in-pieces.js';

type Store = Pick<EventStore, 'readLean' | 'readStream' | 'snapshots'>;

export interface PortfolioOptions {
  /** A snapshot is saved after this many commits. Default 20,000; 0 never. */
  readonly snapshotEvery?: number;
  /** Only what was recorded up to this moment, ms: the book as known then. Saves no snapshots. */
  readonly asKnownAt?: number;
}

/** As of when, in business time. Left out: everything that has taken effect by the time of the log. */
export interface AsOf {
  /** Milliseconds since the epoch. */
  readonly at?: number;
}

const SNAPSHOT = 'portfolio';
const SNAPSHOT_EVERY = 20_000;

/**
 * The book of business, folded from the log in order of position. Every reader first reads the log to its head, so
 * that it sees what was recorded before it was called; readers take turns, so that none sees a half-folded book.
 */
export class Portfolio {
  private book: Book | undefined;
  private savedAt = 0;
  private turn: Promise<unknown> = Promise.resolve();
  private readonly snapshotEvery: number;
  private readonly asKnownAt: number | undefined;

  constructor(
    private readonly store: Store,
    { snapshotEvery = SNAPSHOT_EVERY, asKnownAt }: PortfolioOptions = {},
  ) {
    this.snapshotEvery = asKnownAt === undefined ? snapshotEvery : 0;
    this.asKnownAt = asKnownAt;
  }

  /** Reads the log to its head. @returns the position reached */
  catchUp(): Promise<number> {
    return this.read((book) => book.position);
  }

  /** Every account that was introduced, also churned and merged ones. */
  accounts(asOf: AsOf = {}): Promise<AccountState[]> {
    return this.read((book) => this.statesAt(book, asOf.at));
  }

  /** The account; `undefined` when it is not known. */
  account(accountId: string, asOf: AsOf = {}): Promise<AccountState | undefined> {
    return this.read(async (book) => {
      const row = book.table.rowOf(accountId);
      if (row === undefined) return undefined;
      const state = await this.stateAt(book, row, asOf.at);
      return state.known ? state : undefined;
    });
  }

  /** Every CSM that was introduced, also those who have left. */
  csms(asOf: AsOf = {}): Promise<CsmState[]> {
    return this.read((book) => [
      ...peopleIn(book.csms, filterAt(book, asOf), (id, live) => foldCsm(id as CsmId, live)),
    ]);
  }

  /** Every AE that was introduced, also those who have left. */
  aes(asOf: AsOf = {}): Promise<AeState[]> {
    return this.read((book) => [
      ...peopleIn(book.aes, filterAt(book, asOf), (id, live) => foldAe(id as AeId, live)),
    ]);
  }

  /**
   * The company as planning sees it at the end of a day, to be read piece by piece while others read the book too:
   * accounts without merged ones, CSMs, and AEs who have not left. `aes` is absent while no AE was ever introduced; then
   * AE ids are taken as they are.
   * @param breathe lets other work go on
   */
  companyInPieces(asOf: IsoDate, breathe: () => Promise<void>): Promise<CompanyInPieces> {
    return this.read((book) =>
      openCompany(book, asOf, { breathe, historyOf: (row) => this.history(book, row) }),
    );
  }

  /** The ids in accounts that nothing is known about. */
  unresolved(): Promise<Unresolved[]> {
    return this.read(async (book) => {
      const states = await this.statesAt(book, undefined);
      const accounts = new Set<string>(states.map(({ accountId }) => accountId));
      const known = {
        account: (id: string) => accounts.has(id),
        csm: (id: string) => isKnown(book.csms.get(id) ?? emptyHistory),
        ae: (id: string) => isKnown(book.aes.get(id) ?? emptyHistory),
      };
      return states.flatMap((state) => unresolvedIn(state, known));
    });
  }

  /** Warnings about accounts whose facts cannot all be true. */
  contradictions(): Promise<Problem[]> {
    return this.read(async (book) => contradictions(await this.statesAt(book, undefined)));
  }

  /** The book as bytes. */
  snapshot(): Promise<Uint8Array> {
    return this.read((book) => encodeBook(book));
  }

  /** Saves a snapshot now, e.g. before the process ends. */
  save(): Promise<void> {
    return this.read((book) => this.saveBook(book));
  }

  private read<T>(reader: (book: Book) => T | Promise<T>): Promise<T> {
    const result = this.turn.then(async () => reader(await this.readOn()));
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async readOn(): Promise<Book> {
    this.book ??= await this.restore();
    const { book } = this;
    for await (const page of this.store.readLean(book.position)) if (!this.applyPage(book, page)) break;
    for (const row of book.stale) book.refold(row, await this.history(book, row));
    if (this.snapshotEvery > 0 && book.position - this.savedAt >= this.snapshotEvery)
      await this.saveBook(book);
    return book;
  }

  /** @returns false at the first commit that was not known then */
  private applyPage(book: Book, page: readonly LeanCommit[]): boolean {
    for (const commit of page) {
      if (this.asKnownAt !== undefined && commit.recordedAt > this.asKnownAt) return false;
      book.apply(commit);
    }
    return true;
  }

  private async restore(): Promise<Book> {
    if (this.asKnownAt !== undefined) return new Book();
    const snapshot = await this.store.snapshots.load(SNAPSHOT, REDUCER_VERSION);
    const book = (snapshot && decodeBook(snapshot.bytes)) ?? new Book();
    this.savedAt = book.position;
    return book;
  }

  private async saveBook(book: Book): Promise<void> {
    await this.store.snapshots.save(SNAPSHOT, REDUCER_VERSION, {
      position: book.position,
      bytes: encodeBook(book),
    });
    this.savedAt = book.position;
  }

  private history(book: Book, row: number): Promise<SubjectHistory> {
    return readHistory(this.store, streamOf('account', book.table.idOf(row)), book.position);
  }

  private async statesAt(book: Book, at: number | undefined): Promise<AccountState[]> {
    const states: AccountState[] = [];
    for (let row = 0; row < book.table.rows; row++) {
      const state = await this.stateAt(book, row, at);
      if (state.known) states.push(state);
    }
    return states;
  }

  private async stateAt(book: Book, row: number, at: number | undefined): Promise<AccountState> {
    if (at === undefined || book.holdsAt(row, at)) return book.table.read(row);
    return book.stateAt(row, await this.history(book, row), { at });
  }
}

function filterAt(book: Book, { at }: AsOf): Parameters<typeof peopleIn>[1] {
  return at === undefined ? { deferredUpTo: book.time } : { at };
}
