import type { Plan } from '../plan/plan.js';
import type { Violation } from '../verification.js';

/** The violations of one hard constraint in a plan, or in the part of it that the plan's lists name. */
export type Constraint = (plan: Plan) => Violation[];

/** Sums are exact; the slack covers the last digits of a double only. */
export function exceeds(amount: number, limit: number): boolean {
  return amount > limit + Math.max(1e-6, 1e-9 * Math.abs(limit));
}

/** `value` for a sentence: at most two decimals. */
export function figure(value: number): string {
  return String(Math.round(value * 100) / 100);
}
