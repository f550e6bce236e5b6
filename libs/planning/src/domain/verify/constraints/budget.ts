import { isDiscretionary } from '../plan/moves.js';
import type { Plan } from '../plan/plan.js';
import { NONE } from '../frame/frame.js';
import type { ConstraintName, Violation } from '../verification.js';
import { exceeds, figure } from './constraint.js';

/** A disruption budget: what is spent and what of today's book it is a share of, each by a key (`-1`: not counted). */
export interface Budget {
  readonly constraint: ConstraintName;
  /** `null`: no limit; below 1 a share, not rounded; from 1 a count or an amount. */
  readonly budget: number | null;
  /** 1, or the ARR of the account. */
  readonly size: (plan: Plan, i: number) => number;
  /** Whose budget a discretionary move of the account spends. */
  readonly spentBy: (plan: Plan, i: number) => number;
  /** Whose part of today's book an account with a present CSM is. */
  readonly bookOf: (plan: Plan, i: number) => number;
  readonly subject: (plan: Plan, key: number) => string;
  /** What is counted, in words. */
  readonly what: string;
}

/** The keys that spend more than their budget. */
export function overspent(
  plan: Plan,
  { constraint, budget, size, spentBy, bookOf, subject, what }: Budget,
): Violation[] {
  if (budget === null) return [];
  const [spent, book] = [new Map<number, number>(), new Map<number, number>()];
  const add = (to: Map<number, number>, key: number, i: number): unknown =>
    key >= 0 && to.set(key, (to.get(key) ?? 0) + size(plan, i));
  for (const i of plan.accounts) {
    if (plan.setting.present[i] === NONE) continue;
    add(book, bookOf(plan, i), i);
    if (isDiscretionary(plan, i)) add(spent, spentBy(plan, i), i);
  }
  return Array.from(spent, ([key, amount]) => {
    const limit = budget < 1 ? budget * (book.get(key) ?? 0) : budget;
    return { constraint, code: 'over-budget', subject: subject(plan, key), amount, limit, message: `` };
  })
    .filter(({ amount, limit }) => exceeds(amount, limit))
    .map((v) => ({
      ...v,
      message: `discretionary moves of ${v.subject}: ${figure(v.amount)} ${what}; at most ${figure(v.limit)} are allowed`,
    }));
}
