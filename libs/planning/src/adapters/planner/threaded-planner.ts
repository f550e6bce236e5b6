import { MessageChannel } from 'node:worker_threads';
import { InvalidInputError } from '@bailiwick/kernel';
import { Piscina } from 'piscina';
import type { PlanOptions } from '../../application/plan-territories/plan-options.js';
import type { Planner } from '../../application/planner.port.js';
import type { PlanningInput } from '../../domain/problem/planning-input.js';
import type { PlannerMessage, PlannerOutcome, PlannerTask } from './planner-task.js';
import { builtWorker } from '../built-worker.js';

const IDLE_MS = 30_000;

/** A planner on a worker thread of this process, which has threads of its own; close it to end them. */
export function threadedPlanner(): Planner {
  const pool = new Piscina({
    filename: builtWorker(import.meta.url, 'planner.worker.js'),
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: IDLE_MS,
    atomics: 'disabled',
  });
  pool.on('error', () => undefined);
  return {
    plan: async (input, options) => (await run(pool, 'plan', input, options)).planned,
    outline: async (input, options) => (await run(pool, 'outline', input, options)).outline,
    close: () => pool.destroy(),
  };
}

async function run<M extends PlannerTask['make']>(
  pool: Piscina,
  make: M,
  input: PlanningInput,
  options: PlanOptions,
): Promise<Extract<PlannerOutcome, { make: M }>> {
  const { signal, onProgress, ...rest } = options;
  const { port1, port2 } = new MessageChannel();
  const end = (): void => port1.postMessage('stop');
  if (signal?.aborted) end();
  signal?.addEventListener('abort', end, { once: true });
  port1.on('message', (progress: PlannerMessage) => onProgress?.(progress));
  const task: PlannerTask = { make, input, options: rest, port: port2 };
  try {
    const outcome = (await pool.run(task, { transferList: [port2] })) as PlannerOutcome;
    if (!outcome.ok) throw new InvalidInputError(outcome.problems);
    // What is made is what was asked for.
    return outcome as Extract<PlannerOutcome, { make: M }>;
  } finally {
    signal?.removeEventListener('abort', end);
    port1.close();
  }
}
