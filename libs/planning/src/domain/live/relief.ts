import type { AccountId, CsmId } from '@bailiwick/kernel';
import { isBlocked } from './blocks.js';
import type { CsmBook } from './csm-book.js';
import type { LiveAccount } from './live-account.js';
import type { LiveCompany } from './live-company.js';
import { centihoursAt, type Placing, placingOf } from './placing.js';
import { costAt } from './price.js';
import { type Candidates, rankCsms } from './rank.js';

/** Accounts that leave a CSM together (a family, usually one account), for whom, and what that costs. */
export interface ReliefMove {
  readonly accounts: readonly AccountId[];
  readonly to: CsmId;
  /** Points of the objective: less than none where the CSM was dear to have the accounts with. */
  readonly cost: number;
  /** The CSMs for them at that moment, the moves before this one made; blocked ones where few are possible. */
  readonly candidates: Candidates;
}

export interface Relief {
  readonly moves: readonly ReliefMove[];
  /** True when the CSM is below the ceiling after the moves. */
  readonly relieved: boolean;
}

/** An account that could leave with those who go with it, and what each CSM who may serve them costs. */
interface Leaver {
  readonly account: LiveAccount;
  readonly placing: Placing;
  readonly books: readonly CsmBook[];
  /** The cost with each of the books, whatever stands against it. */
  readonly there: Float64Array;
  /** The cost with the present CSM. */
  here: number;
  /** No move of these costs less. */
  atLeast: number;
}

/** Whoever is told of a move wants to know of two others who could have the accounts. */
const ALTERNATIVES = 2;

/**
 * The cheapest move out of the book that breaks no hard constraint, then the cheapest after that, until `isRelieved`
 * or `mostAccounts` have moved; ties: the account of the lower id. Calls `place` for each account of a move before it
 * looks for the next one.
 */
export function reliefOf(
  company: LiveCompany,
  book: CsmBook,
  mostAccounts: number,
  isRelieved: () => boolean,
  place: (account: LiveAccount, to: CsmBook) => void,
): Relief {
  const moves: ReliefMove[] = [];
  let leavers = isRelieved() ? [] : leaversOf(company, book);
  for (let left = mostAccounts; !isRelieved();) {
    const fitting = leavers.filter(({ placing }) => placing.accounts.length <= left);
    const cheapest = cheapestOf(fitting, company);
    if (!cheapest) break;
    const { accounts } = cheapest.placing;
    const move = moveOf(cheapest, company, book);
    const to = company.knownBook(move.to)!;
    moves.push(move);
    for (const account of accounts) place(account, to);
    left -= accounts.length;
    leavers = fitting.filter(({ placing: { unit } }) => !accounts.some((a) => unit.members.includes(a)));
    for (const leaver of leavers) priceAgain(leaver, book, to);
  }
  return { moves, relieved: isRelieved() };
}

function moveOf({ account, placing, here }: Leaver, company: LiveCompany, book: CsmBook): ReliefMove {
  const possible = rankCsms(account, company, 0);
  const candidates =
    possible.ranked.length > ALTERNATIVES ? possible : rankCsms(account, company, ALTERNATIVES + 1);
  const { csmId, cost } = candidates.ranked.find((c) => c.csmId !== book.csmId)!;
  return {
    accounts: placing.accounts.map((a) => a.record.accountId),
    to: csmId,
    cost: cost - here,
    candidates,
  };
}

/** Everybody in the book who is free to go, takes hours along and leaves nobody of the family behind; by id. */
function leaversOf(company: LiveCompany, book: CsmBook): Leaver[] {
  const leavers: Leaver[] = [];
  for (const account of [...book.accounts].sort(byId)) {
    if (company.isOnItsOwn(account) && company.isLockedTo(book, account)) continue;
    const placing = placingOf(account, company);
    if (placing.accounts.some((a) => a.book !== book) || centihoursAt(placing, book) <= 0) continue;
    leavers.push(leaverOf(account, placing, book));
  }
  return leavers;
}

function byId({ record: a }: LiveAccount, { record: b }: LiveAccount): number {
  return a.accountId < b.accountId ? -1 : 1;
}

function leaverOf(account: LiveAccount, placing: Placing, book: CsmBook): Leaver {
  const { company, unit } = placing;
  const books = company.booksOf(unit.csms).filter((b) => b !== book);
  return company.without(placing.accounts, () => {
    const there = Float64Array.from(books, (b) => costAt(placing, b));
    const here = costAt(placing, book);
    return { account, placing, books, there, here, atLeast: leastOf(there) - here };
  });
}

/** After a move its two CSMs cost something else; nobody else does. */
function priceAgain(leaver: Leaver, book: CsmBook, to: CsmBook): void {
  const { placing, books, there } = leaver;
  const n = books.indexOf(to);
  placing.company.without(placing.accounts, () => {
    leaver.here = costAt(placing, book);
    if (n >= 0) there[n] = costAt(placing, to);
  });
  leaver.atLeast = leastOf(there) - leaver.here;
}

function leastOf(costs: Float64Array): number {
  return costs.reduce((least, cost) => Math.min(least, cost), Infinity);
}

/** Who leaves by the cheapest move that nothing stands against; limits are asked about only where that may be it. */
function cheapestOf(leavers: readonly Leaver[], company: LiveCompany): Leaver | undefined {
  let cheapest: Leaver | undefined;
  let least = Infinity;
  for (const leaver of [...leavers].sort((a, b) => a.atLeast - b.atLeast)) {
    if (leaver.atLeast >= least) break;
    const cost = freeCostOf(leaver, company, least);
    if (cost < least) [cheapest, least] = [leaver, cost];
  }
  return cheapest;
}

/** What the cheapest move costs that nothing stands against; Infinity where none costs less than `below`. */
function freeCostOf({ account, books, there, here }: Leaver, company: LiveCompany, below: number): number {
  // The moves before this one may have changed what stands against it.
  const placing = placingOf(account, company);
  return company.without(placing.accounts, () => {
    for (const n of [...books.keys()].sort((a, b) => there[a]! - there[b]!)) {
      const cost = there[n]! - here;
      if (cost >= below) break;
      if (!isBlocked(placing, books[n]!)) return cost;
    }
    return Infinity;
  });
}
