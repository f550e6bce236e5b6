import type { AccountRecord, CsmRecord } from '@bailiwick/contracts';
import type { AccountId, TierId } from '@bailiwick/kernel';
import type { PlanningTier } from '../problem/planning-input.js';
import type { CsmBook } from './csm-book.js';
import type { LiveAccount } from './live-account.js';
import type { LiveCompany } from './live-company.js';

/** A part of the company as input for planning, by id; of an account's family only its ultimate parent is told. */
export interface LivePart {
  readonly accounts: readonly AccountRecord[];
  readonly csms: readonly CsmRecord[];
  readonly tierOf: ReadonlyMap<AccountId, TierId>;
}

type Coverage = PlanningTier['coverage'];

const EVERYTHING: ReadonlySet<Coverage> = new Set<Coverage>(['named', 'pool']);

/**
 * Persons and pools share nothing: no account may go from one to the other without a change of its tier, and families,
 * pairs and balance groups are each of one coverage. So what a move costs and what stands against it is the same in the
 * part of its coverage as in the whole company; one from a person to a pool, or back, has both, and so has everything
 * where a budget is a share of a book that has both.
 */
export function partAround(
  company: LiveCompany,
  moves: Iterable<{ readonly accountId: string; readonly to: string | null }>,
): LivePart {
  const concerned = coveragesOf(company, moves);
  const isIn = ({ tier, book }: LiveAccount): boolean =>
    concerned.has(tier.coverage) || (book !== undefined && concerned.has(coverageOf(book)));
  const accounts = [...company.accounts()].filter(isIn);
  const present = new Set(accounts.map(({ book }) => book));
  const books = company.knownBooks().filter((book) => concerned.has(coverageOf(book)) || present.has(book));
  return {
    accounts: accounts.map(({ record }) => underUltimateParent(record, company)).sort(byId),
    csms: books.map(({ facts }) => facts!.record),
    tierOf: new Map(accounts.map(({ record, tier }) => [record.accountId, tier.id])),
  };
}

function coveragesOf(company: LiveCompany, moves: Parameters<typeof partAround>[1]): ReadonlySet<Coverage> {
  const { maxAccounts, maxArr, maxPerAe } = company.documents.policy.disruption;
  if ([maxAccounts, maxArr, maxPerAe].some((budget) => budget !== null && budget < 1)) return EVERYTHING;
  const coverages = new Set<Coverage>();
  for (const { accountId, to } of moves) {
    const account = company.find(accountId);
    if (account) coverages.add(account.tier.coverage);
    for (const book of [account?.book, to === null ? undefined : company.knownBook(to)])
      if (book?.facts) coverages.add(coverageOf(book));
  }
  return coverages;
}

/** Of somebody unknown: a person, as whoever has left was. */
function coverageOf({ facts }: CsmBook): Coverage {
  return facts?.record.pool ? 'pool' : 'named';
}

/** Accounts between it and its ultimate parent may be merged or gone: the part does not have them. */
function underUltimateParent(record: AccountRecord, { families }: LiveCompany): AccountRecord {
  const { accountId, parentId } = record;
  const root = families.root(accountId) as AccountId;
  if (parentId === root || (parentId === undefined && root === accountId)) return record;
  const { parentId: _direct, ...rest } = record;
  return root === accountId ? rest : { ...rest, parentId: root };
}

function byId(a: AccountRecord, b: AccountRecord): number {
  return a.accountId < b.accountId ? -1 : 1;
}
