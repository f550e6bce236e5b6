import type { Multipliers, ProposedPart } from '../domain/bound/index.js';
import type { Problem, Solution } from '../domain/problem/problem.js';
import type { MipSolver } from './solver.port.js';

/** Where the heavy work of planning is done: other threads, so that the caller's thread stays free. */
export interface PlanningEngine {
  /** Construction and local search; the best solution found so far when `stop` ends it early. */
  search(problem: Problem, options: SearchOptions, stop: StopSignal): Promise<SearchOutcome>;
  /** A proven lower bound; the best one so far when `stop` ends it early. */
  lowerBound(problem: Problem, options: BoundOptions, stop: StopSignal): Promise<BoundOutcome>;
  /** `auto` takes the faster one for a model's size; which one that is may depend on the clock. */
  readonly solvers: Readonly<Record<'auto' | 'highs' | 'glpk', MipSolver>>;
  close(): Promise<void>;
}

/** Ends work early: at a moment of the wall clock, or when somebody asks. */
export interface StopSignal {
  /** Milliseconds since the epoch; undefined = no limit. */
  readonly deadline?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface SearchOptions {
  readonly iterations: number;
  readonly seed: number;
  /** Where to begin, whatever limits it breaks; constructed when absent. */
  readonly start?: Solution;
  readonly onProgress?: (progress: SearchProgress) => void;
}

export interface SearchProgress {
  /** 0–1 of the iterations. */
  readonly done: number;
  /** The best feasible objective so far; null = none yet. */
  readonly objective: number | null;
}

export interface SearchOutcome {
  readonly solution: Solution;
  readonly objective: number;
  /** False: no solution was found that keeps every hard limit; this one breaks them least. */
  readonly feasible: boolean;
  readonly iterations: number;
  readonly stoppedEarly: boolean;
}

export interface BoundOptions {
  /** The objective of a known plan; Infinity when none is known. */
  readonly upperBound: number;
  readonly iterations: number;
  /** Where an earlier bound of the same problem ended. */
  readonly warm?: Multipliers;
  /** Where hours are too short for everybody, with multipliers that tell how short; looked for if absent. */
  readonly floor?: readonly ProposedPart[];
  readonly onProgress?: (bound: number) => void;
}

export interface BoundOutcome {
  /** No plan scores less. */
  readonly bound: number;
  /** The same with the help of a solver: at least `bound`, at most the `upperBound` that it was given. */
  readonly jointBound: number;
  /** True where the linear relaxation was solved for the prices: further ones are hardly better. */
  readonly linear: boolean;
  /** For each arc, what a plan that uses it costs at least beyond `bound`; Infinity if no plan can use it. */
  readonly reducedCosts: Float64Array;
  readonly multipliers: Multipliers;
}
