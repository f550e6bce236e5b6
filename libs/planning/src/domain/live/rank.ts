import type { AccountId, CsmId, TierId } from '@bailiwick/kernel';
import type { TermPoints } from '../plan/term-points.js';
import { type Block, blocksOf, countBlocks } from './blocks.js';
import type { CsmBook } from './csm-book.js';
import type { LiveAccount } from './live-account.js';
import type { LiveCompany } from './live-company.js';
import { type Placing, placingOf } from './placing.js';
import { costOf, priceAt } from './price.js';

/** What a CSM would cost. */
export interface Candidate {
  readonly csmId: CsmId;
  /** Points more than leaving the accounts out: no points for being unassigned, none for leaving their present CSM. */
  readonly cost: number;
  /** The cost by term; terms that do not change are left out. */
  readonly terms: Readonly<Partial<TermPoints>>;
  /** Hard constraints that stand against it; empty = possible. */
  readonly blockedBy: readonly Block[];
}

/** The CSMs for an account and those who are placed with it. */
export interface Candidates {
  readonly accountId: AccountId;
  readonly tier: TierId;
  /** Hours a month before skill factors. */
  readonly hours: number;
  /** The accounts that are placed together, the largest first: usually only itself. */
  readonly unit: readonly AccountId[];
  /** The CSM whom they all are with today (who may have left), else their family's anchor, else null. */
  readonly present: CsmId | null;
  /** Possible ones by cost, then blocked ones by number of blocks and cost; ties: the present CSM, then the lower id. */
  readonly ranked: readonly Candidate[];
  /** The first possible one. */
  readonly best: Candidate | null;
}

/** Every CSM for the account and its unit, with at most `blockedLimit` blocked ones; O(CSMs). */
export function rankCsms(account: LiveAccount, company: LiveCompany, blockedLimit: number): Candidates {
  const placing = placingOf(account, company);
  const books = blockedLimit > 0 ? company.knownBooks() : company.booksOf(placing.unit.csms);
  const present = presentOf(placing);
  const ranked = company.without(placing.accounts, () => rank(placing, books, present, blockedLimit));
  return {
    accountId: account.record.accountId,
    tier: account.tier.id,
    hours: account.centihours / 100,
    unit: placing.accounts.map((a) => a.record.accountId),
    present,
    ranked,
    best: ranked[0]?.blockedBy.length === 0 ? ranked[0] : null,
  };
}

interface Offer {
  readonly book: CsmBook;
  readonly blocks: number;
  readonly terms: Partial<TermPoints>;
  readonly cost: number;
}

function rank(
  placing: Placing,
  books: readonly CsmBook[],
  present: CsmId | null,
  blockedLimit: number,
): Candidate[] {
  const counts = books.map((book) => countBlocks(placing, book));
  const most = blocksOfLast(counts, blockedLimit);
  const offers: Offer[] = [];
  books.forEach((book, n) => {
    if (counts[n]! > most) return;
    const terms = priceAt(placing, book);
    offers.push({ book, blocks: counts[n]!, terms, cost: costOf(terms) });
  });
  offers.sort((a, b) => a.blocks - b.blocks || compareCosts(a, b) || tie(a, b, present));
  const possible = counts.filter((count) => count === 0).length;
  return offers.slice(0, possible + blockedLimit).map(({ book, blocks, terms, cost }) => ({
    csmId: book.csmId,
    cost,
    terms,
    blockedBy: blocks === 0 ? [] : blocksOf(placing, book),
  }));
}

/** The number of blocks of the last blocked CSM that is shown: those with more need no price. */
function blocksOfLast(counts: readonly number[], blockedLimit: number): number {
  const blocked = counts.filter((count) => count > 0).sort((a, b) => a - b);
  return blockedLimit > 0 ? (blocked[Math.min(blockedLimit, blocked.length) - 1] ?? 0) : 0;
}

/** Costs that differ in the last digits of a double only are the same. */
function compareCosts(a: Offer, b: Offer): number {
  return Math.round(a.cost * 1e9) - Math.round(b.cost * 1e9);
}

function tie(a: Offer, b: Offer, present: CsmId | null): number {
  if (a.book.csmId === present) return -1;
  if (b.book.csmId === present) return 1;
  return a.book.csmId < b.book.csmId ? -1 : 1;
}

function presentOf({ accounts, unit, company }: Placing): CsmId | null {
  const [first, ...rest] = accounts;
  if (rest.every((a) => a.record.csmId === first!.record.csmId)) return first!.record.csmId ?? null;
  const isWhole = accounts.length === unit.members.length;
  return isWhole && unit.anchor >= 0 ? company.csmId(unit.anchor) : null;
}
