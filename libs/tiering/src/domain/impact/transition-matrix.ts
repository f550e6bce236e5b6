import type { Tier } from '@bailiwick/contracts';
import type { TransitionCell } from './impact-report.js';

interface Sums {
  accounts: number;
  arr: number;
  before: number;
  after: number;
}

/** Counts accounts by the tier that they have and the one that they get. Hours are hundredths until they are told. */
export class TransitionMatrix {
  private readonly rows = new Map<string | null, Map<string | null, Sums>>();

  constructor(
    private readonly before: ReadonlyMap<string, Tier>,
    private readonly after: ReadonlyMap<string, Tier>,
  ) {}

  add(from: string | null, to: string | null, arr: number, hoursBefore: number, hoursAfter: number): void {
    let row = this.rows.get(from);
    if (!row) this.rows.set(from, (row = new Map()));
    let sums = row.get(to);
    if (!sums) row.set(to, (sums = { accounts: 0, arr: 0, before: 0, after: 0 }));
    sums.accounts += 1;
    sums.arr += arr;
    sums.before += hoursBefore;
    sums.after += hoursAfter;
  }

  totals(): { readonly hoursBefore: number; readonly hoursAfter: number } {
    const sums = [...this.rows.values()].flatMap((row) => [...row.values()]);
    const total = (of: 'before' | 'after'): number => sums.reduce((sum, one) => sum + one[of], 0) / 100;
    return { hoursBefore: total('before'), hoursAfter: total('after') };
  }

  cells(): readonly TransitionCell[] {
    const cells = [...this.rows].flatMap(([from, row]) =>
      [...row].map(([to, { accounts, arr, before, after }]) => {
        return { from, to, accounts, arr, hoursBefore: before / 100, hoursAfter: after / 100 };
      }),
    );
    return cells.sort((a, b) => this.rank(a.from) - this.rank(b.from) || this.rank(a.to) - this.rank(b.to));
  }

  private rank(tier: string | null): number {
    if (tier === null) return Infinity;
    return (this.after.get(tier) ?? this.before.get(tier))?.rank ?? Number.MAX_VALUE;
  }
}
