import { noMultipliers } from '../../domain/bound/multipliers.js';
import { evaluateSolution } from '../../domain/problem/evaluate.js';
import type { Problem, Solution } from '../../domain/problem/problem.js';
import { construct } from '../../domain/search/construct.js';
import type { BoundOutcome, PlanningEngine, SearchOutcome } from '../planning-engine.port.js';
import type { MipSolver } from '../solver.port.js';

/**
 * The same engine, whose steps never reject: a search that is lost has found what it began with, a bound that is lost
 * has proven nothing. `onLoss` is told of each, and of each solver whose thread died.
 */
export function enduringEngine(engine: PlanningEngine, onLoss: (why: string) => void): PlanningEngine {
  const told = (error: unknown): void => onLoss(error instanceof Error ? error.message : String(error));
  return {
    search: (problem, options, stop) =>
      engine.search(problem, options, stop).catch((error: unknown) => {
        told(error);
        return notSearched(problem, options.start);
      }),
    lowerBound: (problem, options, stop) =>
      engine.lowerBound(problem, options, stop).catch((error: unknown) => {
        told(error);
        return notBounded(problem);
      }),
    solvers: {
      auto: enduringSolver(engine.solvers.auto, onLoss),
      highs: enduringSolver(engine.solvers.highs, onLoss),
      glpk: enduringSolver(engine.solvers.glpk, onLoss),
    },
    close: () => engine.close(),
  };
}

function enduringSolver(solver: MipSolver, onLoss: (why: string) => void): MipSolver {
  return {
    async solve(model, options, signal) {
      const outcome = await solver.solve(model, options, signal);
      if (outcome.status === 'failed' && outcome.reason.code === 'solver-crashed')
        onLoss(outcome.reason.message);
      return outcome;
    },
  };
}

function notSearched(problem: Problem, start: Solution | undefined): SearchOutcome {
  const solution = start ?? construct(problem);
  const { objective, feasible } = evaluateSolution(problem, solution);
  return { solution, objective, feasible, iterations: 0, stoppedEarly: true };
}

/** What each arc costs by itself more than its unit's cheapest one proves nothing, but tells good arcs from others. */
function notBounded(problem: Problem): BoundOutcome {
  const { arcStart, arcCost, unitCount } = problem;
  const reducedCosts = arcCost.slice();
  for (let unit = 0; unit < unitCount; unit++) {
    const costs = reducedCosts.subarray(arcStart[unit]!, arcStart[unit + 1]!);
    const least = costs.reduce((a, b) => Math.min(a, b), Infinity);
    costs.forEach((cost, n) => (costs[n] = cost - least));
  }
  return {
    bound: -Infinity,
    jointBound: -Infinity,
    linear: false,
    reducedCosts,
    multipliers: noMultipliers(problem),
  };
}
