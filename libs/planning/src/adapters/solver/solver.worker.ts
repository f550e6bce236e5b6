import { loadGlpkDriver } from './glpk.driver.js';
import { loadHighsDriver } from './highs.driver.js';
import {
  failed,
  type DriverHooks,
  type SolverDriver,
  type SolverKind,
  type SolverTask,
} from './solve-task.js';
import type { SolverOutcome } from '../../application/solver.port.js';

/** A WebAssembly heap never shrinks; beyond this a driver is made anew. */
const LARGEST_HEAP = 512 * 1024 * 1024;

const loaders: Record<SolverKind, () => Promise<SolverDriver>> = {
  glpk: loadGlpkDriver,
  highs: loadHighsDriver,
};
const drivers: Partial<Record<SolverKind, SolverDriver>> = {};

/** Solves one task; everything learnt on the way goes to `task.port` and `task.shared`. */
export default async function solveTask(task: SolverTask): Promise<SolverOutcome> {
  const { solver, model, options, port } = task;
  port.postMessage('started');
  try {
    const driver = (drivers[solver] ??= await loaders[solver]());
    const outcome = driver.solve(model, options, hooksOf(task));
    if ((driver.memoryBytes?.() ?? 0) > LARGEST_HEAP) drivers[solver] = undefined;
    return outcome;
  } catch (error) {
    // What is left in the module's memory cannot be trusted.
    drivers[solver] = undefined;
    return failed(
      'solver-crashed',
      `${solver} threw: ${error instanceof Error ? error.message : String(error)}`,
    );
  } finally {
    port.close();
  }
}

function hooksOf({ port, shared }: SolverTask): DriverHooks {
  return {
    improved: (x, objective) => port.postMessage({ x, objective }, [x.buffer as ArrayBuffer]),
    advanced: (seconds, bound) => {
      shared.progress[0] = seconds;
      shared.progress[1] = Math.max(shared.progress[1]!, bound);
    },
    shouldStop: () => Atomics.load(shared.stop, 0) !== 0,
  };
}
