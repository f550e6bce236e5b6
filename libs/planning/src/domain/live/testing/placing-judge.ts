import type { AccountRecord } from '@bailiwick/contracts';
import type { AccountId, CsmId } from '@bailiwick/kernel';
import { compile, gaveWay } from '../../compile/index.js';
import { TERM_NAMES, type TermPoints } from '../../plan/term-points.js';
import type { PlanningInput } from '../../problem/planning-input.js';
import { type Verification, verifierOf } from '../../verify/index.js';

/** What the independent verifier says of placing accounts in a company. */
export class PlacingJudge {
  readonly active: readonly AccountRecord[];
  readonly today: Verification;
  private readonly book: ReadonlyMap<AccountId, CsmId | null>;
  private readonly servers = new Map<string, boolean>();
  private readonly verifier: ReturnType<typeof verifierOf>;

  constructor(readonly input: PlanningInput) {
    // Locks that contradict each other within a conflict group all hold in the live book: nobody moves by itself.
    const relaxed = compile(input).relaxed.filter(({ code }) => code !== 'fixed-in-conflict');
    this.verifier = verifierOf(input, gaveWay({ relaxed }));
    this.active = input.company.accounts.filter((a) => a.status === 'active');
    this.book = new Map(this.active.map((a) => [a.accountId, a.csmId ?? null]));
    this.today = this.at([], null);
  }

  at(accounts: readonly AccountId[], csmId: CsmId | null): Verification {
    return this.verifier.verify(new Map([...this.book, ...accounts.map((id) => [id, csmId] as const)]));
  }

  canServe({ accountId }: AccountRecord, csmId: CsmId | undefined): boolean {
    if (csmId === undefined || !this.today.csms.has(csmId)) return false;
    const key = `${accountId} ${csmId}`;
    const known = this.servers.get(key) ?? this.judgeServing(accountId, csmId);
    this.servers.set(key, known);
    return known;
  }

  private judgeServing(accountId: AccountId, csmId: CsmId): boolean {
    return !this.at([accountId], csmId).violations.some(
      ({ constraint, subject }) =>
        (subject === accountId && (constraint === 'coverage' || constraint === 'eligibility')) ||
        (subject === csmId && constraint === 'hasCapacity'),
    );
  }

  /** The accounts that are placed with this one, and the CSM of their family whom they have to go to. */
  party(account: AccountRecord): { unit: string[]; home: string | undefined } {
    const family = this.unitOf(account);
    const isSettled = new Map(family.map((a) => [a, this.canServe(a, a.csmId)]));
    const placed = isSettled.get(account) ? family : family.filter((a) => !isSettled.get(a));
    const rest = this.isPinned(family) ? [] : family.filter((a) => !placed.includes(a));
    const home = rest.find((m) => family.every((a) => this.canServe(a, m.csmId)))?.csmId;
    return { unit: placed.map((a) => a.accountId), home };
  }

  /** Points by term of the accounts with the CSM more than without them; the price of a move is that of being elsewhere. */
  pointsMore(without: Verification, there: Verification): Partial<TermPoints> {
    const terms = TERM_NAMES.filter((t) => t !== 'unassigned');
    return Object.fromEntries(terms.map((t) => [t, there.terms[t] - (t === 'move' ? 0 : without.terms[t])]));
  }

  /** The constraints that are broken there and not, or less, without the accounts; families and budgets are not asked. */
  newlyBroken(accounts: readonly string[], without: Verification, there: Verification): Set<string> {
    const family = this.unitOf(this.active.find((a) => a.accountId === accounts[0])!);
    const own = new Set(
      family.flatMap(({ accountId }) => [`pin-broken ${accountId}`, `lock-broken ${accountId}`]),
    );
    const before = excesses(without);
    const broken = new Set<string>();
    for (const [key, { constraint, excess }] of excesses(there)) {
      const least = before.get(key)?.excess ?? 0;
      // With nobody the unit breaks its lock or pin as well: what counts is that being here does not mend it.
      if (own.has(key) ? excess >= least : excess > least + 1e-6) broken.add(constraint);
    }
    return broken;
  }

  /** The account's unit in the planning model, the largest first. */
  private unitOf(account: AccountRecord): AccountRecord[] {
    const { families } = this.input.policy;
    const isSplit = this.today.splitFamilies.some((f) => f.accountIds.includes(account.accountId));
    if (families === 'off' || isSplit) return [account];
    const part = ({ accountId }: AccountRecord): string => {
      const tier = this.input.tiers.find(({ id }) => id === this.input.tierOf.get(accountId))!;
      return families === 'together-same-tier' ? tier.id : tier.coverage;
    };
    return this.active
      .filter((a) => part(a) === part(account) && this.root(a) === this.root(account))
      .sort((a, b) => b.arr - a.arr || (a.accountId < b.accountId ? -1 : 1));
  }

  private isPinned(family: readonly AccountRecord[]): boolean {
    return this.input.policy.pins.some(
      ({ accountId, csmId }) =>
        family.some((a) => a.accountId === accountId) &&
        family.every((a) => this.canServe(a, csmId as CsmId)),
    );
  }

  private root({ accountId }: AccountRecord): string {
    const parentOf = new Map(this.input.company.accounts.map((a) => [a.accountId, a.parentId]));
    let id = accountId;
    for (let next = parentOf.get(id); next !== undefined; next = parentOf.get(id)) id = next;
    return id;
  }
}

/** How much is over in all, by code and subject. */
function excesses({ violations }: Verification): Map<string, { constraint: string; excess: number }> {
  const sums = new Map<string, { constraint: string; excess: number }>();
  for (const { constraint, code, subject, amount, limit } of violations) {
    if (constraint === 'families' || constraint.startsWith('budget')) continue;
    const excess = (sums.get(`${code} ${subject}`)?.excess ?? 0) + Math.abs(amount - limit);
    sums.set(`${code} ${subject}`, { constraint, excess });
  }
  return sums;
}
