import type { AccountId, AeId, CsmId, IsoDate, TierId } from '@bailiwick/kernel';
import type { TermPoints } from './term-points.js';

/**
 * How a plan came out. `infeasible`: hard constraints were proven contradictory (the plan has them relaxed);
 * unassigned accounts alone never make a plan infeasible.
 */
export type PlanStatus = 'optimal' | 'feasible' | 'infeasible' | 'failed';

/** One active account in the plan: a row of assignments.csv. */
export interface PlannedAccount {
  readonly accountId: AccountId;
  /** null = unassigned. */
  readonly csmId: CsmId | null;
  readonly previousCsmId: CsmId | null;
  readonly aeId: AeId | null;
  readonly tier: TierId;
  readonly arr: number;
  /** Hours a month with its CSM. */
  readonly hours: number;
  readonly moved: boolean;
  readonly mandatory: boolean;
}

/** Another CSM who could have the account, and what stands against it. */
export interface Alternative {
  readonly csmId: CsmId | null;
  /** Points more (+) or less (−) than the plan's choice, everything else as it is. */
  readonly costDifference: number;
  /** The hard constraints it would break, in words; empty = allowed. */
  readonly blockedBy: readonly string[];
}

/** A row of moves.csv. */
export interface PlannedMove {
  readonly accountId: AccountId;
  readonly from: CsmId;
  readonly to: CsmId | null;
  readonly mandatory: boolean;
  readonly arr: number;
  readonly hours: number;
  readonly tier: TierId;
  readonly aeId: AeId | null;
  /** Objective of the plan − objective with only this unit put back; null = not possible, see `notPossible`. */
  readonly costDelta: number | null;
  /** The hard constraint that forbids putting it back, in words. */
  readonly notPossible: string | null;
  readonly why: string;
  readonly alternatives: readonly Alternative[];
}

/** A row of csms.csv, with where the CSM stood before. */
export interface PlannedCsm {
  readonly csmId: CsmId;
  readonly pool: boolean;
  readonly region: string | null;
  readonly accounts: number;
  readonly arr: number;
  readonly hours: number;
  /** Over the horizon, hours a month, not rounded. */
  readonly capacityHours: number;
  /** hours / capacity; null without capacity. */
  readonly utilisation: number | null;
  readonly pairs: number;
  readonly movesIn: number;
  readonly movesOut: number;
  readonly before: {
    readonly accounts: number;
    readonly arr: number;
    readonly hours: number;
    readonly pairs: number;
  };
}

/** A hard constraint that had to give way, or an account that nobody can take, with the cheapest way out. */
export interface Relaxation {
  readonly code: string;
  readonly accounts: readonly AccountId[];
  readonly message: string;
  /** What to change, in ops' words. */
  readonly remedy: string | null;
}

export interface PlanSolver {
  /** `mip` = one exact model; `decomposition` = heuristic with MIP neighbourhoods and a bound. */
  readonly method: 'mip' | 'heuristic';
  readonly name: 'highs' | 'glpk' | 'auto';
  /** What proved the bound. */
  readonly boundBy: string | null;
  /** Local-search iterations done. */
  readonly iterations: number;
  /** True when the time limit ended the search before its iterations were done: such a plan need not repeat. */
  readonly stoppedByTime: boolean;
  /** Steps that were lost because their thread died or hung, in words; left out where none was. */
  readonly losses?: readonly string[];
  readonly phases: readonly {
    readonly name: string;
    readonly seconds: number;
    readonly objective: number | null;
    readonly bound: number | null;
  }[];
}

/** The best plan found with another budget of discretionary moves, everything else as it is. */
export interface FrontierPoint {
  /** Accounts that may move at discretion. */
  readonly maxMoves: number;
  /** Accounts that do. */
  readonly moves: number;
  readonly status: PlanStatus;
  readonly objective: number;
  /** No plan within this budget scores less; null = nothing is proven. */
  readonly bound: number | null;
  readonly gap: number | null;
  readonly terms: TermPoints;
  /**
   * Points that each account more that may move saves, on average up to the next point; null at the last one, and where
   * one of the two breaks a hard constraint.
   */
  readonly priceOfOneMore: number | null;
}

/** An account whose tier somebody decided on: it has that tier in the plan, whatever the rules say. */
export interface PlannedTierByHand {
  readonly accountId: AccountId;
  readonly tier: TierId;
  /** What the rules alone give it by its facts; null where they cannot decide. */
  readonly byRules: TierId | null;
  readonly author: string;
  readonly reason: string;
  readonly expiresAt: string;
}

/** A territory plan with its proof and its explanations. */
export interface Plan {
  readonly status: PlanStatus;
  readonly asOf: IsoDate;
  readonly seed: number;
  readonly seconds: number;
  readonly objective: number;
  /** A proven lower bound for exactly this objective and these arcs; null = none. */
  readonly bound: number | null;
  readonly gap: number | null;
  readonly terms: TermPoints;
  /** The terms of today's book under the same policy, unassigned accounts included. */
  readonly termsBefore: TermPoints;
  readonly counts: Readonly<Record<string, number>>;
  readonly metrics: Readonly<Record<string, number>>;
  /** What was set and what was used of it: budgets, time, iterations. */
  readonly limits: Readonly<Record<string, number | null>>;
  readonly solver: PlanSolver;
  readonly inputsHash: string;
  readonly accounts: readonly PlannedAccount[];
  readonly moves: readonly PlannedMove[];
  readonly csms: readonly PlannedCsm[];
  /** Families planned one by one. */
  readonly splits: readonly {
    readonly parentId: AccountId;
    readonly accounts: readonly AccountId[];
    readonly reason: string;
  }[];
  readonly relaxations: readonly Relaxation[];
  /** Those that the rules alone would give another tier first, then by account; left out where there are none. */
  readonly tiersByHand?: readonly PlannedTierByHand[];
  /** By budget, ascending; only where it was asked for. */
  readonly frontier?: readonly FrontierPoint[];
  /** (AE, person) pairs with accounts before and after, for the pair picture. */
  readonly pairs: readonly {
    readonly aeId: AeId;
    readonly csmId: CsmId;
    readonly before: number;
    readonly after: number;
  }[];
}
