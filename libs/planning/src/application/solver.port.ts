import { type MipModel } from '../domain/model/mip-model.js';

/** Solves a mixed-integer model elsewhere (another thread), so that the caller's thread stays free. */
export interface MipSolver {
  /**
   * Solves `model` within `options.timeLimitSeconds` of solver time; queueing for a free thread does not count.
   * Never rejects: whatever goes wrong is a `failed` outcome. An abort or an overrun still gives the best solution
   * and bound that the solver had told of before.
   */
  solve(model: MipModel, options: SolveOptions, signal?: AbortSignal): Promise<SolverOutcome>;
}

export interface SolveOptions {
  readonly timeLimitSeconds: number;
  /** Optimal when objective − bound ≤ this share of |objective|. Default 0. */
  readonly relativeGap?: number;
  /** Optimal when objective − bound ≤ this, in points. Default 1e-6. */
  readonly absoluteGap?: number;
  /** Default 0. */
  readonly seed?: number;
  /**
   * Most branch-and-bound nodes: unlike a time limit, a limit that stops at the same point on every machine. HiGHS
   * only.
   */
  readonly nodeLimit?: number;
  /** Column values of a solution to start from; a solver that cannot use them ignores them. */
  readonly warmStart?: Float64Array;
  /** Leave integrality out and return duals. */
  readonly lpOnly?: boolean;
  /** Called on the caller's thread when the solver has something better to tell. */
  readonly onProgress?: (progress: SolveProgress) => void;
}

export interface SolveProgress {
  /** Seconds of solver time. */
  readonly seconds: number;
  /** Objective of the best solution so far, or null. */
  readonly objective: number | null;
  /** Proven lower bound so far, or null. */
  readonly bound: number | null;
}

/** What became of a model. `x` is by column; whole columns hold exact whole numbers. */
export type SolverOutcome =
  | SolvedOutcome<'optimal', number>
  | SolvedOutcome<'feasible', number | null>
  | { readonly status: 'infeasible' }
  | { readonly status: 'unbounded' }
  | { readonly status: 'failed'; readonly reason: SolverFailure; readonly bound: number | null };

interface SolvedOutcome<Status extends string, Bound> {
  readonly status: Status;
  readonly x: Float64Array;
  /** Σ colCost · x. */
  readonly objective: number;
  /** A lower bound on the optimum that the solver has proven within its tolerances; null when it has none. */
  readonly bound: Bound;
  /** By row, of the LP: positive where a lower bound binds; only with `lpOnly`. */
  readonly duals?: Float64Array;
}

export interface SolverFailure {
  readonly code:
    | 'invalid-model'
    | 'time-limit'
    | 'aborted'
    | 'solver-overran'
    | 'solver-crashed'
    | 'solver-error'
    | 'solver-unknown';
  readonly message: string;
}
