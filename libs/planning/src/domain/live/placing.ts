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
  /** Each once, as the AVPs. */
  readonly aes: readonly number[];
  readonly avps: readonly number[];
  readonly arr: number;
  readonly renewals: readonly number[];
  /** By how much one person more for an AE would be too many; filled by `excessPersonsOf`. */
  readonly fullAes: Map<number, number>;
}

/**
 * Who is placed with an account. An account whose CSM could keep it moves with its whole unit; one without such a CSM
 * is placed with the others of its unit that have none either, and those who are settled stay where they are.
 */
export function placingOf(account: LiveAccount, company: LiveCompany): Placing {
  const { policy } = company.documents;
  const unit = company.unitOf(account);
  const isSettled = (a: LiveAccount): boolean => canServe(company.servers(a), a.present);
  const accounts = isSettled(account) ? unit.members : unit.members.filter((m) => !isSettled(m));
  const fixing = company.fixingOf(unit);
  const rest = fixing?.by === 'pin' ? [] : unit.members.filter((m) => !accounts.includes(m));
  return {
    company,
    policy,
    unit,
    accounts,
    fixing,
    home: rest.find((m) => unit.csms.includes(m.present))?.book,
    familiar: policy.pairing.mode === 'hard' ? familiarTo(unit, company) : NOBODY,
    aes: known(accounts.map(({ ae }) => ae)),
    avps: known(accounts.map(({ avp }) => avp)),
    arr: accounts.reduce((sum, a) => sum + a.record.arr, 0),
    renewals: renewalsOf(accounts, company.documents.asOf),
    fullAes: new Map(),
  };
}

const NOBODY: ReadonlySet<CsmBook> = new Set();

/** The numbers that are there, each once. */
function known(numbers: readonly number[]): readonly number[] {
  return numbers.filter((number, n) => number >= 0 && numbers.indexOf(number) === n);
}

function renewalsOf(accounts: readonly LiveAccount[], asOf: string): readonly number[] {
  const renewals = [0, 0, 0, 0];
  for (const a of accounts) {
    const quarter = renewalQuarter(a, asOf);
    if (quarter !== undefined) renewals[quarter]! += a.record.arr;
  }
  return renewals;
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

/**
 * By how much the AE would work with too many persons, were it one more than without these accounts; nothing or less
 * where it would not. The accounts are counted out of their books.
 */
export function excessPersonsOf(ae: number, { company, policy, fullAes }: Placing): number {
  const { maxCsmsPerAe } = policy.pairing;
  if (maxCsmsPerAe === null) return 0;
  let excess = fullAes.get(ae);
  if (excess === undefined) {
    const persons = company.knownBooks().filter((b) => b.isPerson && b.aes.has(ae)).length + 1;
    excess = persons <= maxCsmsPerAe ? 0 : persons - Math.max(maxCsmsPerAe, company.heldPersonsOf(ae));
    fullAes.set(ae, excess);
  }
  return excess;
}
