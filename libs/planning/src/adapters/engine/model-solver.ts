import type { ModelSolver } from '../../domain/bound/index.js';
import type { MipModel } from '../../domain/model/mip-model.js';
import { loadHighsDriver } from '../solver/highs.driver.js';
import { type DriverOptions, noHooks, type SolverDriver } from '../solver/solve-task.js';

/** The share of the time left that one linear program may take. */
const LINEAR_SHARE = 0.8;
const NO_LIMIT_SECONDS = 3_600;
/** Branch-and-bound nodes: they stop at the same point on every machine. */
const NODES = 500;
const RELATIVE_GAP = 1e-5;

let driver: SolverDriver | undefined;

/**
 * HiGHS in the calling thread, within the time that is left until `deadline` (ms since the epoch; Infinity = none).
 * A bound does without where HiGHS breaks; the next one has a new one.
 */
export async function modelSolver(deadline: number, shouldStop: () => boolean): Promise<ModelSolver> {
  driver ??= await loadHighsDriver();
  const solve = (model: MipModel, share: number, options: Omit<DriverOptions, 'timeLimitSeconds'>) => {
    const left = Number.isFinite(deadline) ? (share * (deadline - Date.now())) / 1_000 : NO_LIMIT_SECONDS;
    if (left <= 0) return undefined;
    try {
      return driver?.solve(model, { ...options, timeLimitSeconds: left }, { ...noHooks, shouldStop });
    } catch {
      driver = undefined;
      return undefined;
    }
  };
  return {
    duals: (model) => {
      const outcome = solve(model, LINEAR_SHARE, { lpOnly: true });
      return outcome?.status === 'optimal' ? outcome.duals : undefined;
    },
    leastCost: (model, { share }) => {
      const outcome = solve(model, share, { relativeGap: RELATIVE_GAP, nodeLimit: NODES });
      return outcome && 'bound' in outcome ? (outcome.bound ?? undefined) : undefined;
    },
  };
}
