import type { AccountId, CsmId } from '@bailiwick/kernel';
import { countBlocks } from './blocks.js';
import type { CsmBook } from './csm-book.js';
import type { LiveAccount } from './live-account.js';
import type { LiveCompany } from './live-company.js';
import { type Placing, placingOf } from './placing.js';
import { costOf, priceAt } from './price.js';

/** Accounts that leave a CSM together (a family, usually one account), for whom, and what that costs. */
export interface ReliefMove {
  readonly accounts: readonly AccountId[];
  readonly to: CsmId;
  /** Points of the objective: less than none where the CSM was dear to have the accounts with. */
  readonly cost: number;
}

export interface Relief {
  readonly moves: readonly ReliefMove[];
  /** True when the CSM is below the ceiling after the moves. */
  readonly relieved: boolean;
}

interface Offer {
  readonly placing: Placing;
  readonly to: CsmBook;
  readonly cost: number;
}

/**
 * The cheapest move out of the book that breaks no hard constraint, then the cheapest after that, until `isRelieved`
 * or `mostAccounts` have moved. Calls `place` for each account of a move before it looks for the next one.
 */
export function reliefOf(
  company: LiveCompany,
  book: CsmBook,
  mostAccounts: number,
  isRelieved: () => boolean,
  place: (account: LiveAccount, to: CsmBook) => void,
): Relief {
  const moves: ReliefMove[] = [];
  const moved = new Set<string>();
  while (moved.size < mostAccounts && !isRelieved()) {
    const best = cheapestOut(company, book, mostAccounts - moved.size, moved);
    if (!best) break;
    const { placing, to, cost } = best;
    moves.push({ accounts: placing.accounts.map((a) => a.record.accountId), to: to.csmId, cost });
    for (const account of placing.accounts) {
      moved.add(account.record.accountId);
      place(account, to);
    }
  }
  return { moves, relieved: isRelieved() };
}

function cheapestOut(
  company: LiveCompany,
  book: CsmBook,
  most: number,
  moved: ReadonlySet<string>,
): Offer | undefined {
  const books = company.knownBooks();
  const byIndex = new Map(books.map((b) => [b.index, b]));
  let cheapest: Offer | undefined;
  for (const account of [...book.accounts]) {
    if (moved.has(account.record.accountId)) continue;
    if (company.isOnItsOwn(account) && company.isLockedTo(book, account)) continue;
    const placing = placingOf(account, company);
    if (placing.accounts.length > most || placing.accounts.some((a) => a.book !== book)) continue;
    const offer = company.without(placing.accounts, () => cheapestOf(placing, book, byIndex));
    if (offer && (!cheapest || offer.cost < cheapest.cost)) cheapest = offer;
  }
  return cheapest;
}

/** The cheapest CSM but the present one; among equals the one of the lower id. */
function cheapestOf(
  placing: Placing,
  present: CsmBook,
  byIndex: ReadonlyMap<number, CsmBook>,
): Offer | undefined {
  const here = costOf(priceAt(placing, present));
  let best: Offer | undefined;
  for (const index of placing.unit.csms) {
    const to = byIndex.get(index);
    if (!to || to === present || countBlocks(placing, to) > 0) continue;
    const cost = costOf(priceAt(placing, to)) - here;
    if (!best || cost < best.cost || (cost === best.cost && to.csmId < best.to.csmId))
      best = { placing, to, cost };
  }
  return best;
}
