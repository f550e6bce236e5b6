import type { ModelSolver } from '../../domain/bound/index.js';
import { loadHighsDriver } from '../solver/highs.driver.js';
import { noHooks, type SolverDriver } from '../solver/solve-task.js';

/** The share of the time left that one linear program may take. */
const LINEAR_SHARE = 0.8;
const NO_LIMIT_SECONDS = 3_600;
/** Branch-and-bound nodes: they stop at the same point on every machine. */
const NODES = 500;
const RELATIVE_GAP = 1e-5;

let driver: Promise<SolverDriver> | undefined;

/** HiGHS in the calling thread, within the time that is left until `deadline` (ms since the epoch; Infinity = none). */
export async function modelSolver(deadline: number, shouldStop: () => boolean): Promise<ModelSolver> {
  const highs = await (driver ??= loadHighsDriver());
  const seconds = (share: number): number =>
    Number.isFinite(deadline) ? (share * (deadline - Date.now())) / 1_000 : NO_LIMIT_SECONDS;
  const hooks = { ...noHooks, shouldStop };
  return {
    duals: (model) => {
      const timeLimitSeconds = seconds(LINEAR_SHARE);
      if (timeLimitSeconds <= 0) return undefined;
      const outcome = highs.solve(model, { timeLimitSeconds, lpOnly: true }, hooks);
      return outcome.status === 'optimal' ? outcome.duals : undefined;
    },
    leastCost: (model, { share }) => {
      const timeLimitSeconds = seconds(share);
      if (timeLimitSeconds <= 0) return undefined;
      const options = { timeLimitSeconds, relativeGap: RELATIVE_GAP, nodeLimit: NODES };
      const outcome = highs.solve(model, options, hooks);
      return outcome.status === 'infeasible' || outcome.status === 'unbounded'
        ? undefined
        : (outcome.bound ?? undefined);
    },
  };
}
