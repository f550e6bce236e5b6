import { type AccountId, type CsmId, roundHalfUp, type TierId } from '@bailiwick/kernel';
import type { PlannedAccount, PlanStatus } from '../../domain/plan/plan.js';
import type { PlanOutline } from './outline-plan.js';

/** What carrying a plan out would do to who looks after whom. Hours are hours a month, as the plan counts them. */
export interface Disruption {
  readonly status: PlanStatus;
  /** Accounts that change hands. */
  readonly moved: number;
  readonly mandatory: number;
  readonly discretionary: number;
  /** Accounts without a CSM today that get one. */
  readonly placed: number;
  readonly unassigned: number;
  readonly arrMoved: number;
  readonly hoursMoved: number;
  /** Books of business that give accounts away or get some. */
  readonly territories: number;
  readonly objective: number;
  /** How far the plan is from the proven bound at most; null = nothing was proven. */
  readonly gap: number | null;
  /** The time limit ended the search: such a plan need not repeat. */
  readonly stoppedByTime: boolean;
}

/** An account that would change hands under the new tiers. */
export interface ReoptimisedMove {
  readonly accountId: AccountId;
  readonly from: CsmId;
  /** null = nobody can take it. */
  readonly to: CsmId | null;
  readonly mandatory: boolean;
  readonly arr: number;
  /** Hours a month with whom it goes to. */
  readonly hours: number;
  readonly tier: TierId;
  /** What re-optimising by today's tiers does with it: the same move, a move elsewhere, or it stays. */
  readonly today: 'same' | 'elsewhere' | 'stays';
}

/** The disruption of a plan. Pure. */
export function disruptionOf(outline: PlanOutline): Disruption {
  const { status, moves, counts, territories, objective, gap, stoppedByTime } = outline;
  return {
    status,
    moved: counts['moved']!,
    mandatory: counts['mandatory']!,
    discretionary: counts['discretionary']!,
    placed: counts['placed']!,
    unassigned: counts['unassigned']!,
    arrMoved: sum(moves, ({ arr }) => arr),
    hoursMoved: roundHalfUp(
      sum(moves, ({ hours }) => hours),
      2,
    ),
    territories,
    objective,
    gap,
    stoppedByTime,
  };
}

function sum(accounts: readonly PlannedAccount[], of: (account: PlannedAccount) => number): number {
  return accounts.reduce((total, account) => total + of(account), 0);
}
