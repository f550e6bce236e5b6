import { buildMip } from '../../domain/model/build-mip.js';
import { dualProof } from '../../domain/model/arc-bounds.js';
import { evaluateSolution } from '../../domain/problem/evaluate.js';
import type { Problem } from '../../domain/problem/problem.js';
import type { BoundOutcome, PlanningEngine, StopSignal } from '../planning-engine.port.js';

/** Up to this many arcs the whole LP is quick enough to give the first bound. */
const MOST_ARCS_FOR_LP = 40_000;
const BOUND_ITERATIONS = 4_000;

export interface NamedBound extends BoundOutcome {
  readonly by: 'LP relaxation' | 'Lagrangian relaxation' | null;
}

/** A first proven bound: of the LP relaxation where that is small enough to be solved, else by Lagrangian relaxation. */
export async function lowerBound(
  problem: Problem,
  engine: PlanningEngine,
  stop: StopSignal,
  now: () => number,
  onProgress: (bound: number) => void,
): Promise<NamedBound> {
  if (problem.arcCsm.length <= MOST_ARCS_FOR_LP) {
    const found = await lpBound(problem, engine, stop, now);
    if (found) return found;
  }
  const options = { upperBound: todaysObjective(problem), iterations: BOUND_ITERATIONS, onProgress };
  return { ...(await engine.lowerBound(problem, options, stop)), by: 'Lagrangian relaxation' };
}

async function lpBound(
  problem: Problem,
  engine: PlanningEngine,
  stop: StopSignal,
  now: () => number,
): Promise<NamedBound | undefined> {
  const model = buildMip(problem);
  const timeLimitSeconds =
    stop.deadline === undefined ? 3_600 : Math.max(0.1, (stop.deadline - now()) / 1000);
  const outcome = await engine.solvers.highs.solve(model, { timeLimitSeconds, lpOnly: true }, stop.signal);
  if (outcome.status !== 'optimal' || !outcome.duals) return undefined;
  return { ...dualProof(model, outcome.duals), iterations: 0, stoppedEarly: false, by: 'LP relaxation' };
}

/** The objective of today's book (arcs to nobody where there is none): a known point to aim step lengths at. */
function todaysObjective(problem: Problem): number {
  const today = Int32Array.from(problem.todayArc, (a, u) => (a >= 0 ? a : problem.arcStart[u + 1]! - 1));
  return evaluateSolution(problem, today).objective;
}
