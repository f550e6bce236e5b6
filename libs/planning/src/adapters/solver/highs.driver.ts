import type { Highs, HighsCallbackMap, Model, ModelData } from 'highs';
import type { MipModel } from '../../domain/model/mip-model.js';
import { objectiveOf } from '../../domain/model/read-solution.js';
import type { SolverOutcome } from '../../application/solver.port.js';
import {
  failed,
  noHooks,
  roundWhole,
  type DriverHooks,
  type DriverOptions,
  type SolverDriver,
} from './solve-task.js';

type Loader = () => Promise<Highs>;

/** HiGHS compiled to WebAssembly; one thread, at most 2 GiB. */
export async function loadHighsDriver(): Promise<SolverDriver> {
  const highs = await loadHighs();
  return {
    solve: (model, options, hooks = noHooks) => solve(highs, model, options, hooks),
    memoryBytes: () => highs.memoryBytes,
  };
}

/** The package's own interface; its default export is nested one deeper where modules are CommonJS. */
export async function loadHighs(): Promise<Highs> {
  const loaded = (await import('highs')) as unknown as { default: Loader | { default: Loader } };
  const load = typeof loaded.default === 'function' ? loaded.default : loaded.default.default;
  return load();
}

function solve(highs: Highs, model: MipModel, options: DriverOptions, hooks: DriverHooks): SolverOutcome {
  const instance = highs.createModel(modelData(model, options));
  try {
    setOptions(instance, options);
    if (options.warmStart) instance.setSolution({ colValue: options.warmStart });
    const { modelStatus } = instance.run(callbacks(highs, model, hooks));
    return outcome(highs, instance, model, options, modelStatus);
  } finally {
    instance.dispose();
  }
}

function modelData(model: MipModel, options: DriverOptions): ModelData {
  const { numCols, numRows, colCost, colLower, colUpper, rowLower, rowUpper } = model;
  return {
    ...{ numCols, numRows, colCost, colLower, colUpper, rowLower, rowUpper },
    matrix: {
      ...{ format: 'csr', numRows, numCols },
      starts: model.rowStart,
      indices: model.rowIndex,
      values: model.rowValue,
    },
    ...(options.lpOnly ? {} : { integrality: Int32Array.from(model.integrality) }),
  };
}

function setOptions(instance: Model, options: DriverOptions): void {
  instance.options.set({
    output_flag: false,
    time_limit: options.timeLimitSeconds,
    mip_rel_gap: options.relativeGap ?? 0,
    mip_abs_gap: options.absoluteGap ?? 1e-6,
    random_seed: options.seed ?? 0,
    ...(options.nodeLimit === undefined ? {} : { mip_max_nodes: options.nodeLimit }),
  });
}

function callbacks(highs: Highs, model: MipModel, hooks: DriverHooks): HighsCallbackMap {
  const { callbackType } = highs.constants;
  return {
    [callbackType.mipImprovingSolution](event) {
      const x = event.data.mip_solution;
      if (!x) return undefined;
      const whole = roundWhole(x, model.integrality);
      hooks.improved(whole, objectiveOf(model, whole));
      return undefined;
    },
    [callbackType.mipInterrupt](event) {
      hooks.advanced(event.data.running_time ?? 0, event.data.mip_dual_bound ?? -Infinity);
      if (hooks.shouldStop()) event.interrupt();
      return undefined;
    },
    [callbackType.simplexInterrupt](event) {
      if (hooks.shouldStop()) event.interrupt();
      return undefined;
    },
  };
}

function outcome(
  highs: Highs,
  instance: Model,
  model: MipModel,
  options: DriverOptions,
  status: number,
): SolverOutcome {
  const { modelStatus } = highs.constants;
  switch (status) {
    case modelStatus.optimal:
    case modelStatus.empty:
      return solved(instance, model, options, 'optimal');
    case modelStatus.infeasible:
      return { status: 'infeasible' };
    case modelStatus.unbounded:
      return { status: 'unbounded' };
    case modelStatus.unboundedOrInfeasible:
      return failed('solver-unknown', 'HiGHS found the model infeasible or unbounded, not which');
    case modelStatus.timeLimit:
    case modelStatus.interrupted:
    case modelStatus.iterationLimit:
    case modelStatus.solutionLimit:
      return stopped(highs, instance, model, options, status === modelStatus.interrupted);
    default:
      return failed('solver-error', `HiGHS ended with model status ${status}`);
  }
}

function stopped(
  highs: Highs,
  instance: Model,
  model: MipModel,
  options: DriverOptions,
  interrupted: boolean,
): SolverOutcome {
  const feasible = instance.info.get('primal_solution_status') === highs.constants.solutionStatus.feasible;
  if (feasible) return solved(instance, model, options, 'feasible');
  const bound = options.lpOnly ? null : provenBound(instance);
  return interrupted
    ? failed('aborted', 'HiGHS was told to stop before it had a solution', bound)
    : failed('time-limit', 'HiGHS found no solution within its time', bound);
}

function solved(
  instance: Model,
  model: MipModel,
  options: DriverOptions,
  status: 'optimal' | 'feasible',
): SolverOutcome {
  const { colValue, rowDual } = instance.getSolution();
  const x = options.lpOnly ? colValue : roundWhole(colValue, model.integrality);
  const objective = objectiveOf(model, x);
  const bound = options.lpOnly ? null : provenBound(instance);
  const duals = options.lpOnly ? { duals: rowDual } : {};
  if (status === 'feasible') return { status, x, objective, bound, ...duals };
  return { status, x, objective, bound: Math.min(objective, bound ?? objective), ...duals };
}

function provenBound(instance: Model): number | null {
  const bound = Number(instance.info.get('mip_dual_bound'));
  return Number.isFinite(bound) ? bound : null;
}
