import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { AccountRecord, Policy } from '@bailiwick/contracts';
import { roundHalfUp } from '@bailiwick/kernel';
import { accountHours, type PlanningTier, planningTiers } from '@bailiwick/planning';
import type { Portfolio } from '@bailiwick/portfolio';
import type { CsmState } from '@bailiwick/workforce';
import { notFound } from '../query-params.js';
import type { InForce } from './in-force.js';
import { inOneCurrency, type InOneCurrency } from './in-one-currency.js';

export interface BookView {
  readonly csmId: string;
  readonly currency: string;
  readonly accounts: readonly BookAccount[];
  readonly totals: {
    readonly accounts: number;
    readonly arr: number;
    readonly hours: number;
    readonly capacityHours: number;
    readonly pairs: number;
  };
}

interface BookAccount {
  readonly accountId: string;
  readonly name: string | null;
  readonly arr: number;
  readonly tier: string | null;
  readonly aeId: string | null;
  readonly since: string | null;
  /** Hours a month; null while the account has no tier. */
  readonly hours: number | null;
}

/** One CSM or pool. */
export class GetCsm extends Query<CsmState> {
  constructor(readonly csmId: string) {
    super();
  }
}

/** The active accounts that a CSM owns today. */
export class CsmBook extends Query<BookView> {
  constructor(readonly csmId: string) {
    super();
  }
}

type Book = Pick<Portfolio, 'accounts' | 'csms'>;

@QueryHandler(GetCsm)
export class GetCsmHandler implements IQueryHandler<GetCsm> {
  constructor(private readonly book: Book) {}

  async execute({ csmId }: GetCsm): Promise<CsmState> {
    const csm = (await this.book.csms()).find((c) => c.csmId === csmId);
    if (!csm) throw notFound('CSM', csmId);
    return csm;
  }
}

@QueryHandler(CsmBook)
export class CsmBookHandler implements IQueryHandler<CsmBook> {
  constructor(
    private readonly book: Book,
    private readonly inForce: InForce,
  ) {}

  async execute({ csmId }: CsmBook): Promise<BookView> {
    const csm = (await this.book.csms()).find((c) => c.csmId === csmId);
    if (!csm) throw notFound('CSM', csmId);
    const owned = (await this.book.accounts()).filter((account) => account.csmId === csmId);
    const policy = await this.inForce.policy();
    const tiers = planningTiers(await this.inForce.ruleSet());
    return bookOf(csm, inOneCurrency(owned, policy), { policy, tiers });
  }
}

interface Measures {
  readonly policy: Policy;
  readonly tiers: readonly PlanningTier[];
}

function bookOf(
  { csmId, capacityHours }: CsmState,
  { currency, accounts }: InOneCurrency,
  measures: Measures,
): BookView {
  const rows = accounts
    .map((account) => bookAccount(account, measures))
    .sort((a, b) => (a.accountId < b.accountId ? -1 : 1));
  const aes = new Set(rows.map(({ aeId }) => aeId).filter((aeId) => aeId !== null));
  const sum = (of: (row: BookAccount) => number): number => rows.reduce((total, row) => total + of(row), 0);
  return {
    csmId,
    currency,
    accounts: rows,
    totals: {
      accounts: rows.length,
      arr: sum(({ arr }) => arr),
      hours: roundHalfUp(
        sum(({ hours }) => hours ?? 0),
        2,
      ),
      capacityHours,
      pairs: aes.size,
    },
  };
}

function bookAccount(account: AccountRecord, { policy, tiers }: Measures): BookAccount {
  const { accountId, name, arr, tier, aeId, csmSince } = account;
  const known = tiers.find(({ id }) => id === tier);
  return {
    accountId,
    name: name ?? null,
    arr,
    tier: tier ?? null,
    aeId: aeId ?? null,
    since: csmSince ?? null,
    hours: known ? accountHours(account, known, policy) / 100 : null,
  };
}
