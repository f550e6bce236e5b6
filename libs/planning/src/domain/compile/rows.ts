import type { AccountFacts, CompanyFacts } from './facts.js';
import { CsrBuilder } from './growable.js';
import type { Fixing } from './locks.js';
import type { Row, RowKind } from '../problem/problem.js';
import type { ConflictGroups, Unit } from './units.js';

/** What one account does on an arc. */
export interface MemberOnArc {
  readonly account: AccountFacts;
  readonly discretionary: boolean;
  /** Hundredths of hours on the arc's CSM. */
  readonly centihours: number;
}

/** Load that pins and locks put on each CSM: ceilings yield to it. */
export interface FixedLoads {
  readonly centihours: Float64Array;
  readonly accounts: Int32Array;
  /** By `csm|tier`. */
  readonly tierAccounts: ReadonlyMap<string, number>;
  readonly tierCentihours: ReadonlyMap<string, number>;
}

/** Collects the hard rows of a problem while its arcs are laid out; each kind of row is one method. */
export class RowsBuilder {
  readonly rows: Row[] = [];
  readonly entries = new CsrBuilder();
  private readonly index = new Map<string, number>();
  /** Of the arc that is being added, by row. */
  private readonly sums = new Map<number, number>();
  private readonly add: Add = (row, coef) =>
    void (coef !== 0 && this.sums.set(row, (this.sums.get(row) ?? 0) + coef));
  private readonly book: TodaysBook;

  constructor(
    private readonly facts: CompanyFacts,
    private readonly groups: ConflictGroups,
    private readonly fixed: FixedLoads,
  ) {
    this.book = todaysBook(facts);
  }

  /** Adds the entries of the next arc: `csm` −1 is the arc to nobody. */
  addArc(csm: number, members: readonly MemberOnArc[]): void {
    const { sums, add } = this;
    if (csm >= 0) {
      this.maxAccounts(csm, members, add);
      this.conflicts(csm, members, add);
      if (!this.facts.csms[csm]!.record.pool) this.tierMix(csm, members, add);
    }
    this.budgets(csm, members, add);
    sums.forEach((coef, row) => this.entries.push(row, coef));
    this.entries.end();
    sums.clear();
  }

  private maxAccounts(csm: number, members: readonly MemberOnArc[], add: Add): void {
    const { maxAccounts, csmId } = this.facts.csms[csm]!.record;
    if (maxAccounts === undefined) return;
    const limit = Math.max(maxAccounts, this.fixed.accounts[csm]!);
    add(this.row('max-accounts', csmId, limit), members.length);
  }

  private conflicts(csm: number, members: readonly MemberOnArc[], add: Add): void {
    for (const { account } of members)
      for (const g of this.groups.of.get(account.index) ?? [])
        add(this.row('conflict', `${this.groups.names[g]} with ${this.facts.csms[csm]!.record.csmId}`, 1), 1);
  }

  private tierMix(csm: number, members: readonly MemberOnArc[], add: Add): void {
    const name = this.facts.csms[csm]!.record.csmId;
    this.facts.input.policy.tierMix.forEach(({ tier, maxAccounts, minHoursShare, maxHoursShare }, n) => {
      const inTier = members.filter((m) => m.account.tier.id === tier);
      const hours = sum(inTier);
      const total = sum(members);
      const lockedHours = this.fixed.tierCentihours.get(`${csm}|${tier}`) ?? 0;
      const lockedTotal = this.fixed.centihours[csm]!;
      const subject = `${tier} with ${name} (entry ${n + 1})`;
      if (maxAccounts !== undefined) {
        const limit = Math.max(maxAccounts, this.fixed.tierAccounts.get(`${csm}|${tier}`) ?? 0);
        add(this.row('tier-max-accounts', subject, limit), inTier.length);
      }
      if (maxHoursShare !== undefined) {
        const slack = Math.max(0, lockedHours - maxHoursShare * lockedTotal);
        add(this.row('tier-max-share', subject, slack), hours - maxHoursShare * total);
      }
      if (minHoursShare !== undefined) {
        const slack = Math.max(0, minHoursShare * lockedTotal - lockedHours);
        add(this.row('tier-min-share', subject, slack), minHoursShare * total - hours);
      }
    });
  }

