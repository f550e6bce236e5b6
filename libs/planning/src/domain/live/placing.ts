import type { Policy } from '@bailiwick/contracts';
import { renewalQuarter } from '../compile/balance.js';
import { canServe } from '../compile/candidates.js';
import type { Fixing } from '../compile/locks.js';
import type { Unit } from '../compile/units.js';
import type { MeterQuantity } from '../problem/problem.js';
import { type CsmBook, quarterOf } from './csm-book.js';
import type { LiveAccount } from './live-account.js';
import type { LiveCompany } from './live-company.js';

/** Accounts that look for a CSM together, and what is the same of them with every CSM. */
export interface Placing {
  readonly company: LiveCompany;
  readonly policy: Policy;
  /** The unit of the planning model that they are of; `accounts` are all or some of its members. */
  readonly unit: Unit<LiveAccount>;
  readonly accounts: readonly LiveAccount[];
  readonly fixing: Fixing | undefined;
  /** The book that the rest of the family is with, where it could serve them all. */
  readonly home: CsmBook | undefined;
  /** `pairing: hard`: who is paired with every AE of the unit today; nobody where none of them may serve it. */
  readonly familiar: ReadonlySet<CsmBook>;
  readonly aes: ReadonlySet<number>;
  /** AEs of the accounts who may not work with one person more, with how many one more would be too many. */
  readonly fullAes: ReadonlyMap<number, number>;
  readonly avps: ReadonlySet<number>;
  readonly arr: number;
  readonly renewals: readonly number[];
}

/**
 * Who is placed with an account. An account whose CSM could keep it moves with its whole unit; one without such a CSM
 * is placed with the others of its unit that have none either, and those who are settled stay where they are.
 */
export function placingOf(account: LiveAccount, company: LiveCompany): Placing {
  const { policy, asOf } = company.documents;
  const unit = company.unitOf(account);
  const isSettled = (a: LiveAccount): boolean => canServe(company.servers(a), a.present);
  const accounts = isSettled(account) ? unit.members : unit.members.filter((m) => !isSettled(m));
  const fixing = company.fixingOf(unit);
  const rest = fixing?.by === 'pin' ? [] : unit.members.filter((m) => !accounts.includes(m));
  const aes = new Set(accounts.flatMap((a) => (a.ae < 0 ? [] : [a.ae])));
  const renewals = [0, 0, 0, 0];
  for (const a of accounts) {
    const quarter = renewalQuarter(a, asOf);
    if (quarter !== undefined) renewals[quarter]! += a.record.arr;
  }
  return {
    company,
    policy,
    unit,
    accounts,
    fixing,
    home: rest.find((m) => unit.csms.includes(m.present))?.book,
    familiar: policy.pairing.mode === 'hard' ? familiarTo(unit, company) : new Set(),
    aes,
    fullAes: fullAesOf(aes, accounts, company),
    avps: new Set(accounts.flatMap((a) => (a.avp < 0 ? [] : [a.avp]))),
    arr: accounts.reduce((sum, a) => sum + a.record.arr, 0),
    renewals,
  };
}

/** Hundredths of hours a month of the accounts with this CSM. */
export function centihoursAt({ accounts }: Placing, { facts }: CsmBook): number {
  return accounts.reduce((sum, a) => sum + a.centihoursWith(facts), 0);
}

/** What the accounts add to what a meter of this CSM measures. */
export function quantityAt(placing: Placing, book: CsmBook, quantity: MeterQuantity): number {
  if (quantity === 'hours') return centihoursAt(placing, book);
  return quantity === 'arr' ? placing.arr : placing.renewals[quarterOf(quantity)]!;
}

/** True when the CSM is a person and has none of this AE's accounts, these aside. */
export function opensPair(ae: number, book: CsmBook): boolean {
  return book.isPerson && !book.aes.has(ae);
}

function familiarTo({ members, csms }: Unit<LiveAccount>, company: LiveCompany): Set<CsmBook> {
  const aes = members.flatMap((m) => (m.ae < 0 ? [] : [m.ae]));
  if (aes.length === 0) return new Set();
  const isFamiliar = (b: CsmBook): boolean =>
    b.isPerson && b.facts!.capacity > 0 && aes.every((ae) => b.aes.has(ae));
  const familiar = company.knownBooks().filter(isFamiliar);
  return new Set(familiar.some((b) => csms.includes(b.index)) ? familiar : []);
}

function fullAesOf(
  aes: ReadonlySet<number>,
  accounts: readonly LiveAccount[],
  company: LiveCompany,
): Map<number, number> {
  const full = new Map<number, number>();
  const { maxCsmsPerAe } = company.documents.policy.pairing;
  if (maxCsmsPerAe === null) return full;
  for (const ae of aes) {
    const own = accounts.filter((a) => a.ae === ae);
    const hasOthers = (b: CsmBook): boolean => (b.aes.get(ae) ?? 0) > own.filter((a) => a.book === b).length;
    const persons = company.knownBooks().filter((b) => b.isPerson && hasOthers(b)).length + 1;
    if (persons <= maxCsmsPerAe) continue;
    const excess = persons - Math.max(maxCsmsPerAe, company.heldPersonsOf(ae));
    if (excess > 0) full.set(ae, excess);
  }
  return full;
}
