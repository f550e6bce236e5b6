import type { PlanningEngine } from '../application/planning-engine.port.js';
import type { MipSolver } from '../application/solver.port.js';
import { lagrangianBound } from '../domain/bound/index.js';
import { construct } from '../domain/search/construct.js';
import { improve } from '../domain/search/improve.js';

/** A planning engine that does everything at once on the caller's thread, and keeps no time. */
export function inlineEngine(solver: MipSolver): PlanningEngine {
  return {
    search: (problem, { iterations, seed, start }) =>
      Promise.resolve(improve(problem, start ?? construct(problem), { iterations, seed })),
    lowerBound: (problem, { upperBound, iterations, warm, floor }) =>
      Promise.resolve(
        lagrangianBound(problem, {
          ...{ upperBound, iterations },
          ...(warm ? { warm } : {}),
          ...(floor ? { floor } : {}),
        }),
      ),
    solvers: { auto: solver, highs: solver, glpk: solver },
    close: () => Promise.resolve(),
  };
}
