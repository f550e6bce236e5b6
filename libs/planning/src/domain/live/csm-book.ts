import type { CsmId } from '@bailiwick/kernel';
import { type GroupTotals, renewalQuarter } from '../compile/balance.js';
import type { CsmFacts } from '../compile/facts.js';
import type { MeterQuantity } from '../problem/problem.js';
import type { HeldLoad } from './held-load.js';
import type { LiveAccount } from './live-account.js';

export interface TierLoad {
  accounts: number;
  centihours: number;
}

/** The book of one CSM: its accounts, and exact running sums of them (hundredths of hours, whole currency units). */
export class CsmBook {
  /** Undefined: nobody knows this CSM (any more), but accounts may still name it. */
  facts: CsmFacts | undefined;
  readonly accounts = new Set<LiveAccount>();
  count = 0;
  centihours = 0;
  arr = 0;
  /** ARR that renews in each of the four quarters. */
  readonly renewals: [number, number, number, number] = [0, 0, 0, 0];
  readonly tiers = new Map<string, TierLoad>();
  /** Accounts by number of the AE, of the AVP, and by conflict group; an entry is at least 1. */
  readonly aes = new Map<number, number>();
  readonly avps = new Map<number, number>();
  readonly conflicts = new Map<string, number>();
  /** The balance group; undefined without capacity. */
  group: GroupTotals | undefined;
  /** What locks and pins keep here; undefined = has to be worked out again. */
  held: HeldLoad | undefined;

  constructor(
    readonly csmId: CsmId,
    readonly index: number,
  ) {}

  /** A person who is known: pools and strangers make no pairs. */
  get isPerson(): boolean {
    return this.facts !== undefined && !this.facts.record.pool;
  }

  /** Adds the account to the sums, or takes it out of them (sign −1). */
  tally(account: LiveAccount, asOf: string, sign: 1 | -1): void {
    const work = account.centihoursWith(this.facts);
    this.count += sign;
    this.centihours += sign * work;
    this.arr += sign * account.record.arr;
    this.tallyRenewal(account, asOf, sign);
    const tier = this.tiers.get(account.tier.id) ?? { accounts: 0, centihours: 0 };
    tier.accounts += sign;
    tier.centihours += sign * work;
    this.tiers.set(account.tier.id, tier);
    if (account.ae >= 0) bump(this.aes, account.ae, sign);
    if (account.avp >= 0) bump(this.avps, account.avp, sign);
    for (const group of account.conflicts) bump(this.conflicts, group, sign);
  }

  /** All sums anew, for other skills of the CSM. */
  recount(asOf: string): void {
    this.count = this.centihours = this.arr = 0;
    this.renewals.fill(0);
    for (const sums of [this.tiers, this.aes, this.avps, this.conflicts]) sums.clear();
    for (const account of this.accounts) this.tally(account, asOf, 1);
  }

  /** The renewals anew, for another day. */
  recountRenewals(asOf: string): void {
    this.renewals.fill(0);
    for (const account of this.accounts) this.tallyRenewal(account, asOf, 1);
  }

  /** The book's load of what a meter measures. */
  load(quantity: MeterQuantity): number {
    if (quantity === 'hours') return this.centihours;
    return quantity === 'arr' ? this.arr : this.renewals[quarterOf(quantity)]!;
  }

  private tallyRenewal(account: LiveAccount, asOf: string, sign: 1 | -1): void {
    const quarter = renewalQuarter(account, asOf);
    if (quarter !== undefined) this.renewals[quarter] += sign * account.record.arr;
  }
}

/** 0–3 of a meter of renewals. */
export function quarterOf(quantity: `renewals-${0 | 1 | 2 | 3}`): number {
  return Number(quantity.slice('renewals-'.length));
}

/** Adds to a count; an entry that comes to 0 is taken out. */
export function bump<K>(counts: Map<K, number>, key: K, by: number): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}
