import { Piscina } from 'piscina';
import type { MipSolver, SolveOptions, SolverOutcome } from '../../application/solver.port.js';
import type { MipModel } from '../../domain/model/mip-model.js';
import { validateModel } from '../../domain/model/validate-model.js';
import { failed, type SolverKind } from './solve-task.js';
import { solveTrivial } from './solve-trivial.js';
import { superviseSolve } from './supervise-solve.js';
import { builtWorker } from '../built-worker.js';

export interface SolverPoolOptions {
  /** Threads that solve at the same time. Default 2. */
  readonly threads?: number;
  /** How long a solver may overrun its limit, or ignore an abort, before its thread is ended. Default 2. */
  readonly graceSeconds?: number;
  /** The file that the threads run. Default: the built worker. */
  readonly workerFile?: string;
}

/** Below this many columns GLPK is 3 to 20 times faster on most models; on a few it never ends. */
const HIGHS_FROM_COLUMNS = 1200;
/** The share of the time that GLPK may take before HiGHS takes over. */
const GLPK_SHARE = 0.25;

/** Worker threads that solve models by GLPK or HiGHS, each solve under supervision. Close it to end the threads. */
export class SolverPool {
  private readonly pool: Piscina;
  private readonly graceSeconds: number;

  constructor({
    threads = 2,
    graceSeconds = 2,
    workerFile = builtWorker(import.meta.url, 'solver.worker.js'),
  }: SolverPoolOptions = {}) {
    this.graceSeconds = graceSeconds;
    this.pool = new Piscina({
      filename: workerFile,
      // At least one: a crash with tasks waiting is only replaced up to this number.
      minThreads: 1,
      maxThreads: threads,
      idleTimeout: 10_000,
      atomics: 'disabled',
    });
    // A thread that dies without a task is replaced; there is nobody to tell.
    this.pool.on('error', () => undefined);
  }

  /** A solver of this pool; `auto` tries GLPK on small models for a while, and takes HiGHS for the others. */
  solver(kind: SolverKind | 'auto' = 'auto'): MipSolver {
    return { solve: (model, options, signal) => this.solve(kind, model, options, signal) };
  }

  close(): Promise<void> {
    return this.pool.destroy();
  }

  private async solve(
    kind: SolverKind | 'auto',
    model: MipModel,
    options: SolveOptions,
    signal?: AbortSignal,
  ): Promise<SolverOutcome> {
    const [complaint] = validateModel(model);
    if (complaint) return failed('invalid-model', `${complaint.message}: ${String(complaint.value)}`);
    if (model.numCols === 0 || model.numRows === 0) return solveTrivial(model, options);
    if (kind === 'auto') return this.solveByBoth(model, options, signal);
    return this.supervise(kind, model, options, signal);
  }

  private supervise(
    solver: SolverKind,
    model: MipModel,
    options: SolveOptions,
    signal: AbortSignal | undefined,
  ): Promise<SolverOutcome> {
    return superviseSolve(this.pool, { solver, model, options, signal, graceSeconds: this.graceSeconds });
  }

  private async solveByBoth(
    model: MipModel,
    options: SolveOptions,
    signal: AbortSignal | undefined,
  ): Promise<SolverOutcome> {
    if (chooseSolver(model) === 'highs') return this.supervise('highs', model, options, signal);
    const short = { ...options, timeLimitSeconds: options.timeLimitSeconds * GLPK_SHARE };
    const first = await this.supervise('glpk', model, short, signal);
    if (isSettled(first) || signal?.aborted) return first;
    const warmStart = first.status === 'feasible' ? first.x : options.warmStart;
    const rest = {
      ...options,
      timeLimitSeconds: options.timeLimitSeconds * (1 - GLPK_SHARE),
      ...(warmStart ? { warmStart } : {}),
    };
    return better(first, await this.supervise('highs', model, rest, signal));
  }
}

function isSettled({ status }: SolverOutcome): boolean {
  return status === 'optimal' || status === 'infeasible' || status === 'unbounded';
}

/** What two outcomes of one model say together. */
function better(first: SolverOutcome, second: SolverOutcome): SolverOutcome {
  if (isSettled(second) || first.status !== 'feasible') return second;
  if (second.status !== 'feasible') return first;
  const bounds = [first.bound, second.bound].filter((bound) => bound !== null);
  const bound = bounds.length ? Math.max(...bounds) : null;
  return { ...(first.objective < second.objective ? first : second), bound };
}

/** The solver to try first on a model of this size. */
export function chooseSolver({ numCols }: Pick<MipModel, 'numCols'>): SolverKind {
  return numCols < HIGHS_FROM_COLUMNS ? 'glpk' : 'highs';
}
