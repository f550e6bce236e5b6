import type { Verification, Violation } from './verification.js';

const ROUNDING = 1e-6;

/** The hard constraints that `after` breaks and `before` keeps, or that it breaks further. */
export function newViolations(
  before: Pick<Verification, 'violations'>,
  after: Pick<Verification, 'violations'>,
): readonly Violation[] {
  const known = new Map(before.violations.map((v) => [nameOf(v), excess(v)]));
  return after.violations.filter((v) => excess(v) > (known.get(nameOf(v)) ?? -1) + ROUNDING);
}

function nameOf({ code, subject }: Violation): string {
  return `${code} ${subject}`;
}

function excess({ amount, limit }: Violation): number {
  return Math.abs(amount - limit);
}
