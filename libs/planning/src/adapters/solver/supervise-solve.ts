import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import type { SolveOptions, SolverOutcome } from '../../application/solver.port.js';
import type { MipModel } from '../../domain/model/mip-model.js';
import {
  failed,
  sharedProgress,
  type Improvement,
  type SharedProgress,
  type SolverKind,
  type SolverTask,
} from './solve-task.js';

export interface SupervisedSolve {
  readonly solver: SolverKind;
  readonly model: MipModel;
  readonly options: SolveOptions;
  readonly signal: AbortSignal | undefined;
  readonly graceSeconds: number;
}

const PROGRESS_INTERVAL_MS = 200;

/**
 * Runs one solve on a thread of `pool` and answers in any case: a solver that overruns its time limit or ignores an
 * abort by `graceSeconds` has its thread ended, and the best that it had told of is the outcome.
 */
export async function superviseSolve(pool: Piscina, solve: SupervisedSolve): Promise<SolverOutcome> {
  if (solve.signal?.aborted) return failed('aborted', 'aborted before it began');
  const watch = new Watch(solve);
  try {
    const { task, transferList, kill } = watch;
    return (await pool.run(task, { transferList, signal: kill })) as SolverOutcome;
  } catch (error) {
    return watch.afterLoss(error);
  } finally {
    watch.end();
  }
}

class Watch {
  readonly task: SolverTask;
  readonly transferList: [MessagePort];
  private readonly killer = new AbortController();
  private readonly channel = new MessageChannel();
  private readonly shared: SharedProgress = sharedProgress();
  private readonly timers: NodeJS.Timeout[] = [];
  private best: Improvement | undefined;
  private started = false;
  private endedFor: 'solver-overran' | 'aborted' | undefined;

  constructor(private readonly solve: SupervisedSolve) {
    const { solver, options } = solve;
    const { onProgress: _, ...driverOptions } = options;
    this.task = {
      solver,
      model: modelArrays(solve.model),
      options: driverOptions,
      port: this.channel.port2,
      shared: this.shared,
    };
    this.transferList = [this.channel.port2];
    this.channel.port1.on('message', (message: 'started' | Improvement) => this.hear(message));
    solve.signal?.addEventListener('abort', this.onAbort);
  }

  get kill(): AbortSignal {
    return this.killer.signal;
  }

  /** The outcome when the thread was ended or died. */
  afterLoss(error: unknown): SolverOutcome {
    const bound = this.bound();
    if (this.endedFor && this.best) return { status: 'feasible', ...this.best, bound };
    if (this.endedFor === 'aborted') return failed('aborted', 'aborted before it had a solution', bound);
    if (this.endedFor)
      return failed('solver-overran', 'the solver overran its time limit and was ended', bound);
    const reason = error instanceof Error ? error.message : String(error);
    return failed('solver-crashed', `the solver's thread died: ${reason}`);
  }

  end(): void {
    this.timers.forEach(clearTimeout);
    this.channel.port1.close();
    this.solve.signal?.removeEventListener('abort', this.onAbort);
  }

  private hear(message: 'started' | Improvement): void {
    if (message === 'started') {
      this.started = true;
      this.endAfter(this.solve.options.timeLimitSeconds + this.solve.graceSeconds, 'solver-overran');
      if (this.solve.options.onProgress) this.timers.push(setInterval(this.report, PROGRESS_INTERVAL_MS));
      return;
    }
    if (!this.best || message.objective < this.best.objective) this.best = message;
    this.report();
  }

  private readonly onAbort = (): void => {
    Atomics.store(this.shared.stop, 0, 1);
    this.endAfter(this.started ? this.solve.graceSeconds : 0, 'aborted');
  };

  private endAfter(seconds: number, why: 'solver-overran' | 'aborted'): void {
    const end = (): void => {
      this.endedFor ??= why;
      this.killer.abort();
    };
    this.timers.push(setTimeout(end, Math.min(1000 * seconds, 2 ** 31 - 1)));
  }

  private readonly report = (): void => {
    this.solve.options.onProgress?.({
      seconds: this.shared.progress[0]!,
      objective: this.best?.objective ?? null,
      bound: this.bound(),
    });
  };

  private bound(): number | null {
    const bound = this.shared.progress[1]!;
    return Number.isFinite(bound) && !this.solve.options.lpOnly ? bound : null;
  }
}

/** Only what a solver needs: whatever else the object carries stays here. */
function modelArrays(model: MipModel): MipModel {
  const { numCols, numRows, colCost, colLower, colUpper, integrality } = model;
  const { rowStart, rowIndex, rowValue, rowLower, rowUpper } = model;
  return {
    ...{ numCols, numRows, colCost, colLower, colUpper, integrality },
    ...{ rowStart, rowIndex, rowValue, rowLower, rowUpper },
  };
}