  private budgets(csm: number, members: readonly MemberOnArc[], add: Add): void {
    const { disruption } = this.facts.input.policy;
    const { csms, aeIds } = this.facts;
    const b = this.book;
    for (const { account, discretionary } of members) {
      if (!discretionary) continue;
      const from = account.present;
      if (disruption.maxAccounts !== null)
        add(this.row('budget-accounts', 'moved accounts', amount(disruption.maxAccounts, b.accounts)), 1);
      if (disruption.maxArr !== null)
        add(this.row('budget-arr', 'moved ARR', amount(disruption.maxArr, b.arr)), account.record.arr);
      if (disruption.maxInPerCsm !== null && csm >= 0)
        add(this.row('budget-in', csms[csm]!.record.csmId, amount(disruption.maxInPerCsm, b.ofCsm[csm]!)), 1);
      if (disruption.maxOutPerCsm !== null && from >= 0)
        add(
          this.row('budget-out', csms[from]!.record.csmId, amount(disruption.maxOutPerCsm, b.ofCsm[from]!)),
          1,
        );
      if (disruption.maxPerAe !== null && account.ae >= 0)
        add(this.row('budget-ae', aeIds[account.ae]!, amount(disruption.maxPerAe, b.ofAe[account.ae]!)), 1);
    }
  }

  private row(kind: RowKind, subject: string, limit: number): number {
    const key = `${kind}|${subject}`;
    let row = this.index.get(key);
    if (row === undefined) {
      row = this.rows.length;
      this.index.set(key, row);
      this.rows.push({ kind, subject, limit });
    }
    return row;
  }
}

type Add = (row: number, coef: number) => void;

const sum = (members: readonly MemberOnArc[]): number => members.reduce((s, m) => s + m.centihours, 0);

/** A budget ≥ 1 is a count or an amount; below 1 a share of `base`. */
export function amount(budget: number, base: number): number {
  return budget >= 1 ? budget : budget * base;
}

interface TodaysBook {
  readonly accounts: number;
  readonly arr: number;
  readonly ofCsm: Int32Array;
  readonly ofAe: Int32Array;
}

/** Sizes of today's book, the base of budgets that are shares: accounts that have a present CSM, also one who left. */
function todaysBook({ accounts, csms, aeIds }: CompanyFacts): TodaysBook {
  const owned = accounts.filter((a) => a.record.csmId !== undefined);
  const ofCsm = new Int32Array(csms.length);
  const ofAe = new Int32Array(aeIds.length);
  for (const a of owned) {
    if (a.present >= 0) ofCsm[a.present]!++;
    if (a.ae >= 0) ofAe[a.ae]!++;
  }
  return { accounts: owned.length, arr: owned.reduce((s, a) => s + a.record.arr, 0), ofCsm, ofAe };
}

/** What pinned and locked units put on each CSM. */
export function fixedLoads(
  facts: CompanyFacts,
  units: readonly Unit[],
  fixings: readonly (Fixing | undefined)[],
  centihours: (account: AccountFacts, csm: number) => number,
): FixedLoads {
  const loads = {
    centihours: new Float64Array(facts.csms.length),
    accounts: new Int32Array(facts.csms.length),
    tierAccounts: new Map<string, number>(),
    tierCentihours: new Map<string, number>(),
  };
  const bump = (map: Map<string, number>, key: string, by: number): void =>
    void map.set(key, (map.get(key) ?? 0) + by);
  units.forEach((unit, u) => {
    const csm = fixings[u]?.csm;
    if (csm === undefined) return;
    for (const m of unit.members) {
      const work = centihours(m, csm);
      loads.centihours[csm]! += work;
      loads.accounts[csm]!++;
      bump(loads.tierAccounts, `${csm}|${m.tier.id}`, 1);
      bump(loads.tierCentihours, `${csm}|${m.tier.id}`, work);
    }
  });
  return loads;
}
