import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
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

export interface EngineOptions {
  /** Threads for search and bounds, and as many for solvers. Default 2. */
  readonly threads?: number;
}

/** A planning engine on worker threads of this process; close it to end them. */
export function threadedEngine({ threads = 2 }: EngineOptions = {}): PlanningEngine {
  const pool = new Piscina({
    filename: builtWorker(),
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: 10_000,
    atomics: 'disabled',
  });
  pool.on('error', () => undefined);
  const solvers = new SolverPool({ threads });
  return {
    search: (problem, { iterations, seed, start, onProgress }, stop) =>
      run<SearchOutcome, SearchProgress>(
        pool,
        problem,
        { kind: 'search', iterations, seed, start },
        stop,
        onProgress,
      ),
    lowerBound: (problem, { upperBound, iterations, warm, onProgress }, stop) =>
      run<BoundOutcome, number>(
        pool,
        problem,
        { kind: 'bound', iterations, upperBound, warm },
        stop,
        onProgress,
      ),
    solvers: { auto: solvers.solver('auto'), highs: solvers.solver('highs'), glpk: solvers.solver('glpk') },
    close: async () => {
      await Promise.all([pool.destroy(), solvers.close()]);
    },
  };
}

async function run<Outcome, Progress>(
  pool: Piscina,
  problem: Problem,
  work: EngineWork,
  { deadline = Number.POSITIVE_INFINITY, signal }: StopSignal,
  onProgress: ((progress: Progress) => void) | undefined,
): Promise<Outcome> {
  const { port1, port2 } = new MessageChannel();
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const end = (): void => void Atomics.store(stop, 0, 1);
  if (signal?.aborted) end();
  signal?.addEventListener('abort', end, { once: true });
  port1.on('message', (progress: Progress) => onProgress?.(progress));
  const task: EngineTask = { ...work, problem: sharedProblem(problem), port: port2, stop, deadline };
  try {
    return (await pool.run(task, { transferList: [port2] })) as Outcome;
  } finally {
    signal?.removeEventListener('abort', end);
    port1.close();
  }
}

/** The worker beside this file; where this is a source file, the one built from it. */
function builtWorker(): string {
  const near = new URL('./engine.worker.js', import.meta.url);
  const built = new URL(
    '../../../../../dist/libs/planning/src/adapters/engine/engine.worker.js',
    import.meta.url,
  );
  return fileURLToPath(existsSync(near) ? near : built);
}
