import type { Stability, Tier, TierOverride } from '@bailiwick/contracts';
import type { IsoDate, Problem } from '@bailiwick/kernel';
import type { TierDecision } from '../decision/tier-decision.js';
import type { TieringAccount } from '../facts/account.js';
import { changeOrigin } from '../stability/change-origin.js';
import { type ChangeOrigin, stabilise, type TierHistory } from '../stability/tier-stability.js';
import type { ImpactChange, ImpactLimit, ImpactReport, TierByHand } from './impact-report.js';
import { TransitionMatrix } from './transition-matrix.js';
import { Workload } from './workload.js';

/** One of the two rule sets, ready to decide. */
export interface ImpactRules<A> {
  readonly tiers: ReadonlyMap<string, Tier>;
  readonly stability: Stability;
  /** Whether the rules alone give the tier, and nobody decided otherwise: much cheaper than a whole decision. */
  keeps(account: A, tier: string): boolean;
  decide(
    account: A,
    previousTier: string | null,
  ): {
    readonly decision?: TierDecision;
    readonly problems: readonly Problem[];
  };
}

/** A CSM or a pool, as far as workload goes. */
export interface ImpactCsm {
  readonly csmId: string;
  readonly managerId?: string;
  /** Hours a month that can be given. */
  readonly capacityHours: number;
}

/** Everything about a book that its impact needs, but the accounts. */
export interface ImpactQuestion<A> {
  readonly before: ImpactRules<A>;
  readonly after: ImpactRules<A>;
  /** The day of the activation. */
  readonly on: IsoDate;
  /** An account's tier today with its history; without one it has the tier that the rules in force give it. */
  readonly historyOf: (account: A) => TierHistory | undefined;
  /**
   * True where histories are kept: what the rules in force would have decided too goes on as it was. False on files,
   * where every tier is decided anew.
   */
  readonly goesOn: boolean;
  /** Hundredths of hours a month that an account of this tier is for its present CSM. */
  readonly hoursOf: (account: A, tier: Tier) => number;
  readonly csms: readonly ImpactCsm[];
  readonly limits: { readonly maxPctAccountsChanged?: number; readonly maxPctHoursShifted?: number };
  /** Told the tier that each account comes to; `null`: none. */
  readonly tell?: ((account: A, tier: string | null) => void) | undefined;
}

/** What becomes of one account. */
interface Course {
  readonly from: string | null;
  readonly to: string | null;
  readonly change?: Pick<ImpactChange, 'appliesOn' | 'cause' | 'ruleAfter' | 'reason'>;
}

/** Where an account goes, with hundredths of hours. */
interface ChangeMeasured {
  readonly from: string | null;
  readonly to: string;
  readonly hoursBefore: number;
  readonly hoursAfter: number;
}

/**
 * Takes accounts one by one, and tells what activating the new rules would do to them: buffer, bypass, overrides and
 * freeze windows as at an activation; no confirmation, cadence or dwell for what the new rules change. Deterministic.
 */
export class Impact<A extends TieringAccount> {
  private readonly changes: ImpactChange[] = [];
  private readonly byHand: TierByHand[] = [];
  private readonly undecided: ImpactReport['undecided'][number][] = [];
  private readonly matrix: TransitionMatrix;
  private readonly workload: Workload;
  private readonly sameHours: ReadonlySet<string>;
  private accounts = 0;
  private shifted = 0;

  constructor(private readonly question: ImpactQuestion<A>) {
    const { before, after, csms } = question;
    this.matrix = new TransitionMatrix(before.tiers, after.tiers);
    this.workload = new Workload(csms);
    const same = [...after.tiers.values()].filter((tier) => isSameWork(tier, before.tiers.get(tier.id)));
    this.sameHours = new Set(same.map((tier) => tier.id));
  }

  add(account: A): void {
    const { from, to, change } = this.course(account);
    this.question.tell?.(account, to);
    const hoursBefore = this.hours(account, from, 'before');
    const hoursAfter =
      from === to && to !== null && this.sameHours.has(to) ? hoursBefore : this.hours(account, to, 'after');
    const arr = account.arr ?? 0;
    this.accounts += 1;
    this.shifted += Math.abs(hoursAfter - hoursBefore);
    this.matrix.add(from, to, arr, hoursBefore, hoursAfter);
    this.workload.add(account, hoursBefore, hoursAfter, change !== undefined);
    if (change && to !== null)
      this.changes.push(this.described(account, change, { from, to, hoursBefore, hoursAfter }));
  }

