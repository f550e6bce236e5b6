import type { Tier } from '@bailiwick/contracts';
import type { TransitionCell } from './impact-report.js';

/** What is added up, as doubles in a row. */
const [ACCOUNTS, ARR, BEFORE, AFTER, SUMS] = [0, 1, 2, 3, 4];

/** Counts accounts by the tier that they have and the one that they get. Hours are hundredths until they are told. */
export class TransitionMatrix {
  private readonly rows = new Map<string | null, Map<string | null, Float64Array>>();

  constructor(
    private readonly before: ReadonlyMap<string, Tier>,
    private readonly after: ReadonlyMap<string, Tier>,
  ) {}

  add(from: string | null, to: string | null, arr: number, hoursBefore: number, hoursAfter: number): void {
    let row = this.rows.get(from);
    if (!row) this.rows.set(from, (row = new Map()));
    let sums = row.get(to);
    if (!sums) row.set(to, (sums = new Float64Array(SUMS)));
    sums[ACCOUNTS]! += 1;
    sums[ARR]! += arr;
    sums[BEFORE]! += hoursBefore;
    sums[AFTER]! += hoursAfter;
  }

  totals(): { readonly hoursBefore: number; readonly hoursAfter: number } {
    const sums = [...this.rows.values()].flatMap((row) => [...row.values()]);
    const total = (of: number): number => sums.reduce((sum, one) => sum + one[of]!, 0) / 100;
    return { hoursBefore: total(BEFORE), hoursAfter: total(AFTER) };
  }

  cells(): readonly TransitionCell[] {
    const cells = [...this.rows].flatMap(([from, row]) =>
      [...row].map(([to, sums]) => {
        const [accounts, arr, before, after] = sums as unknown as [number, number, number, number];
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
