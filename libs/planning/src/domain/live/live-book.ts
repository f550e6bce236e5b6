import type { AccountRecord, AeRecord, CsmRecord, Policy } from '@bailiwick/contracts';
import { type AccountId, BailiwickError, type CsmId, type IsoDate, type TierId } from '@bailiwick/kernel';
import { canServe } from '../compile/candidates.js';
import { ownCeiling } from '../compile/capacity.js';
import type { PlanningTier } from '../problem/planning-input.js';
import type { CsmBook } from './csm-book.js';
import { LiveCompany } from './live-company.js';
import { type Candidates, rankCsms } from './rank.js';
import { type LivePart, partAround } from './part-around.js';
import { type Relief, reliefOf } from './relief.js';

const BLOCKED_SHOWN = 20;
const ROUNDING = 1e-6;

/** What a CSM carries today. */
export interface CsmLoad {
  readonly csmId: CsmId;
  readonly accounts: number;
  /** Hours a month, skill factors included. */
  readonly hours: number;
  /** Hours a month over the horizon; 0 = without capacity. */
  readonly capacityHours: number;
  readonly ceilingHours: number;
  /** Whole units of the policy's currency. */
  readonly arr: number;
  /** Distinct AEs of the accounts; 0 for a pool. */
  readonly pairs: number;
}

/**
 * The planning problem kept warm in memory: it follows the company change by change, and prices any CSM for any
 * account by the objective and the hard constraints of the whole-book planner. Deterministic: the same changes, in
 * whatever order leads to the same company, give the same answers. It keeps the records it is given.
 * @see docs/reference/planning-model.md
 */
export class LiveBook {
  private readonly company: LiveCompany;

  /** `tiers` are those of the rule set in force; another rule set with other tiers needs a new book. */
  constructor(documents: { policy: Policy; tiers: readonly PlanningTier[]; asOf: IsoDate }) {
    this.company = new LiveCompany(documents.policy, documents.tiers, documents.asOf);
  }

  /** Sees everything as of another day from the next question on; O(CSMs), and O(accounts) if renewals are balanced. */
  setDay(asOf: IsoDate): void {
    this.company.setDay(asOf);
  }

  /** Sees everything by another policy; O(accounts). */
  setPolicy(policy: Policy): void {
    this.company.setPolicy(policy);
  }

  /** Adds or changes a CSM; O(their accounts). */
  upsertCsm(record: CsmRecord): void {
    this.company.setCsm(record.csmId, record);
  }

  /** Forgets a CSM who has left; their accounts count as with nobody who could keep them. Unknown ids do nothing. */
  removeCsm(csmId: string): void {
    if (this.company.knownBook(csmId)) this.company.setCsm(csmId, undefined);
  }

  /** Adds or changes an AE: what counts is the AVP. */
  upsertAe(record: AeRecord): void {
    this.company.setAe(record);
  }

  /**
   * Adds an account or replaces what was known of it, with its final tier; O(its family). A record that is not
   * `active` removes the account and leaves its parent link.
   * @throws BailiwickError `unknown-tier`; nothing has changed then
   */
  upsertAccount(record: AccountRecord, tier: TierId): void {
    if (record.status === 'active') return this.company.setAccount(record, tier);
    this.company.removeAccount(record.accountId);
    this.company.setParent(record.accountId, record.parentId);
  }

  /** Takes an account out; its parent link stays until `setParent` says otherwise. Unknown ids do nothing. */
  removeAccount(accountId: string): void {
    this.company.removeAccount(accountId);
  }

  /** Sets the parent of any account, or takes it away; family chains run through accounts that are not active. */
  setParent(accountId: string, parentId: string | undefined): void {
    this.company.setParent(accountId, parentId);
  }

  /**
   * Every CSM ranked for the account and those who are placed with it, everything else as it is; O(CSMs). All possible
   * ones are there, and the `blockedLimit` best of the others.
   * @throws BailiwickError `unknown-account`
   */
  candidates(accountId: string, blockedLimit = BLOCKED_SHOWN): Candidates {
    const account = this.company.find(accountId);
    if (account) return rankCsms(account, this.company, blockedLimit);
    throw new BailiwickError('unknown-account', `there is no active account ${accountId} in the book`, {
      value: accountId,
      expected: 'the id of an active account that has a tier',
      hint: 'Maybe it has churned or was not tiered yet.',
    });
  }

  /** True when the CSM has capacity, fits the tier's coverage and keeps every hard rule; false for unknown ids. */
  mayServe(accountId: string, csmId: string): boolean {
    const account = this.company.find(accountId);
    const book = this.company.knownBook(csmId);
    return account !== undefined && book !== undefined && canServe(this.company.servers(account), book.index);
  }

  /** True when the CSM carries more hours than its ceiling; locks count towards the ceiling as in the plans. */
  isOverCeiling(csmId: string): boolean {
    this.company.knownBooks();
    const book = this.company.knownBook(csmId);
    if (!book?.facts) return false;
    const own = ownCeiling(book.facts.capacity, this.company.documents.policy);
    if (book.centihours <= own * 100 + ROUNDING) return false;
    const { hours, ceilingHours } = this.load(book);
    return hours > ceilingHours + ROUNDING;
  }

  /**
   * The cheapest moves that bring a CSM below the ceiling, at most so many accounts; the book is as before afterwards.
   * O(accounts of the CSM × CSMs who may serve them), and O(accounts of the CSM + CSMs) for each move.
   * @throws BailiwickError `unknown-csm`
   */
  relief(csmId: string, mostAccounts: number): Relief {
    this.company.knownBooks();
    const book = this.company.knownBook(csmId);
    if (!book)
      throw new BailiwickError('unknown-csm', `there is no CSM ${csmId} in the book`, { value: csmId });
    const before: [AccountRecord, TierId][] = [];
    try {
      return reliefOf(
        this.company,
        book,
        mostAccounts,
        () => !this.isOverCeiling(csmId),
        ({ record, tier }, to) => {
          before.push([record, tier.id]);
          this.company.setAccount({ ...record, csmId: to.csmId }, tier.id);
        },
      );
    } finally {
      for (const [record, tier] of before) this.company.setAccount(record, tier);
    }
  }

  /** The part of the company that moves of these accounts to these CSMs can touch; O(accounts). */
  partAround(moves: Iterable<{ readonly accountId: string; readonly to: string | null }>): LivePart {
    return partAround(this.company, moves);
  }

  /** The active accounts that name the CSM, known or not; in no order. */
  accountsOf(csmId: string): AccountId[] {
    return this.company.accountsOf(csmId).map(({ record }) => record.accountId);
  }

  /** What each known CSM carries, by id. */
  loads(): CsmLoad[] {
    return this.company.knownBooks().map((book) => this.load(book));
  }

  private load(book: CsmBook): CsmLoad {
    const { capacity } = book.facts!;
    const held = this.company.held(book).centihours / 100;
    return {
      csmId: book.csmId,
      accounts: book.count,
      hours: book.centihours / 100,
      capacityHours: capacity,
      ceilingHours: Math.max(ownCeiling(capacity, this.company.documents.policy), held),
      arr: book.arr,
      pairs: book.isPerson ? book.aes.size : 0,
    };
  }
}
