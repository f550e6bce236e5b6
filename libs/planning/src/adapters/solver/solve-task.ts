import type { MessagePort } from 'node:worker_threads';
import type { SolveOptions, SolverOutcome } from '../../application/solver.port.js';
import type { MipModel } from '../../domain/model/mip-model.js';

export type SolverKind = 'glpk' | 'highs';

/** What a driver needs of the options: everything that can cross a thread. */
export type DriverOptions = Omit<SolveOptions, 'onProgress'>;

/** How a running driver talks to whoever supervises it. */
export interface DriverHooks {
  /** A better feasible solution; `x` is the receiver's to keep. */
  improved(x: Float64Array, objective: number): void;
  /** Solver seconds so far and a proven lower bound, −Infinity while there is none. */
  advanced(seconds: number, bound: number): void;
  /** True when the driver should stop at the next opportunity. */
  shouldStop(): boolean;
}

/** One solver, loaded into the thread that calls it; it blocks that thread while it solves. */
export interface SolverDriver {
  solve(model: MipModel, options: DriverOptions, hooks?: DriverHooks): SolverOutcome;
  /** Size of its heap, where it can grow large. */
  memoryBytes?(): number;
}

/** What crosses to a worker thread for one solve. */
export interface SolverTask {
  readonly solver: SolverKind;
  readonly model: MipModel;
  readonly options: DriverOptions;
  /** Takes `'started'`, then `Improvement`s. */
  readonly port: MessagePort;
  readonly shared: SharedProgress;
}

export interface Improvement {
  readonly x: Float64Array;
  readonly objective: number;
}

/** Memory that both threads see, also while the worker is blocked by its solver. */
export interface SharedProgress {
  /** [0] ≠ 0: stop. */
  readonly stop: Int32Array;
  /** [0] = seconds, [1] = proven lower bound. */
  readonly progress: Float64Array;
}

export function sharedProgress(): SharedProgress {
  const progress = new Float64Array(new SharedArrayBuffer(16));
  progress[1] = -Infinity;
  return { stop: new Int32Array(new SharedArrayBuffer(4)), progress };
}

export const noHooks: DriverHooks = {
  improved: () => undefined,
  advanced: () => undefined,
  shouldStop: () => false,
};

export function failed(
  code: Extract<SolverOutcome, { status: 'failed' }>['reason']['code'],
  message: string,
  bound: number | null = null,
): SolverOutcome {
  return { status: 'failed', reason: { code, message }, bound };
}

/** Whole columns to exact whole numbers: solvers leave them off by their tolerance. */
export function roundWhole(x: Float64Array, integrality: Uint8Array): Float64Array {
  return x.map((value, j) => (integrality[j] ? Math.round(value) + 0 : value));
}
