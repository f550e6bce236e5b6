import type { LP } from 'glpk.js/node';
import type { SolverOutcome } from '../../application/solver.port.js';
import type { MipModel } from '../../domain/model/mip-model.js';
import { objectiveOf } from '../../domain/model/read-solution.js';
import { GlpkLog } from './glpk-log.js';
import {
  failed,
  noHooks,
  roundWhole,
  type DriverHooks,
  type DriverOptions,
  type SolverDriver,
} from './solve-task.js';

type Glpk = Awaited<ReturnType<typeof import('glpk.js/node').default>>;

const LONGEST_SECONDS = 2_000_000;

/** GLPK compiled to WebAssembly. It cannot start from a solution, take a seed, or be told to stop. */
export async function loadGlpkDriver(): Promise<SolverDriver> {
  let log = new GlpkLog(noHooks);
  const glpk = await loadListening((line) => log.read(line));
  return {
    solve: (model, options, hooks = noHooks) => {
      log = new GlpkLog(hooks);
      return options.lpOnly ? solveLp(glpk, model, options) : solveMip(glpk, model, options, hooks, log);
    },
  };
}

/** The module takes `console.log` for its output once, while it is made, and offers no other way to read it. */
async function loadListening(read: (line: string) => void): Promise<Glpk> {
  const { default: load } = await import('glpk.js/node');
  const { log, error } = console;
  Object.assign(console, { log: read, error: read });
  try {
    return await load();
  } finally {
    Object.assign(console, { log, error });
  }
}

function solveMip(
  glpk: Glpk,
  model: MipModel,
  options: DriverOptions,
  hooks: DriverHooks,
  log: GlpkLog,
): SolverOutcome {
  const { result } = glpk.solve(program(glpk, model, true), {
    msglev: glpk.GLP_MSG_ALL,
    presol: true,
    tmlim: Math.min(options.timeLimitSeconds, LONGEST_SECONDS),
    mipgap: options.relativeGap ?? 0,
  });
  if (log.end === 'unbounded') return { status: 'unbounded' };
  if (result.status === glpk.GLP_NOFEAS || log.end === 'infeasible') return { status: 'infeasible' };
  if (result.status !== glpk.GLP_OPT && result.status !== glpk.GLP_FEAS) {
    if (log.end === 'time-limit')
      return failed('time-limit', 'GLPK found no solution within its time', log.bound);
    return failed(
      'solver-unknown',
      `GLPK ended without a solution (status ${result.status}): ${log.lastLine}`,
    );
  }
  const x = roundWhole(valuesOf(result.vars, 'c', model.numCols), model.integrality);
  const objective = objectiveOf(model, x);
  hooks.improved(x.slice(), objective);
  if (result.status === glpk.GLP_OPT) return { status: 'optimal', x, objective, bound: objective };
  if (log.end !== 'gap') return { status: 'feasible', x, objective, bound: log.bound };
  return {
    status: 'optimal',
    x,
    objective,
    bound: objective - (options.relativeGap ?? 0) * Math.abs(objective),
  };
}

function solveLp(glpk: Glpk, model: MipModel, options: DriverOptions): SolverOutcome {
  const lp = program(glpk, model, false);
  const settings = { msglev: glpk.GLP_MSG_ERR, tmlim: Math.min(options.timeLimitSeconds, LONGEST_SECONDS) };
  let { result } = glpk.solve(lp, { ...settings, presol: true });
  // The presolver ends without a verdict on models that have no optimum; the simplex method itself has one.
  if (result.status !== glpk.GLP_OPT) ({ result } = glpk.solve(lp, { ...settings, presol: false }));
  if (result.status === glpk.GLP_NOFEAS) return { status: 'infeasible' };
  if (result.status === glpk.GLP_UNBND) return { status: 'unbounded' };
  if (result.status !== glpk.GLP_OPT && result.status !== glpk.GLP_FEAS) {
    return failed('time-limit', `GLPK has no solution of the relaxation (status ${result.status})`);
  }
  const x = valuesOf(result.vars, 'c', model.numCols);
  const duals = valuesOf(result.dual ?? {}, 'r', model.numRows);
  const objective = objectiveOf(model, x);
  if (result.status === glpk.GLP_FEAS) return { status: 'feasible', x, objective, bound: null, duals };
  return { status: 'optimal', x, objective, bound: objective, duals };
}

function valuesOf(values: Readonly<Record<string, number>>, prefix: string, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, k) => values[`${prefix}${k}`] ?? 0);
}

/** The model as the package takes it; columns are `c<j>`, rows `r<i>`. */
function program(glpk: Glpk, model: MipModel, integral: boolean): LP {
  const { numCols, numRows, integrality, colLower, colUpper, rowLower, rowUpper } = model;
  const columns = Array.from({ length: numCols }, (_, j) => `c${j}`);
  const whole = columns.filter((_, j) => integral && integrality[j]);
  return {
    name: 'model',
    objective: {
      direction: glpk.GLP_MIN,
      name: 'points',
      vars: columns.map((name, j) => ({ name, coef: model.colCost[j]! })),
    },
    subjectTo: Array.from({ length: numRows }, (_, i) => ({
      name: `r${i}`,
      vars: rowEntries(model, i),
      bnds: boundsOf(glpk, rowLower[i]!, rowUpper[i]!),
    })),
    bounds: columns.map((name, j) => ({ name, ...boundsOf(glpk, colLower[j]!, colUpper[j]!) })),
    ...(whole.length ? { generals: whole } : {}),
  };
}

function rowEntries(
  { rowStart, rowIndex, rowValue }: MipModel,
  row: number,
): { name: string; coef: number }[] {
  const entries = [];
  for (let k = rowStart[row]!; k < rowStart[row + 1]!; k++) {
    entries.push({ name: `c${rowIndex[k]!}`, coef: rowValue[k]! });
  }
  return entries;
}

function boundsOf(glpk: Glpk, lower: number, upper: number): { type: number; lb: number; ub: number } {
  const [lb, ub] = [Number.isFinite(lower) ? lower : 0, Number.isFinite(upper) ? upper : 0];
  if (lower === upper) return { type: glpk.GLP_FX, lb, ub };
  if (lower === -Infinity && upper === Infinity) return { type: glpk.GLP_FR, lb, ub };
  if (lower === -Infinity) return { type: glpk.GLP_UP, lb, ub };
  return { type: upper === Infinity ? glpk.GLP_LO : glpk.GLP_DB, lb, ub };
}
