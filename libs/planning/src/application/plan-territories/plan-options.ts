/** How a plan is to be made. */
export interface PlanOptions {
  readonly seed: number;
  /**
   * Local-search iterations; null = chosen by size. When given, only work that is repeatable may change the plan, so
   * that the same seed and iterations give the same assignments (unless the time limit ends the search first).
   */
  readonly iterations: number | null;
  /** Wall time for the whole of planning; null = until all phases are done. */
  readonly timeLimitSeconds: number | null;
  readonly solver: 'auto' | 'highs' | 'glpk';
  /**
   * Budgets of `disruption.maxAccounts` (below 1: shares) to plan with as well, everything else as it is: what more
   * moves would bring. They share the time limit with the plan.
   */
  readonly frontier?: readonly number[];
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: PlanProgress) => void;
}

export type PhaseName = 'read' | 'compile' | 'search' | 'prove' | 'verify' | 'explain';

export interface PlanProgress {
  readonly phase: PhaseName;
  /** 0–1 of the phase. */
  readonly done: number;
  readonly objective: number | null;
  readonly bound: number | null;
  /** How each block stands, where the problem falls apart into several. */
  readonly blocks?: readonly BlockProgress[];
}

/** A block of a plan in the making. */
export interface BlockProgress {
  readonly units: number;
  readonly csms: number;
  readonly stage: 'waiting' | 'search' | 'prove' | 'solved';
  /** 0–1 of the stage. */
  readonly done: number;
  /** Who solves or solved it, where that is not the maker of the plan. */
  readonly by?: string;
}

export interface PhaseRecord {
  readonly name: PhaseName;
  readonly seconds: number;
  readonly objective: number | null;
  readonly bound: number | null;
}
