import type { AccountRecord, AeRecord, CsmRecord, Policy } from '@bailiwick/contracts';
import type { CsmId, IsoDate, TierId } from '@bailiwick/kernel';
import {
  accountGroup,
  addToTotals,
  csmGroup,
  emptyTotals,
  type GroupTotals,
  metersOfCsm,
} from '../compile/balance.js';
import { type Candidates as Servers, candidatesOf } from '../compile/candidates.js';
import { isEligible } from '../compile/eligibility.js';
import { type AccountFacts, csmFacts } from '../compile/facts.js';
import { type Fixing, lockOf, lockReasons, pinThatHolds } from '../compile/locks.js';
import type { Meter } from '../problem/problem.js';
import { shareAGroup, type Unit, unitFrom } from '../compile/units.js';
import { bump, CsmBook } from './csm-book.js';
import { Documents } from './documents.js';
import { FamilyTree } from './family-tree.js';
import { type HeldLoad, heldLoadOf } from './held-load.js';
import { LiveAccount } from './live-account.js';

/**
 * The company as it is, with running sums. Accounts are counted as they change; what hangs on the day, the policy or
 * the CSMs is worked out again by `refresh`, when somebody asks.
 */
export class LiveCompany {
  readonly documents: Documents;
  readonly families = new FamilyTree();
  private readonly accountById = new Map<string, LiveAccount>();
  /** By index, also of CSMs who are not known. */
  private readonly books: CsmBook[] = [];
  private readonly bookById = new Map<string, CsmBook>();
  private readonly groups = new Map<string, GroupTotals>();
  /** What was worked out of the groups since one of them changed. */
  private readonly meters = new Map<CsmBook, readonly Meter[]>();
  private conflictLists: ReadonlyMap<string, readonly string[]>;
  private pins: ReadonlyMap<string, readonly string[]>;
  /** The books of CSMs who are known, by id. */
  private known: readonly CsmBook[] = [];
  private serversOf: (account: AccountFacts) => Servers = () => NOBODY;
  /** How often what hangs on the day, the policy or the CSMs was worked out again. */
  private refreshes = 0;
  private isOtherDay = false;
  private isStale = true;
  private nextIndex = 0;

  constructor(policy: Policy, tiers: ConstructorParameters<typeof Documents>[1], asOf: IsoDate) {
    this.documents = new Documents(policy, tiers, asOf);
    this.conflictLists = conflictListsOf(policy);
    this.pins = pinsOf(policy);
  }

  setDay(asOf: IsoDate): void {
    if (asOf === this.documents.asOf) return;
    this.documents.setDay(asOf);
    this.isOtherDay = this.isStale = true;
  }

  setPolicy(policy: Policy): void {
    this.documents.policy = policy;
    this.conflictLists = conflictListsOf(policy);
    this.pins = pinsOf(policy);
    const accounts = [...this.accountById.values()];
    this.groups.clear();
    for (const book of this.books) {
      book.accounts.clear();
      book.recount(this.documents.asOf);
      if (book.facts) book.facts = csmFacts(book.facts.record, book.index, this.documents);
    }
    for (const { record, tier } of accounts) this.enter(record, tier.id);
    this.isStale = true;
  }

  setCsm(csmId: string, record: CsmRecord | undefined): void {
    const book = this.bookFor(csmId);
    book.facts = record && csmFacts(record, book.index, this.documents);
    book.recount(this.documents.asOf);
    this.isStale = true;
  }

  setAe({ aeId, avpId }: AeRecord): void {
    const { aes, avps, avpOfAe } = this.documents;
    const ae = aes.of(aeId);
    const [before, after] = [avpOfAe[ae] ?? -1, avpId === undefined ? -1 : avps.of(avpId)];
    avpOfAe[ae] = after;
    for (const { aes: accounts, avps: counts } of this.books) {
      const count = accounts.get(ae);
      if (count === undefined) continue;
      if (before >= 0) bump(counts, before, -count);
      if (after >= 0) bump(counts, after, count);
    }
  }

  setAccount(record: AccountRecord, tier: TierId): void {
    this.documents.tier(tier);
    this.touch(record.accountId);
    const before = this.leave(record.accountId);
    this.families.link(record.accountId, record.parentId);
    const after = this.enter(record, tier);
    this.touch(record.accountId);
    if (!before || !this.countTheSame(before, after)) this.meters.clear();
  }

  removeAccount(accountId: string): void {
    this.touch(accountId);
    this.leave(accountId);
    this.meters.clear();
  }

  setParent(accountId: string, parentId: string | undefined): void {
    if (this.families.parent(accountId) === parentId) return;
    this.touch(accountId);
    this.families.link(accountId, parentId);
    this.touch(accountId);
  }

  find(accountId: string): LiveAccount | undefined {
    return this.accountById.get(accountId);
  }

