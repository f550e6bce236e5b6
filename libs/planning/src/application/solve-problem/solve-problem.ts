import { evaluateSolution } from '../../domain/problem/evaluate.js';
import type { Problem, Solution } from '../../domain/problem/problem.js';
import { PhaseClock } from '../plan-territories/phase-clock.js';
import type { PhaseRecord, PlanOptions } from '../plan-territories/plan-options.js';
import { solveInBlocks } from '../blocks/solve-in-blocks.js';
import type { PlanningEngine } from '../planning-engine.port.js';

/** What became of a bare problem; objective and feasibility are recomputed from the problem's definition. */
export interface ProblemSolution {
  readonly solution: Solution;
  readonly objective: number;
  readonly feasible: boolean;
  /** Points of unassigned units that are in the objective. */
  readonly unassignedPoints: number;
  /** No solution scores less; null = nothing is proven. */
  readonly bound: number | null;
  readonly boundBy: string | null;
  /** (objective − bound) / max(1, objective − unassigned points); null without a feasible solution or a bound. */
  readonly gap: number | null;
  readonly provenInfeasible: boolean;
  readonly stoppedByTime: boolean;
  readonly seconds: number;
  readonly phases: readonly PhaseRecord[];
}

/**
 * Solves a problem that does not come from a company (an instance from elsewhere) as `planTerritories` solves one that
 * does: same phases, same limits. `now` gives milliseconds since the epoch.
 */
export async function solveProblem(
  problem: Problem,
  options: PlanOptions,
  engine: PlanningEngine,
  now: () => number,
): Promise<ProblemSolution> {
  const started = now();
  const clock = new PhaseClock(now, started);
  const deadline =
    options.timeLimitSeconds === null ? undefined : started + Math.max(0.1, options.timeLimitSeconds) * 1000;
  const solved = await solveInBlocks({ problem }, options, engine, { now, deadline, clock });
  const { objective, feasible, unassignedPoints } = evaluateSolution(problem, solved.solution);
  const bound = solved.bound === null || !feasible ? solved.bound : Math.min(solved.bound, objective);
  return {
    solution: solved.solution,
    objective,
    feasible,
    unassignedPoints,
    bound,
    boundBy: solved.boundBy,
    gap: bound === null || !feasible ? null : (objective - bound) / Math.max(1, objective - unassignedPoints),
    provenInfeasible: solved.provenInfeasible,
    stoppedByTime: solved.stoppedByTime,
    seconds: (now() - started) / 1000,
    phases: clock.records,
  };
}
