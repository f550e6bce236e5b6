import type { AccountRecord, CsmRecord, Policy, TierOverride } from '@bailiwick/contracts';
import type { IsoDate } from '@bailiwick/kernel';
import type { SubjectHistory } from '@bailiwick/lifecycle';
import type { AccountsMoment } from '@bailiwick/portfolio';
import { FamilyTotals, type TierHistory } from '@bailiwick/tiering';
import { csmRecord } from '@bailiwick/workforce';
import { csmAt, familyPartNow, recordNow } from '../../domain/process/company-view.js';
import type { MapMoment } from '../../domain/process/moment-map.js';
import type { ProcessState, TierMemory } from '../../domain/process/process-state.js';
import {
  overrideOf,
  rememberedHistory,
  sentHistory,
  type TierRules,
} from '../../domain/process/tier-rules.js';

/** Lets other work of this thread go on. */
export type Breathe = () => Promise<void>;

/** So few CSMs are folded at a stretch. */
const CSMS_A_BREATH = 10;
const ROWS_A_BREATH = 50;

/**
 * The book as the process holds it at one moment, to be read piece by piece: what the process does meanwhile does not
 * show. To be released when it was read.
 */
export class SeenBook {
  readonly position: number;
  readonly policy: Policy;
  readonly day: IsoDate;
  private readonly time: number;
  private readonly table: AccountsMoment;
  private readonly tiers: MapMoment<string, TierMemory>;
  private readonly overridden: ProcessState['overrides'];
  private readonly people: readonly (readonly [string, SubjectHistory])[];

  constructor({ position, policy, day, time, book, tiers, overrides }: ProcessState) {
    this.position = position;
    this.policy = policy;
    this.day = day;
    this.time = time;
    this.table = book.table.moment();
    this.tiers = tiers.moment();
    this.overridden = new Map(overrides);
    this.people = [...book.csms];
  }

  /** The active accounts, each read when it is asked for; ARR in the policy's currency. */
  accounts(): Iterable<AccountRecord> {
    return { [Symbol.iterator]: () => this.read() };
  }

  /** What is known of the tiers of these accounts. Not a member of theirs: objects of one shape are read faster. */
  historyUnder(rules: TierRules): (account: Pick<AccountRecord, 'accountId'>) => TierHistory | undefined {
    const { table, tiers, overridden: overrides, time } = this;
    const memories = { tiers, overrides, time };
    return ({ accountId }) => {
      const known = rememberedHistory(memories, accountId);
      if (known) return known;
      const account = table.find(accountId);
      return account && sentHistory(this, rules, account);
    };
  }

  /** At most so many of the active accounts, evenly spread. */
  sample(most: number): AccountRecord[] {
    const { rows } = this.table;
    const step = Math.max(1, Math.floor(rows / most));
    const picked = Array.from({ length: Math.ceil(rows / step) }, (_, i) => this.table.read(i * step));
    const active = picked.filter(({ known, status }) => known && status === 'active');
    return active.map((account) => recordNow(account, this.policy));
  }

  /** Those that are in force. */
  overrides(): TierOverride[] {
    const { overridden: overrides, time } = this;
    return [...overrides.keys()].flatMap((id) => overrideOf({ overrides, time }, id) ?? []);
  }

  async csms(breathe: Breathe): Promise<CsmRecord[]> {
    const records: CsmRecord[] = [];
    for (const [i, [csmId, history]] of this.people.entries()) {
      if (i % CSMS_A_BREATH === 0) await breathe();
      const csm = csmAt(history, csmId, this.time);
      if (csm) records.push(csmRecord(csm));
    }
    return records;
  }

  /** What the families of all accounts amount to. */
  async families(breathe: Breathe): Promise<FamilyTotals> {
    const families = new FamilyTotals();
    for (let row = 0; row < this.table.rows; row++) {
      if (row % ROWS_A_BREATH === 0) await breathe();
      const account = this.table.read(row);
      if (account.known) families.add(familyPartNow(account, this.policy));
    }
    return families;
  }

  release(): void {
    this.table.release();
    this.tiers.release();
  }

  private *read(): Generator<AccountRecord> {
    const { table, policy } = this;
    for (let row = 0; row < table.rows; row++) {
      const account = table.read(row);
      if (account.known && account.status === 'active') yield recordNow(account, policy);
    }
  }
}
