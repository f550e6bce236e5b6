import { buildMip, readSolution, warmStart } from '../../domain/model/index.js';
import { fixArcs } from '../../domain/bound/index.js';
import { evaluateSolution } from '../../domain/problem/evaluate.js';
import { keepArcs } from '../../domain/problem/keep-arcs.js';
import type { Problem } from '../../domain/problem/problem.js';
import type { BoundOutcome } from '../planning-engine.port.js';
import type { SolverOutcome } from '../solver.port.js';
import type { Best } from './best.js';
import type { SolveContext } from './solve.js';

/** Models with more arcs than this are not closed by one MIP in reasonable time: neighbourhoods do better there. */
const MOST_ARCS = 3_500;
/** The share of the remaining time that the exact model may take: more where it will most likely be solved. */
const EXACT_SHARE = 0.5;
const EASY = { choices: 400, share: 0.95 } as const;
/** Branch-and-bound nodes where the plan has to be repeatable: they stop at the same point on every machine. */
const REPEATABLE_NODES = 200;
const NO_LIMIT_SECONDS = 3_600;

export interface Exact extends Best {
  /** True when the model was solved to the end: `solution` is optimal. */
  readonly closed: boolean;
  readonly bound: number | null;
  readonly boundBy: string | null;
  readonly provenInfeasible: boolean;
  readonly stoppedByTime: boolean;
}

/**
 * Solves the exact model, thinned to the arcs that a plan better than `best` may use, where it is small enough.
 * An arc that was dropped is in no better plan, so the thinned model's bound, capped at `best`, holds for the whole.
 */
export async function proveExactly(context: SolveContext, best: Best, bounding: Proven): Promise<Exact> {
  const { problem, options, engine } = context;
  const untried: Exact = {
    ...best,
    closed: false,
    bound: null,
    boundBy: null,
    provenInfeasible: false,
    stoppedByTime: false,
  };
  const keep = arcsOfBetter(problem, best, bounding);
  const choices = keep.reduce((sum, k) => sum + k, 0) - problem.unitCount;
  if (choices > MOST_ARCS && best.feasible && options.solver !== 'glpk') return untried;

  const thinned = keepArcs(problem, keep);
  const model = buildMip(thinned.problem);
  const start = best.feasible ? thinned.fromWhole(best.solution) : undefined;
  const solver = options.solver === 'glpk' ? 'glpk' : 'highs';
  const outcome = await engine.solvers[solver].solve(
    model,
    {
      timeLimitSeconds: secondsFor(context, choices),
      seed: options.seed,
      ...(options.iterations === null ? {} : { nodeLimit: REPEATABLE_NODES }),
      ...(start ? { warmStart: warmStart(model, start) } : {}),
      onProgress: (p) => context.report('prove', 0.5, p.objective ?? best.objective, p.bound),
    },
    options.signal,
  );
  return conclude(outcome, untried, (x) => thinned.toWhole(readSolution(model, x)), context, solver);
}

type Proven = Pick<BoundOutcome, 'bound' | 'reducedCosts'>;

/** True where so few arcs are left that the exact model of them will most likely be solved to the end. */
export function isEasy({ problem }: SolveContext, best: Best, bounding: Proven): boolean {
  if (!best.feasible) return false;
  const arcs = arcsOfBetter(problem, best, bounding).reduce((sum, k) => sum + k, 0);
  return arcs - problem.unitCount <= EASY.choices;
}

/** 1 for each arc that `best` or a better plan may use; all where there is no plan to compare with. */
function arcsOfBetter(
  problem: Problem,
  { feasible, objective, solution }: Best,
  bounding: Proven,
): Uint8Array {
  if (!feasible) return new Uint8Array(problem.arcCsm.length).fill(1);
  const keep = fixArcs(problem, bounding, objective);
  for (const arc of solution) keep[arc] = 1;
  return keep;
}

function secondsFor({ deadline, now }: SolveContext, choices: number): number {
  const share = choices <= EASY.choices ? EASY.share : EXACT_SHARE;
  return deadline === undefined ? NO_LIMIT_SECONDS : Math.max(0.1, (share * (deadline - now())) / 1000);
}

function conclude(
  outcome: SolverOutcome,
  untried: Exact,
  toSolution: (x: Float64Array) => Best['solution'],
  { problem, options }: SolveContext,
  solver: 'highs' | 'glpk',
): Exact {
  if (outcome.status === 'infeasible')
    return untried.feasible ? closedAt(untried, solver) : { ...untried, provenInfeasible: true };
  if (outcome.status === 'unbounded' || outcome.status === 'failed') return untried;
  const found = toSolution(outcome.x);
  const { objective, feasible } = evaluateSolution(problem, found);
  const better = feasible && (!untried.feasible || objective < untried.objective - 1e-9);
  const optimal = outcome.status === 'optimal';
  // What a clock stopped may differ from run to run.
  const repeatable = optimal || options.iterations === null;
  const best: Exact = better && repeatable ? { ...untried, solution: found, objective, feasible } : untried;
  if (optimal && best.feasible) return closedAt(best, solver, outcome.bound);
  const cap = untried.feasible ? untried.objective : Number.POSITIVE_INFINITY;
  const bound = outcome.bound === null ? null : Math.min(outcome.bound, cap);
  return { ...best, bound, boundBy: nameOf(solver), stoppedByTime: !optimal && options.iterations === null };
}

/** No plan beats `best`: the thinned model's own optimum is not below it by more than the solver's tolerance. */
function closedAt(best: Exact, solver: 'highs' | 'glpk', bound = best.objective): Exact {
  return { ...best, closed: true, bound: Math.min(bound, best.objective), boundBy: nameOf(solver) };
}

function nameOf(solver: 'highs' | 'glpk'): string {
  return `branch and bound (${solver === 'glpk' ? 'glpk.js' : 'HiGHS'})`;
}
