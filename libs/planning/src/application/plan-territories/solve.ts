import type { CompiledCompany } from '../../domain/compile/compile.js';
import type { Problem, Solution } from '../../domain/problem/problem.js';
import type { PlanningEngine, SearchOutcome } from '../planning-engine.port.js';
import { type Best, improveByMip } from './improve-by-mip.js';
import { proveExactly } from './prove-exactly.js';
import type { PhaseName, PlanOptions } from './plan-options.js';
import type { PhaseClock } from './plan-territories.js';

/** The share of the time that local search may take before the bound and the MIPs have to start. */
const SEARCH_SHARE = 0.35;
const BOUND_ITERATIONS = 400;

export interface Solved {
  readonly solution: Solution;
  readonly bound: number | null;
  readonly boundBy: string | null;
  readonly provenInfeasible: boolean;
  readonly method: 'mip' | 'heuristic';
  readonly iterations: number;
  readonly stoppedByTime: boolean;
}

/** What the phases share. */
export interface SolveContext {
  readonly problem: Problem;
  readonly options: PlanOptions;
  readonly engine: PlanningEngine;
  readonly now: () => number;
  /** Milliseconds since the epoch; undefined = no limit. */
  readonly deadline: number | undefined;
  readonly clock: PhaseClock;
  readonly report: (phase: PhaseName, done: number, objective: number | null, bound: number | null) => void;
}

/** Local search; then a bound beside MIP neighbourhoods; then, where little is left, the exact model of the rest. */
export async function solve(
  { problem }: CompiledCompany,
  options: PlanOptions,
  engine: PlanningEngine,
  frame: Pick<SolveContext, 'now' | 'deadline' | 'clock'>,
): Promise<Solved> {
  const report: SolveContext['report'] = (phase, done, objective, bound) =>
    options.onProgress?.({
      phase,
      // A step that is under way when its time is up is finished all the same.
      done: Math.min(1, done),
      objective,
      bound: bound !== null && Number.isFinite(bound) ? bound : null,
    });
  const context: SolveContext = { problem, options, engine, report, ...frame };
  const search = await searchFirst(context);
  context.clock.end('search', search.feasible ? search.objective : null, null);

  const first: Best = { solution: search.solution, objective: search.objective, feasible: search.feasible };
  const bounding = engine.lowerBound(
    problem,
    {
      upperBound: search.feasible ? search.objective : Number.POSITIVE_INFINITY,
      iterations: BOUND_ITERATIONS,
    },
    { deadline: context.deadline, signal: options.signal },
  );
  const exact = await proveExactly(context, first, bounding);
  const improved = exact.closed ? exact : await improveByMip(context, exact, bounding);
  const { bound, boundBy } = await finalBound(context, improved, exact, bounding);
  context.clock.end('prove', improved.feasible ? improved.objective : null, bound);
  return {
    solution: improved.solution,
    bound,
    boundBy,
    provenInfeasible: exact.provenInfeasible,
    method: exact.closed ? 'mip' : 'heuristic',
    iterations: search.iterations,
    stoppedByTime: search.stoppedEarly || exact.stoppedByTime || improved.stoppedByTime === true,
  };
}

async function searchFirst({
  problem,
  options,
  engine,
  report,
  deadline,
  now,
}: SolveContext): Promise<SearchOutcome> {
  const until = deadline === undefined ? undefined : now() + SEARCH_SHARE * (deadline - now());
  return engine.search(
    problem,
    {
      iterations: options.iterations ?? defaultIterations(problem),
      seed: options.seed,
      onProgress: (p) => report('search', p.done, p.objective, null),
    },
    { deadline: until, signal: options.signal },
  );
}

/** Enough for a good start: MIP neighbourhoods gain more in the same time than further moves. */
function defaultIterations(problem: Problem): number {
  return Math.min(60_000_000, Math.max(100_000, problem.unitCount * 200));
}

/** The best bound of all: a second round from where the first ended, now that a better plan is known. */
async function finalBound(
  { problem, engine, options, deadline }: SolveContext,
  best: Best,
  exact: {
    readonly bound: number | null;
    readonly boundBy: string | null;
    readonly provenInfeasible: boolean;
  },
  bounding: ReturnType<PlanningEngine['lowerBound']>,
): Promise<{ bound: number | null; boundBy: string | null }> {
  if (exact.provenInfeasible) return { bound: null, boundBy: null };
  const first = await bounding;
  let bound = first.bound;
  if (best.feasible && (exact.bound ?? bound) < best.objective - 1e-6) {
    const again = { upperBound: best.objective, iterations: BOUND_ITERATIONS, warm: first.multipliers };
    bound = Math.max(
      bound,
      (await engine.lowerBound(problem, again, { deadline, signal: options.signal })).bound,
    );
  }
  if (exact.bound !== null && exact.bound >= bound) return { bound: exact.bound, boundBy: exact.boundBy };
  return Number.isFinite(bound)
    ? { bound, boundBy: 'Lagrangian relaxation (cheapest books)' }
    : { bound: null, boundBy: null };
}
