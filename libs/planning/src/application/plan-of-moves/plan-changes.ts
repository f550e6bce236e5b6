import type { AccountId, CsmId } from '@bailiwick/kernel';
import { type MoveBasis, moveBasisOf } from '../../domain/basis/move-basis.js';
import { type CompanyOutline, outline } from '../../domain/compile/index.js';
import type { Plan } from '../../domain/plan/plan.js';
import type { PlanningInput } from '../../domain/problem/planning-input.js';

/** A change of owner that a plan proposes, with everything that it rests on. */
export interface PlanChange {
  readonly accountId: AccountId;
  readonly from: CsmId | null;
  readonly to: CsmId | null;
  readonly mandatory: boolean;
  readonly basis: MoveBasis;
}

/** What a plan would change: every account that would get another owner, or its first one. */
export function planChanges(input: PlanningInput, plan: Pick<Plan, 'accounts'>): PlanChange[] {
  return changesIn(outline(input), plan);
}

/** The same, of a company that is compiled already. */
export function changesIn(company: CompanyOutline, plan: Pick<Plan, 'accounts'>): PlanChange[] {
  const basisOf = moveBasisOf(company);
  return plan.accounts
    .filter(({ csmId, previousCsmId }) => csmId !== previousCsmId)
    .map(({ accountId, csmId, previousCsmId, mandatory }) => ({
      accountId,
      from: previousCsmId,
      to: csmId,
      mandatory,
      basis: basisOf(accountId, csmId),
    }));
}
