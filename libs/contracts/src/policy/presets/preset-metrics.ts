import type { CsmId, IsoDate } from '@bailiwick/kernel';
import type { Company } from '../../company/index.js';
import { homesIn } from './home-countries.js';
import type { BookCsm, PlannedBook, ServedAccount } from './planned-book.js';
import { renewalsAboveShare } from './renewals-above-share.js';
import { offsetsOn } from './utc-offset.js';

/** Figures that tell plans of different policies apart; shares are 0–1. Unassigned accounts are left out. */
export interface PresetMetrics {
  /** Coefficient of variation of hours ÷ capacity over all persons with capacity, across regions. */
  readonly utilisationSpread: number;
  /** Mean hours between the account's time zone and its CSM's, of the accounts where both are known. */
  readonly timeZoneDistance: number;
  /** Of the accounts with a country, those whose CSM is at home there. */
  readonly homeCountryShare: number;
  /** Of the accounts with an industry, those whose CSM knows it. */
  readonly industryShare: number;
  /**
   * Of all accounts, those that have everything at once: a CSM at home in the country, at most 2 hours away, who knows
   * the industry and whose utilisation is within 5 points of the touch model's. A missing fact stands in nobody's way.
   */
  readonly allRoundShare: number;
  /** Of the ARR that renews in four quarters, what lies above its CSM's part of the quarter by capacity. */
  readonly renewalsAboveShare: number;
}

const NEAR_HOURS = 2;
const EVEN_POINTS = 5;

/** The figures of a plan of the company; accounts and CSMs that the company does not have are left out. */
export function presetMetrics(company: Company, book: PlannedBook): PresetMetrics {
  const served = servedAccounts(company, book);
  const pools = new Set<string>(company.csms.filter((c) => c.pool).map((c) => c.csmId));
  const csms = Array.from(book.csms, ({ csmId, hours, capacityHours }) => {
    return { csmId, pool: pools.has(csmId), hours, capacityHours };
  });
  const distance = distancesOn(book.asOf);
  const isHome = homesIn(company);
  const isEven = evenBooks(csms);
  const atHome = ({ account, csm }: ServedAccount): boolean | undefined =>
    account.country === undefined ? undefined : isHome(csm, account.country);
  const versed = ({ account, csm }: ServedAccount): boolean | undefined =>
    account.industry === undefined ? undefined : csm.skills.includes(account.industry);
  const allRound = (s: ServedAccount): boolean =>
    atHome(s) !== false && versed(s) !== false && (distance(s) ?? 0) <= NEAR_HOURS && isEven(s.csm.csmId);
  return {
    utilisationSpread: variation(
      csms.filter((c) => !c.pool && c.capacityHours > 0).map((c) => c.hours / c.capacityHours),
    ),
    timeZoneDistance: mean(served.map(distance)),
    homeCountryShare: mean(served.map(atHome)),
    industryShare: mean(served.map(versed)),
    allRoundShare: mean(served.map(allRound)),
    renewalsAboveShare: renewalsAboveShare(served, csms, book.asOf),
  };
}

function servedAccounts({ accounts, csms }: Company, book: PlannedBook): ServedAccount[] {
  const accountOf = new Map(accounts.map((a) => [a.accountId, a]));
  const csmOf = new Map(csms.map((c) => [c.csmId, c]));
  return Array.from(book.accounts).flatMap(({ accountId, csmId, arr }) => {
    const account = accountOf.get(accountId);
    const csm = csmId === null ? undefined : csmOf.get(csmId);
    return account && csm ? [{ account, csm, arr }] : [];
  });
}

function distancesOn(asOf: IsoDate): (served: ServedAccount) => number | undefined {
  const offset = offsetsOn(asOf);
  return ({ account, csm }) =>
    account.timezone === undefined || csm.timezone === undefined
      ? undefined
      : Math.abs(offset(account.timezone) - offset(csm.timezone));
}

/** Tells whose utilisation is within a few points of that of all persons, or of all pools. */
function evenBooks(csms: readonly BookCsm[]): (csmId: CsmId) => boolean {
  const even = new Set<CsmId>();
  for (const pool of [false, true]) {
    const bench = csms.filter((c) => c.pool === pool && c.capacityHours > 0);
    const capacity = bench.reduce((sum, c) => sum + c.capacityHours, 0);
    const utilisation = bench.reduce((sum, c) => sum + c.hours, 0) / capacity;
    for (const c of bench)
      if (100 * Math.abs(c.hours / c.capacityHours - utilisation) <= EVEN_POINTS + 1e-9) even.add(c.csmId);
  }
  return (csmId) => even.has(csmId);
}

/** Of what is known; 0 where nothing is. */
function mean(values: readonly (number | boolean | undefined)[]): number {
  const known = values.filter((v) => v !== undefined);
  return known.length === 0 ? 0 : known.reduce<number>((sum, v) => sum + Number(v), 0) / known.length;
}

function variation(values: readonly number[]): number {
  const middle = mean(values);
  return middle === 0 ? 0 : Math.sqrt(mean(values.map((v) => (v - middle) ** 2))) / middle;
}
