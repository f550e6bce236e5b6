import type { CsmId } from '@bailiwick/kernel';
import type { ConstraintName, Relaxation, TermName, Violation } from '../verification.js';
import { verifyPlan } from '../verify-plan.js';
import { assign, input, type PlainCompany } from './company.js';

type Ends = Readonly<Record<string, string | null>>;

/** Points of one term in the plan. */
export function pointsOf(term: TermName, company: PlainCompany, ends: Ends): number {
  return verifyPlan(input(company), assign(ends)).terms[term];
}

/** What is wrong with the plan as [code, subject, amount, limit], by one constraint. */
export function broken(
  constraint: ConstraintName,
  company: PlainCompany,
  ends: Ends,
  relaxed?: Relaxation,
): unknown[] {
  return verifyPlan(input(company), assign(ends), relaxed)
    .violations.filter((violation) => violation.constraint === constraint)
    .map(({ code, subject, amount, limit }: Violation) => [code, subject, amount, limit]);
}

export function csmFigures(
  company: PlainCompany,
  ends: Ends,
  csmId: string,
): Readonly<Record<string, unknown>> {
  return { ...verifyPlan(input(company), assign(ends)).csms.get(csmId as CsmId) };
}