  report(): ImpactReport {
    const { changes, undecided, accounts } = this;
    const count = (which: (change: ImpactChange) => boolean): number => changes.filter(which).length;
    const { hoursBefore, hoursAfter } = this.matrix.totals();
    const pctAccountsChanged = percent(changes.length, accounts);
    const pctHoursShifted = percent(this.shifted / 100, hoursBefore);
    return {
      accounts,
      changed: changes.length,
      anyway: count((change) => change.anyway),
      waiting: count((change) => change.appliesOn > this.question.on),
      otherCoverage: count((change) => change.otherCoverage),
      hoursBefore,
      hoursAfter,
      pctAccountsChanged,
      pctHoursShifted,
      exceeded: this.exceeded(pctAccountsChanged, pctHoursShifted),
      matrix: this.matrix.cells(),
      changes: [...changes].sort((a, b) => b.arr - a.arr || (a.accountId < b.accountId ? -1 : 1)),
      ...this.workload.rows(),
      byHand: this.byHand,
      undecided,
    };
  }

  private course(account: A): Course {
    const { before, after, on, historyOf, goesOn } = this.question;
    const known = historyOf(account);
    const from = known?.tier ?? before.decide(account, null).decision?.tier ?? null;
    // Most accounts: whatever stability has to remember of them, they keep the tier.
    if (from !== null && after.keeps(account, from)) return { from, to: from };
    const { decision, problems } = after.decide(account, from);
    if (!decision) {
      this.undecided.push({ accountId: account.accountId, problems });
      return { from, to: from };
    }
    if (decision.override) this.byHand.push(tierByHand(decision, decision.override));
    const history = known ?? (from === null ? undefined : { tier: from, since: on });
    const by = goesOn ? changeOrigin(before.decide(account, from).decision, decision) : 'rule-set';
    const outcome = settled(after.stability, history, { on, decision, by });
    if (outcome.tier === from) return { from, to: from };
    const { cause, ruleId: ruleAfter, reason } = decision;
    return { from, to: outcome.tier, change: { appliesOn: outcome.on, cause, ruleAfter, reason } };
  }

  private described(
    account: A,
    { appliesOn, cause, ruleAfter, reason }: NonNullable<Course['change']>,
    { from, to, hoursBefore, hoursAfter }: ChangeMeasured,
  ): ImpactChange {
    const { before, after, on, historyOf } = this.question;
    const { decision } = before.decide(account, from);
    const history = historyOf(account) ?? (from === null ? undefined : { tier: from, since: on });
    const old = decision && settled(before.stability, history, { on, decision, by: 'rule-set' }).tier;
    const coverage = from === null ? undefined : (before.tiers.get(from) ?? after.tiers.get(from))?.coverage;
    return {
      accountId: account.accountId,
      csmId: account.csmId ?? null,
      arr: account.arr ?? 0,
      from,
      to,
      appliesOn,
      cause,
      ruleBefore: decision?.ruleId ?? null,
      ruleAfter,
      reason,
      anyway: old === to,
      otherCoverage: coverage !== undefined && coverage !== after.tiers.get(to)?.coverage,
      hoursBefore: hoursBefore / 100,
      hoursAfter: hoursAfter / 100,
    };
  }

  private hours(account: A, tier: string | null, when: 'before' | 'after'): number {
    const { before, after, hoursOf } = this.question;
    const known = tier === null ? undefined : (this.question[when].tiers.get(tier) ?? before.tiers.get(tier));
    const definition = known ?? (tier === null ? undefined : after.tiers.get(tier));
    return definition ? hoursOf(account, definition) : 0;
  }

  private exceeded(accountsChanged: number, hoursShifted: number): ImpactLimit[] {
    const { maxPctAccountsChanged, maxPctHoursShifted } = this.question.limits;
    const all = [
      { limit: 'maxPctAccountsChanged', most: maxPctAccountsChanged, is: accountsChanged },
      { limit: 'maxPctHoursShifted', most: maxPctHoursShifted, is: hoursShifted },
    ] as const;
    return all.flatMap(({ limit, most, is }) =>
      most !== undefined && is > most ? [{ limit, most, is }] : [],
    );
  }
}

/** The tier that an activation leads to, and the day on which it applies. */
function settled(
  policy: Stability,
  history: TierHistory | undefined,
  { on, decision, by }: { readonly on: IsoDate; readonly decision: TierDecision; readonly by: ChangeOrigin },
): { readonly tier: string; readonly on: IsoDate } {
  const { history: next, changed, nextCheckOn } = stabilise(policy, history, { on, decision, by });
  if (!changed && by === 'rule-set' && next.waiting?.tier === decision.rawTier)
    return { tier: next.waiting.tier, on: nextCheckOn ?? on };
  return { tier: next.tier, on };
}

function tierByHand({ accountId, tier, rawTier }: TierDecision, override: TierOverride): TierByHand {
  const { author, reason, expiresAt } = override;
  return { accountId, tier, byRules: rawTier, author, reason, expiresAt };
}

function isSameWork(a: Tier, b: Tier | undefined): boolean {
  return a.ratio === b?.ratio && a.hoursPerMonth === b?.hoursPerMonth;
}

function percent(part: number, whole: number): number {
  if (whole === 0) return part === 0 ? 0 : 100;
  return (100 * part) / whole;
}
