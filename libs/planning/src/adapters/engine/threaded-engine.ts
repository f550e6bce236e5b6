import { MessageChannel } from 'node:worker_threads';
import { BailiwickError } from '@bailiwick/kernel';
import { Piscina } from 'piscina';
import type {
  BoundOutcome,
  PlanningEngine,
  SearchOutcome,
  SearchProgress,
  StopSignal,
} from '../../application/planning-engine.port.js';
import type { Problem } from '../../domain/problem/problem.js';
import { SolverPool } from '../solver/solver-pool.js';
import type { EngineTask, EngineWork } from './engine-task.js';
import { sharedProblem } from './shared-problem.js';
import { builtWorker } from '../built-worker.js';

export interface EngineOptions {
  /** Threads for search and bounds, and as many for solvers. Default 2. */
  readonly threads?: number;
  /** How long a step may go on after its deadline, or after an abort, before its thread is ended. Default 20. */
  readonly graceSeconds?: number;
  /** The file that the threads for search and bounds run. Default: the built worker. */
  readonly workerFile?: string;
}

/**
 * A planning engine on worker threads of this process; close it to end them. A search or bound whose thread dies, or
 * that does not end when it should, rejects with `step-lost`; the next one gets a new thread.
 */
export function threadedEngine({
  threads = 2,
  graceSeconds = 20,
  workerFile = builtWorker(import.meta.url, 'engine.worker.js'),
}: EngineOptions = {}): PlanningEngine {
  const pool = new Piscina({
    filename: workerFile,
    // At least one: a crash with tasks waiting is only replaced up to this number.
    minThreads: 1,
    maxThreads: threads,
    idleTimeout: 10_000,
    atomics: 'disabled',
  });
  // A thread that dies without a task is replaced; there is nobody to tell.
  pool.on('error', () => undefined);
  const steps: Steps = { pool, graceMs: 1_000 * graceSeconds };
  const solvers = new SolverPool({ threads });
  return {
    search: (problem, { iterations, seed, start, onProgress }, stop) =>
      run<SearchOutcome, SearchProgress>(
        steps,
        problem,
        { kind: 'search', iterations, seed, start },
        stop,
        onProgress,
      ),
    lowerBound: (problem, { upperBound, iterations, warm, floor, onProgress }, stop) =>
      run<BoundOutcome, number>(
        steps,
        problem,
        { kind: 'bound', iterations, upperBound, warm, floor },
        stop,
        onProgress,
      ),
    solvers: { auto: solvers.solver('auto'), highs: solvers.solver('highs'), glpk: solvers.solver('glpk') },
    close: async () => {
      await Promise.all([pool.destroy(), solvers.close()]);
    },
  };
}

interface Steps {
  readonly pool: Piscina;
  readonly graceMs: number;
}

async function run<Outcome, Progress>(
  { pool, graceMs }: Steps,
  problem: Problem,
  work: EngineWork,
  { deadline = Number.POSITIVE_INFINITY, signal }: StopSignal,
  onProgress: ((progress: Progress) => void) | undefined,
): Promise<Outcome> {
  const { port1, port2 } = new MessageChannel();
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const killer = new Killer(graceMs, deadline);
  const end = (): void => {
    Atomics.store(stop, 0, 1);
    killer.in(0);
  };
  if (signal?.aborted) end();
  signal?.addEventListener('abort', end, { once: true });
  port1.on('message', (progress: Progress) => onProgress?.(progress));
  const task: EngineTask = { ...work, problem: sharedProblem(problem), port: port2, stop, deadline };
  try {
    return (await pool.run(task, { transferList: [port2], signal: killer.signal })) as Outcome;
  } catch (error) {
    throw lost(work.kind, killer.signal.aborted, error);
  } finally {
    killer.rest();
    signal?.removeEventListener('abort', end);
    port1.close();
  }
}

/** Ends a thread some time after it should have ended by itself. */
class Killer {
  private readonly controller = new AbortController();
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly graceMs: number,
    deadline: number,
  ) {
    if (Number.isFinite(deadline)) this.in(Math.max(0, deadline - Date.now()));
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  in(ms: number): void {
    const wait = Math.min(ms + this.graceMs, MOST_WAIT_MS);
    this.timers.push(setTimeout(() => this.controller.abort(), wait));
  }

  rest(): void {
    this.timers.forEach(clearTimeout);
  }
}

/** More is more than a timer can wait. */
const MOST_WAIT_MS = 2 ** 31 - 1;

function lost(kind: EngineWork['kind'], overran: boolean, error: unknown): BailiwickError {
  const what = kind === 'search' ? 'a search' : 'a bound';
  const why = overran
    ? 'did not end when it should have and was ended'
    : `died with its thread: ${error instanceof Error ? error.message : String(error)}`;
  return new BailiwickError('step-lost', `${what} ${why}`, { value: kind });
}