  /** Every active account; in no order that means anything. */
  accounts(): Iterable<LiveAccount> {
    return this.accountById.values();
  }

  /** The accounts in the book of a CSM, known or not. */
  accountsOf(csmId: string): LiveAccount[] {
    return [...(this.bookById.get(csmId)?.accounts ?? [])];
  }

  /** The book of a CSM who is known. */
  knownBook(csmId: string): CsmBook | undefined {
    const book = this.bookById.get(csmId);
    return book?.facts ? book : undefined;
  }

  /** The books of the CSMs who are known, by id, with capacities and groups of the day. */
  knownBooks(): readonly CsmBook[] {
    this.refresh();
    return this.known;
  }

  /** The books of the CSMs with these indices who are known. */
  booksOf(csms: Int32Array): readonly CsmBook[] {
    this.refresh();
    return [...csms].map((index) => this.books[index]!).filter(({ facts }) => facts);
  }

  /** The CSMs that may serve the account: capacity, coverage and every hard rule. */
  servers(account: LiveAccount): Servers {
    this.refresh();
    const { refreshes } = this;
    if (account.servers?.refreshes !== refreshes)
      account.servers = { refreshes, found: this.serversOf(account) };
    return account.servers.found;
  }

  /** The meters of a CSM who is known; none without capacity. */
  metersOf(book: CsmBook): readonly Meter[] {
    let meters = this.meters.get(book);
    if (!meters) {
      const { group, facts } = book;
      meters = group ? metersOfCsm(facts!, group, this.documents.policy) : [];
      this.meters.set(book, meters);
    }
    return meters;
  }

  /** The account's unit as the planning model has it: its family where that is asked for and possible. */
  unitOf(account: LiveAccount): Unit<LiveAccount> {
    const servers = (a: LiveAccount): Servers => this.servers(a);
    const family = this.familyOf(account);
    const whole = unitFrom(family, servers);
    if (family.length === 1) return whole;
    const canBeTogether = whole.csms.length > 0 && !shareAGroup(family, (m) => m.conflicts);
    return canBeTogether ? whole : unitFrom([account], servers);
  }

  /** The pin or lock that holds a unit. Locks that contradict each other within a conflict group all hold. */
  fixingOf(unit: Unit<LiveAccount>): Fixing | undefined {
    return pinThatHolds(unit, (m) => this.pinOf(m)) ?? lockOf(unit, this.documents);
  }

  /** True for an account that has no family and no pin: its locks are its own, and no unit needs to be formed. */
  isOnItsOwn({ record: { accountId } }: LiveAccount): boolean {
    return !this.pins.has(accountId) && this.isSingle(accountId);
  }

  /** True when a lock holds an account that is on its own with its CSM. */
  isLockedTo({ facts }: CsmBook, account: LiveAccount): boolean {
    const { policy, asOf } = this.documents;
    return (
      facts !== undefined &&
      lockReasons(account, policy, asOf).length > 0 &&
      isEligible(account.record, account.tier, facts, policy)
    );
  }

  csmId(index: number): CsmId {
    return this.books[index]!.csmId;
  }

  pinnedTo(book: CsmBook): LiveAccount[] {
    return [...this.pins].flatMap(([accountId, csmIds]) =>
      csmIds.includes(book.csmId) ? (this.accountById.get(accountId) ?? []) : [],
    );
  }

  held(book: CsmBook): HeldLoad {
    this.refresh();
    return (book.held ??= heldLoadOf(book, this));
  }

  /** How many persons locks and pins keep paired with the AE. */
  heldPersonsOf(ae: number): number {
    return this.knownBooks().filter((book) => this.held(book).aes.has(ae)).length;
  }

  /** Counts accounts out of their books while `ask` runs. */
  without<T>(accounts: readonly LiveAccount[], ask: () => T): T {
    const { asOf } = this.documents;
    for (const a of accounts) a.book?.tally(a, asOf, -1);
    try {
      return ask();
    } finally {
      for (const a of accounts) a.book?.tally(a, asOf, 1);
    }
  }

  private familyOf(account: LiveAccount): LiveAccount[] {
    const { accountId } = account.record;
    if (this.isSingle(accountId)) return [account];
    const partOf = ({ tier }: LiveAccount): string =>
      this.documents.policy.families === 'together-same-tier' ? tier.id : tier.coverage;
    return this.families.tree(this.families.root(accountId)).flatMap((id) => {
      const member = this.accountById.get(id);
      return member && partOf(member) === partOf(account) ? member : [];
    });
  }

  private isSingle(accountId: string): boolean {
    return this.documents.policy.families === 'off' || this.families.isAlone(accountId);
  }

