import type { AccountRecord, Policy } from '@bailiwick/contracts';
import { dayNumber, type IsoDate } from '@bailiwick/kernel';
import type { Candidates } from '../compile/candidates.js';
import { type AccountFacts, type CsmFacts, HAS_LEFT, HAS_NONE } from '../compile/facts.js';
import { accountHours, hoursFor, skillFactorsOf } from '../compile/hours.js';
import type { PlanningTier } from '../problem/planning-input.js';
import type { CsmBook } from './csm-book.js';
import type { Documents } from './documents.js';

/** An active account as every term asks of it; what depends on the day or on others is worked out when asked. */
export class LiveAccount implements AccountFacts {
  readonly centihours: number;
  readonly skillFactors: Policy['hours']['skillFactors'];
  readonly ae: number;
  /** Who may serve it, as of so many refreshes of the company; worked out again after the next one. */
  servers: { readonly refreshes: number; readonly found: Candidates } | undefined;
  private readonly renewalDay: number | undefined;
  private readonly sinceDay: number | undefined;

  /**
   * `book` is that of the CSM whom the record names, also when nobody knows that CSM; `conflicts` names the conflict
   * groups that the account is in.
   */
  constructor(
    readonly index: number,
    readonly record: AccountRecord,
    readonly tier: PlanningTier,
    readonly book: CsmBook | undefined,
    readonly conflicts: readonly string[],
    private readonly documents: Documents,
  ) {
    const { policy, aes } = documents;
    this.centihours = accountHours(record, tier, policy);
    this.skillFactors = skillFactorsOf(record, policy);
    this.ae = record.aeId === undefined ? -1 : aes.of(record.aeId);
    this.renewalDay = optionalDay(record.renewalDate);
    this.sinceDay = optionalDay(record.csmSince);
  }

  get avp(): number {
    return this.documents.avpOfAe[this.ae] ?? -1;
  }

  get present(): number {
    if (this.book === undefined) return HAS_NONE;
    return this.book.facts ? this.book.index : HAS_LEFT;
  }

  get utcOffset(): number | undefined {
    return this.documents.utcOffset(this.record.timezone);
  }

  get daysToRenewal(): number | undefined {
    return this.renewalDay === undefined ? undefined : this.renewalDay - this.documents.asOfDay;
  }

  get daysWithCsm(): number | undefined {
    return this.sinceDay === undefined ? undefined : this.documents.asOfDay - this.sinceDay;
  }

  /** Hundredths of hours a month for this CSM, skill factors included; without them for somebody unknown. */
  centihoursWith(csm: CsmFacts | undefined): number {
    return csm ? hoursFor(this.centihours, this.skillFactors, csm.skills) : this.centihours;
  }
}

function optionalDay(date: IsoDate | undefined): number | undefined {
  return date === undefined ? undefined : dayNumber(date);
}
