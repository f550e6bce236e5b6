import type { CompiledCompany } from '../../domain/compile/compile.js';
import { buildMip, readSolution, warmStart } from '../../domain/model/index.js';
import { evaluateSolution } from '../../domain/problem/evaluate.js';
import { keepArcs } from '../../domain/problem/keep-arcs.js';
import type { Problem, Solution } from '../../domain/problem/problem.js';
import type { PlanningEngine, SearchOutcome } from '../planning-engine.port.js';
import { lowerBound, type NamedBound } from './lower-bound.js';
import type { SolverOutcome } from '../solver.port.js';
import type { PhaseName, PlanOptions } from './plan-options.js';
import type { PhaseClock } from './plan-territories.js';

/** Models with more arcs than this are beyond one MIP: local search and the bound have to do. */
const MOST_ARCS_FOR_MIP = 120_000;
/** The share of the time that local search and the bound may take before the MIP has to start. */
const SEARCH_SHARE = 0.35;

export interface Solved {
  readonly solution: Solution;
  readonly bound: number | null;
  readonly boundBy: string | null;
  readonly provenInfeasible: boolean;
  readonly method: 'mip' | 'heuristic';
  readonly iterations: number;
  readonly stoppedByTime: boolean;
}

interface Context {
  readonly now: () => number;
  readonly deadline: number | undefined;
  readonly clock: PhaseClock;
}

/** Search and bound side by side, then the exact model on the arcs that can still matter. */
export async function solve(
  { problem }: CompiledCompany,
  options: PlanOptions,
  engine: PlanningEngine,
  context: Context,
): Promise<Solved> {
  const report = reporter(options);
  const searchStop = { deadline: shareOf(context, SEARCH_SHARE), signal: options.signal };
  const iterations = options.iterations ?? defaultIterations(problem);
  let objective: number | null = null;
  let lower: number | null = null;
  const [search, bound] = await Promise.all([
    engine.search(
      problem,
      {
        iterations,
        seed: options.seed,
        onProgress: (p) => report('search', p.done, (objective = p.objective), lower),
      },
      searchStop,
    ),
    lowerBound(problem, engine, searchStop, context.now, (b) => report('search', 0, objective, (lower = b))),
  ]);
  context.clock.end('search', search.feasible ? search.objective : null, bound.bound);

  const proof = await prove(problem, search, bound, options, engine, context);
  context.clock.end(
    'prove',
    proof.feasible ? evaluateSolution(problem, proof.solution).objective : null,
    proof.bound,
  );
  return {
    ...proof,
    iterations: search.iterations,
    stoppedByTime: search.stoppedEarly || proof.stoppedByTime,
  };
}

/** About as many moves as two cores try in the first third of a minute, fewer for small problems. */
function defaultIterations(problem: Problem): number {
  return Math.min(40_000_000, Math.max(200_000, problem.unitCount * 6_000));
}

interface Proof extends Omit<Solved, 'iterations'> {
  readonly feasible: boolean;
}

/** Solves the exact model, thinned to the arcs that may be in a better plan, starting from the search's plan. */
async function prove(
  problem: Problem,
  search: SearchOutcome,
  bound: NamedBound,
  options: PlanOptions,
  engine: PlanningEngine,
  context: Context,
): Promise<Proof> {
  const fallback: Proof = {
    solution: search.solution,
    feasible: search.feasible,
    bound: bound.bound,
    boundBy: bound.by,
    provenInfeasible: false,
    method: 'heuristic',
    stoppedByTime: false,
  };
  const thinned = keepArcs(problem, keptArcs(search, bound));
  if (thinned.problem.arcCsm.length > MOST_ARCS_FOR_MIP) return fallback;

  const model = buildMip(thinned.problem);
  const start = search.feasible ? thinned.fromWhole(search.solution) : undefined;
  const report = reporter(options);
  const outcome = await engine.solvers[options.solver === 'glpk' ? 'glpk' : 'highs'].solve(
    model,
    {
      timeLimitSeconds:
        context.deadline === undefined ? 3600 : Math.max(0.1, (context.deadline - context.now()) / 1000),
      relativeGap: 0,
      seed: options.seed,
      ...(start ? { warmStart: warmStart(model, start) } : {}),
      onProgress: (p) => report('prove', progressOf(context), p.objective ?? search.objective, p.bound),
    },
    options.signal,
  );
  return conclude(
    outcome,
    fallback,
    search,
    bound,
    options,
    (x) => thinned.toWhole(readSolution(model, x)),
    problem,
  );
}

/** The arcs that a plan better than the search's may take; the search's own stay, so that it can start the model. */
function keptArcs(search: SearchOutcome, { arcBounds }: NamedBound): Uint8Array {
  if (!search.feasible) return new Uint8Array(arcBounds.length).fill(1);
  const keep = Uint8Array.from(arcBounds, (b) => (b < search.objective ? 1 : 0));
  for (const arc of search.solution) keep[arc] = 1;
  return keep;
}

function conclude(
  outcome: SolverOutcome,
  fallback: Proof,
  search: SearchOutcome,
  bound: NamedBound,
  options: PlanOptions,
  toSolution: (x: Float64Array) => Solution,
  problem: Problem,
): Proof {
  if (outcome.status === 'infeasible')
    return search.feasible ? fallback : { ...fallback, bound: null, boundBy: null, provenInfeasible: true };
  if (outcome.status === 'unbounded') return fallback;
  // An arc that was dropped is in no plan better than the search's, so the thinned model's bound holds up to there.
  const cap = search.feasible ? search.objective : Number.POSITIVE_INFINITY;
  const proven = outcome.bound === null ? bound.bound : Math.max(bound.bound, Math.min(outcome.bound, cap));
  const boundBy =
    proven > bound.bound
      ? `branch and bound (${options.solver === 'glpk' ? 'glpk.js' : 'HiGHS'})`
      : fallback.boundBy;
  const base: Proof = { ...fallback, bound: proven, boundBy };
  if (outcome.status === 'failed') return { ...base, stoppedByTime: outcome.reason.code === 'time-limit' };
  const found = toSolution(outcome.x);
  const evaluation = evaluateSolution(problem, found);
  const better = evaluation.feasible && (!search.feasible || evaluation.objective < search.objective - 1e-9);
  const repeatable = outcome.status === 'optimal' || options.iterations === null;
  const solution = better && repeatable ? found : search.solution;
  const method = outcome.status === 'optimal' ? 'mip' : 'heuristic';
  return {
    ...base,
    solution,
    feasible: search.feasible || (better && repeatable),
    method,
    stoppedByTime: outcome.status === 'feasible',
  };
}

function shareOf({ deadline, now }: Context, share: number): number | undefined {
  return deadline === undefined ? undefined : now() + share * (deadline - now());
}

function progressOf({ deadline, now, clock }: Context): number {
  if (deadline === undefined) return 0;
  const spent = clock.records.reduce((s, r) => s + r.seconds, 0) * 1000;
  const left = deadline - now();
  return Math.min(1, Math.max(0, spent / (spent + left)));
}

function reporter(options: PlanOptions) {
  return (phase: PhaseName, done: number, objective: number | null, bound: number | null): void =>
    options.onProgress?.({ phase, done, objective, bound });
}