  private pinOf({ record }: LiveAccount): number | undefined {
    const csmId = this.pins.get(record.accountId)?.find((id) => this.knownBook(id));
    return csmId === undefined ? undefined : this.knownBook(csmId)?.index;
  }

  private enter(record: AccountRecord, tier: TierId): LiveAccount {
    const { accountId, csmId, conflictGroup } = record;
    const { asOf, policy } = this.documents;
    const lists = this.conflictLists.get(accountId) ?? [];
    const account = new LiveAccount(
      this.nextIndex++,
      record,
      this.documents.tier(tier),
      csmId === undefined ? undefined : this.bookFor(csmId),
      conflictGroup === undefined ? lists : [`group ${conflictGroup}`, ...lists],
      this.documents,
    );
    this.accountById.set(accountId, account);
    account.book?.accounts.add(account);
    account.book?.tally(account, asOf, 1);
    addToTotals(this.group(accountGroup(account, policy)), account, asOf);
    return account;
  }

  private leave(accountId: string): LiveAccount | undefined {
    const account = this.accountById.get(accountId);
    if (!account) return undefined;
    const { asOf, policy } = this.documents;
    this.accountById.delete(accountId);
    account.book?.accounts.delete(account);
    account.book?.tally(account, asOf, -1);
    addToTotals(this.group(accountGroup(account, policy)), account, asOf, -1);
    return account;
  }

  /** True when the balance groups are the same with the one account as with the other. */
  private countTheSame(a: LiveAccount, b: LiveAccount): boolean {
    const { policy } = this.documents;
    return (
      accountGroup(a, policy) === accountGroup(b, policy) &&
      a.centihours === b.centihours &&
      a.record.arr === b.record.arr &&
      a.record.renewalDate === b.record.renewalDate
    );
  }

  /** What is held by the locks and pins of the account's family has to be worked out again. */
  private touch(accountId: string): void {
    if (this.isStale) return;
    const ids = this.isSingle(accountId) ? [accountId] : this.families.tree(this.families.root(accountId));
    for (const id of ids) {
      const book = this.accountById.get(id)?.book;
      if (book) book.held = undefined;
      for (const csmId of this.pins.get(id) ?? []) this.bookFor(csmId).held = undefined;
    }
  }

  private refresh(): void {
    if (!this.isStale) return;
    this.isStale = false;
    this.refreshes++;
    const books = this.books.filter((b) => b.facts);
    this.known = books.sort((a, b) => (a.csmId < b.csmId ? -1 : 1));
    if (this.isOtherDay) this.seeAnotherDay();
    this.shareOutGroups();
    const csms = this.known.map((b) => b.facts!);
    this.serversOf = candidatesOf({ csms, input: this.documents });
    for (const book of this.books) book.held = undefined;
  }

  private seeAnotherDay(): void {
    this.isOtherDay = false;
    const { policy, asOf } = this.documents;
    for (const book of this.known) book.facts = csmFacts(book.facts!.record, book.index, this.documents);
    if (policy.weights.balanceRenewals.length === 0) return;
    for (const book of this.books) book.recountRenewals(asOf);
    this.groups.clear();
    for (const a of this.accountById.values()) addToTotals(this.group(accountGroup(a, policy)), a, asOf);
  }

  private shareOutGroups(): void {
    this.meters.clear();
    for (const group of this.groups.values()) group.capacity = 0;
    for (const book of this.known) {
      const { capacity } = book.facts!;
      book.group = capacity > 0 ? this.group(csmGroup(book.facts!, this.documents.policy)) : undefined;
      if (book.group) book.group.capacity += capacity;
    }
  }

  private group(name: string): GroupTotals {
    let group = this.groups.get(name);
    if (!group) this.groups.set(name, (group = emptyTotals()));
    return group;
  }

  private bookFor(csmId: string): CsmBook {
    let book = this.bookById.get(csmId);
    if (!book) {
      book = new CsmBook(csmId as CsmId, this.books.length);
      this.books.push(book);
      this.bookById.set(csmId, book);
    }
    return book;
  }
}

const NOBODY: Servers = { csms: new Int32Array(), softPoints: new Float64Array() };

/** The names of the policy's conflict lists that each account is in. */
function conflictListsOf({ conflicts }: Policy): Map<string, string[]> {
  const names = new Map<string, string[]>();
  conflicts.forEach((ids, n) => {
    for (const id of new Set(ids)) names.set(id, [...(names.get(id) ?? []), `list ${n + 1}`]);
  });
  return names;
}

/** The CSM ids that each account is pinned to, in the policy's order; the first who is known counts. */
function pinsOf({ pins }: Policy): Map<string, string[]> {
  const csmIds = new Map<string, string[]>();
  for (const { accountId, csmId } of pins) csmIds.set(accountId, [...(csmIds.get(accountId) ?? []), csmId]);
  return csmIds;
}
