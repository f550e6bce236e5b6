import type { ReplayedAccount } from './replay-account.js';

/** A year has 365.25 days. */
const DAYS_A_YEAR = 365.25;

/** How a stretch of history would have looked under one rule set. */
export interface RuleReplay {
  /** Accounts that were customers for at least a day. */
  readonly accounts: number;
  /** The time for which they were. */
  readonly accountYears: number;
  readonly moves: number;
  readonly movesPerAccountYear: number;
  /** Moves that take back the account's move before, at most a year later. */
  readonly reversals: number;
  readonly reversalsPerAccountYear: number;
  /** Changes of the raw tier: what would have moved without stability. */
  readonly rawMovesPerAccountYear: number;
  readonly byMonth: readonly { readonly month: string; readonly moves: number }[];
  /** The most frequent first. */
  readonly transitions: readonly { readonly from: string; readonly to: string; readonly moves: number }[];
  /** Customers at the end by tier. */
  readonly tiers: readonly { readonly tier: string; readonly accounts: number }[];
}

/** Adds accounts up. */
export class ReplayTally {
  private accounts = 0;
  private days = 0;
  private rawMoves = 0;
  private reversals = 0;
  private readonly months = new Map<string, number>();
  private readonly transitions = new Map<string, { from: string; to: string; moves: number }>();
  private readonly tiers = new Map<string, number>();

  add({ moves, rawMoves, days, tier }: ReplayedAccount): void {
    this.accounts += days > 0 ? 1 : 0;
    this.days += days;
    this.rawMoves += rawMoves;
    if (tier !== undefined) this.tiers.set(tier, (this.tiers.get(tier) ?? 0) + 1);
    for (const { on, from, to, reversal } of moves) {
      const month = on.slice(0, 7);
      this.months.set(month, (this.months.get(month) ?? 0) + 1);
      const key = JSON.stringify([from, to]);
      const known = this.transitions.get(key) ?? { from, to, moves: 0 };
      known.moves += 1;
      this.transitions.set(key, known);
      this.reversals += reversal ? 1 : 0;
    }
  }

  result(): RuleReplay {
    const { accounts, reversals, rawMoves } = this;
    const accountYears = this.days / DAYS_A_YEAR;
    const each = (count: number): number => (accountYears === 0 ? 0 : count / accountYears);
    const transitions = [...this.transitions.values()].sort(
      (a, b) => b.moves - a.moves || compare(a.from + a.to, b.from + b.to),
    );
    const moves = transitions.reduce((sum, transition) => sum + transition.moves, 0);
    return {
      accounts,
      accountYears,
      moves,
      movesPerAccountYear: each(moves),
      reversals,
      reversalsPerAccountYear: each(reversals),
      rawMovesPerAccountYear: each(rawMoves),
      byMonth: byName(this.months).map(([month, count]) => ({ month, moves: count })),
      transitions,
      tiers: byName(this.tiers).map(([tier, count]) => ({ tier, accounts: count })),
    };
  }
}

function byName(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort(([a], [b]) => compare(a, b));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
