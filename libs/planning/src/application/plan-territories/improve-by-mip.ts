import { floorPoints } from '../../domain/bound/index.js';
import { buildMip, readSolution, warmStart } from '../../domain/model/index.js';
import { capUnassigned } from '../../domain/problem/cap-unassigned.js';
import { evaluateSolution } from '../../domain/problem/evaluate.js';
import type { Problem, Solution } from '../../domain/problem/problem.js';
import { focusOn } from '../../domain/search/focus.js';
import { polish, type SubSolution } from '../../domain/search/polish.js';
import type { BoundOutcome } from '../planning-engine.port.js';
import type { Best } from './best.js';
import type { SolveContext } from './solve.js';

const SUB_SECONDS = 4;
const SUB_GAP = 1e-5;
/** More nodes gain less than the next neighbourhood does; and a node limit stops at the same point on every machine. */
const SUB_NODES = 40;
/**
 * Where the plan has to be repeatable: a neighbourhood for each CSM, or for so many search iterations where few were
 * asked for, and no clock but as a last resort.
 */
const REPEATABLE = { perCsm: 1, iterations: 5_000, seconds: 600 };
/** The share of the time that is left for what is under way to end. */
const REST_SHARE = 0.05;
/** Neighbourhoods are of the arcs of least reduced cost: so many for each unit, beside one. */
const EXTRA_ARCS = 2;
const LEAST_EXTRA = 1_000;

/** Solves neighbourhoods of a plan exactly, two at a time, until the time is up or nothing improves any more. */
export async function improveByMip(context: SolveContext, best: Best, bounding: BoundOutcome): Promise<Best> {
  const { bound, reducedCosts } = bounding;
  const { problem, options, deadline, now, report } = context;
  const repeatable = options.iterations !== null;
  if (!repeatable && deadline === undefined) return best;
  const until =
    deadline === undefined ? Number.POSITIVE_INFINITY : deadline - REST_SHARE * Math.max(0, deadline - now());
  if (now() >= until) return { ...best, stoppedByTime: true };
  const focus = focusOn(
    problem,
    reducedCosts,
    Math.max(EXTRA_ARCS, LEAST_EXTRA / problem.unitCount),
    best.solution,
  );
  const started = now();
  const settled = isSettled(problem, best, bounding);
  let objective = best.objective;
  const polished = await polish(
    focus.problem,
    focus.fromWhole(best.solution)!,
    (sub, start) => solveSub(context, settled ? capUnassigned(sub, start) : sub, start, until),
    {
      neighbourhoods: neighbourhoodsOf(context),
      seed: options.seed,
      parallel: 2,
      deadline: () => now() >= until || options.signal?.aborted === true || objective - bound < 1e-6,
      onProgress: (p) => {
        objective = p.objective;
        report(
          'prove',
          Number.isFinite(until) ? (now() - started) / (until - started) : 0,
          p.objective,
          bound,
        );
      },
    },
  );
  const better = polished.feasible && (!best.feasible || polished.objective < best.objective);
  const stoppedByTime = polished.stoppedEarly && !(repeatable && now() < until);
  return better
    ? { ...polished, solution: focus.toWhole(polished.solution), stoppedByTime }
    : { ...best, stoppedByTime };
}

/** True where no plan is known to leave less unassigned: then what is left need not be weighed against anything. */
function isSettled(problem: Problem, { solution }: Best, { multipliers }: BoundOutcome): boolean {
  const { unassignedPoints } = evaluateSolution(problem, solution);
  return unassignedPoints <= floorPoints(multipliers.floor) * (1 + 1e-9);
}

function neighbourhoodsOf({ problem, options: { iterations } }: SolveContext): number {
  if (iterations === null) return Number.MAX_SAFE_INTEGER;
  return Math.min(REPEATABLE.perCsm * problem.csmCount, Math.ceil(iterations / REPEATABLE.iterations));
}

async function solveSub(
  { engine, options, now }: SolveContext,
  sub: Problem,
  start: Solution,
  until: number,
): Promise<SubSolution | undefined> {
  const repeatable = options.iterations !== null;
  const model = buildMip(sub);
  const solver = repeatable || options.solver === 'auto' ? 'highs' : options.solver;
  const left = (until - now()) / 1000;
  const outcome = await engine.solvers[solver].solve(
    model,
    {
      timeLimitSeconds: Math.max(0.1, Math.min(left, repeatable ? REPEATABLE.seconds : SUB_SECONDS)),
      relativeGap: SUB_GAP,
      seed: options.seed,
      warmStart: warmStart(model, start),
      nodeLimit: SUB_NODES,
    },
    options.signal,
  );
  if (outcome.status !== 'optimal' && outcome.status !== 'feasible') return undefined;
  return { solution: readSolution(model, outcome.x), optimal: outcome.status === 'optimal' };
}
